//! Circles in a graph: found by a depth-first search without recursion.

/// A circle among `nodes` nodes, if there is one: in the order of its arrows, the first node not
/// repeated. `arrow(node, n)` is where the n-th arrow out of a node leads. The search starts from the
/// lowest node and follows arrows in order, so what it finds is reproducible.
pub fn circle(nodes: usize, arrow: impl Fn(usize, usize) -> Option<usize>) -> Option<Vec<usize>> {
    let mut state = vec![State::New; nodes];
    let mut found = None;
    for start in 0..nodes {
        if found.is_none() && state[start] == State::New {
            found = search(start, &arrow, &mut state);
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnPath,
    Done,
}

fn search(
    start: usize,
    arrow: &impl Fn(usize, usize) -> Option<usize>,
    state: &mut [State],
) -> Option<Vec<usize>> {
    let mut path = vec![(start, 0)];
    state[start] = State::OnPath;
    while let Some((node, next)) = path.last_mut() {
        let Some(target) = arrow(*node, *next) else {
            state[*node] = State::Done;
            path.pop();
            continue;
        };
        *next += 1;
        match state[target] {
            State::Done => {}
            State::New => {
                state[target] = State::OnPath;
                path.push((target, 0));
            }
            State::OnPath => {
                let from = path.iter().position(|(node, _)| *node == target).unwrap_or(0);
                return Some(path[from..].iter().map(|(node, _)| *node).collect());
            }
        }
    }
    None
}

/// A circle longer than this is shown in part.
const SHOWN: usize = 12;

/// A circle in words: `a -> b -> a`.
pub fn shown(names: &[&str]) -> String {
    let Some(first) = names.first() else { return String::new() };
    let left_out = names.len().saturating_sub(SHOWN);
    let gap = format!("({left_out} more)");
    let mut parts: Vec<&str> = names.iter().take(SHOWN).copied().collect();
    if left_out > 0 {
        parts.push(&gap);
    }
    parts.push(first);
    parts.join(" -> ")
}

#[cfg(test)]
mod tests {
    use super::shown;

    fn circle(arrows: &[Vec<usize>]) -> Option<Vec<usize>> {
        super::circle(arrows.len(), |node, n| arrows[node].get(n).copied())
    }

    #[test]
    fn a_chain_and_a_diamond_have_no_circle() {
        assert_eq!(circle(&[vec![1, 2], vec![3], vec![3], vec![]]), None);
        assert_eq!(circle(&[]), None);
    }

    #[test]
    fn a_circle_is_named_in_the_order_of_its_arrows() {
        assert_eq!(circle(&[vec![1], vec![2], vec![3], vec![1]]), Some(vec![1, 2, 3]));
        assert_eq!(circle(&[vec![0]]), Some(vec![0]));
        assert_eq!(shown(&["b", "c"]), "b -> c -> b");
        assert!(shown(&["x"; 20]).ends_with("x -> (8 more) -> x"));
    }
}
