//! Work at the end of a scope.

/// Calls a function when the result is dropped.
pub fn defer<F: FnMut()>(work: F) -> impl Drop {
    struct Deferred<F: FnMut()>(F);
    impl<F: FnMut()> Drop for Deferred<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }
    Deferred(work)
}
