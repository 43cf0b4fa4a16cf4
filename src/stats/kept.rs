//! Answers that are kept: the intervals of tables ask the same few questions about sample sizes again and again.

use std::cell::RefCell;

/// How many answers are kept.
const MOST: usize = 64;

/// The latest answers of a thread, by what was asked.
pub(super) struct Kept<Q, A>(RefCell<Vec<(Q, A)>>);

impl<Q: Copy + PartialEq, A: Copy> Kept<Q, A> {
    /// Without answers yet.
    pub const fn new() -> Kept<Q, A> {
        Kept(RefCell::new(Vec::new()))
    }

    /// The answer to a question; it is worked out unless it is kept.
    pub fn of(&self, question: Q, answer: impl FnOnce() -> A) -> A {
        let kept = |list: &Vec<(Q, A)>| list.iter().find(|(asked, _)| *asked == question).copied();
        let known = kept(&self.0.borrow());
        known.map_or_else(|| self.keep(question, answer()), |(_, answer)| answer)
    }

    fn keep(&self, question: Q, answer: A) -> A {
        let mut list = self.0.borrow_mut();
        if list.len() == MOST {
            list.clear();
        }
        list.push((question, answer));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_once_while_its_answer_is_kept() {
        let (kept, mut asked) = (Kept::new(), 0);
        let mut square = |n: usize| {
            kept.of(n, || {
                asked += 1;
                n * n
            })
        };
        assert_eq!([square(3), square(4), square(3)], [9, 16, 9]);
        (0..2 * MOST).for_each(|n| assert_eq!(square(n), n * n));
        assert_eq!(square(3), 9);
        // 3 and 4; of all up to twice the number kept all others; 3 again, which was dropped.
        assert_eq!(asked, 2 * MOST + 1);
    }
}
