//! What a task has of an object, with a report of when it is dropped.

use crate::actor::{Actor, print_line};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex as Slot};

/// What a task has of an object: dropping it can wake others.
pub struct DropReporter<T> {
    /// `None` once it was put back.
    value: Option<T>,
    /// The task that reports dropping it.
    actor: Actor,
}

impl<T> DropReporter<T> {
    pub fn new(value: T, actor: Actor) -> Self {
        let value = Some(value);
        Self { value, actor }
    }

    pub fn put_back(mut self, slot: &Slot<Option<T>>) {
        *slot.lock().unwrap() = self.value.take();
    }
}

impl<T> Deref for DropReporter<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().unwrap()
    }
}

impl<T> DerefMut for DropReporter<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().unwrap()
    }
}

impl<T> Drop for DropReporter<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            print_line(format!("d {}", self.actor));
            let _actor_guard = self.actor.set_as_current();
            drop(value);
        }
    }
}

/// A lock or a permit.
pub trait Guard: Send {}
impl<T: Send> Guard for T {}

/// The locks and permits that a task holds.
pub type HeldGuards = Arc<Slot<Vec<DropReporter<Box<dyn Guard>>>>>;
