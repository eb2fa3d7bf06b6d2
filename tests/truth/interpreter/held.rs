//! What a task has of an object, with a report of when it is dropped.

use crate::actor::{Actor, print_line};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex as Slot};

/// What a task has of an object: dropping it can wake others.
pub struct Held<T> {
    /// `None` once it was put back.
    held: Option<T>,
    /// The task that reports dropping it.
    actor: Actor,
}

impl<T> Held<T> {
    pub fn new(held: T, actor: Actor) -> Self {
        let held = Some(held);
        Self { held, actor }
    }

    pub fn put_back(mut self, slot: &Slot<Option<T>>) {
        *slot.lock().unwrap() = self.held.take();
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.held.as_ref().unwrap()
    }
}

impl<T> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.held.as_mut().unwrap()
    }
}

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            print_line(format!("d {}", self.actor));
            let _acting = self.actor.begin_acting();
            drop(held);
        }
    }
}

/// A lock or a permit.
pub trait Guard: Send {}
impl<T: Send> Guard for T {}

/// The locks and permits that a task holds.
pub type HeldGuards = Arc<Slot<Vec<Held<Box<dyn Guard>>>>>;
