//! A map from addresses to numbers, for what has no room for a number.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct AddressMap<V>(Mutex<HashMap<usize, V, BuildAddressHasher>>);

type BuildAddressHasher = BuildHasherDefault<AddressHasher>;
type MapGuard<'a, V> = MutexGuard<'a, HashMap<usize, V, BuildAddressHasher>>;

impl<V> AddressMap<V> {
    pub const fn new() -> Self {
        let hasher = BuildHasherDefault::new();
        Self(Mutex::new(HashMap::with_hasher(hasher)))
    }

    pub fn lock(&self) -> MapGuard<'_, V> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Addresses differ in their middle bits.
#[derive(Default)]
pub struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
