//! Work at the end of a scope.

/// Calls a function when the result is dropped.
pub fn at_end<F: FnMut()>(work: F) -> impl Drop {
    struct AtEnd<F: FnMut()>(F);
    impl<F: FnMut()> Drop for AtEnd<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }
    AtEnd(work)
}
