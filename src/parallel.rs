//! Work on several threads: those of rayon's present pool, or, without the feature `threads`, the only one there
//! is. No result depends on how many there are.

#[cfg(feature = "threads")]
mod of_rayon {
    use rayon::prelude::*;

    /// How many threads there are.
    pub fn threads() -> usize {
        rayon::current_num_threads()
    }

    /// Does both, at the same time where there are threads.
    pub fn join<A: Send, B: Send>(
        a: impl FnOnce() -> A + Send,
        b: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        rayon::join(a, b)
    }

    /// Does something once on each thread.
    pub fn on_all(work: impl Fn() + Sync) {
        rayon::scope(|scope| (0..threads()).for_each(|_| scope.spawn(|_| work())));
    }

    /// What each item gives, in their order.
    pub fn map<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        items.par_iter().map(of).collect()
    }

    /// Does something with each item, until one fails.
    ///
    /// # Errors
    /// That of one that failed.
    pub fn try_each<T: Sync, E: Send>(
        items: &[T],
        work: impl Fn(&T) -> Result<(), E> + Sync + Send,
    ) -> Result<(), E> {
        items.par_iter().try_for_each(work)
    }
}

#[cfg(not(feature = "threads"))]
mod of_one {
    /// How many threads there are.
    pub fn threads() -> usize {
        1
    }

    /// Does both.
    pub fn join<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
        (a(), b())
    }

    /// Does something once on each thread.
    pub fn on_all(work: impl Fn()) {
        work();
    }

    /// What each item gives, in their order.
    pub fn map<T, R>(items: &[T], of: impl Fn(&T) -> R) -> Vec<R> {
        items.iter().map(of).collect()
    }

    /// Does something with each item, until one fails.
    ///
    /// # Errors
    /// That of the first that failed.
    pub fn try_each<T, E>(items: &[T], work: impl Fn(&T) -> Result<(), E>) -> Result<(), E> {
        items.iter().try_for_each(work)
    }
}

#[cfg(not(feature = "threads"))]
pub use of_one::{join, map, on_all, threads, try_each};
#[cfg(feature = "threads")]
pub use of_rayon::{join, map, on_all, threads, try_each};
