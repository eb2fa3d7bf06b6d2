//! The function that would have been called, were the probe not in front.

use std::ffi::{CStr, c_int, c_void};
use std::marker::PhantomData;
use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};

/// The next function of that name; `F` is its type.
pub struct NextSymbol<F> {
    name: &'static CStr,
    address: AtomicPtr<c_void>,
    function: PhantomData<F>,
}

impl<F: Copy> NextSymbol<F> {
    /// # Safety
    ///
    /// `F` is the type of the C library's function `name`.
    pub const unsafe fn new(name: &'static CStr) -> Self {
        let address = AtomicPtr::new(ptr::null_mut());
        Self {
            name,
            address,
            function: PhantomData,
        }
    }

    /// The function. None only if the C library has none of that name.
    pub fn get(&self) -> Option<F> {
        const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
        let mut found = self.address.load(Relaxed);
        if found.is_null() {
            // SAFETY: the name is a C string.
            found = unsafe { libc::dlsym(libc::RTLD_NEXT, self.name.as_ptr()) };
            self.address.store(found, Relaxed);
        }
        // SAFETY: a function's address, and who made this vouched for its
        // type.
        (!found.is_null())
            .then(|| unsafe { mem::transmute_copy::<*mut c_void, F>(&found) })
    }
}

/// What a function returns that is not there.
pub fn fail_with_enosys() -> c_int {
    // SAFETY: it points to this thread's own number.
    unsafe { *libc::__errno_location() = libc::ENOSYS };
    -1
}

/// Leaves the caller the error number as it was.
pub fn preserve_errno<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: it points to this thread's own number.
    unsafe {
        let errno = *libc::__errno_location();
        let result = work();
        *libc::__errno_location() = errno;
        result
    }
}
