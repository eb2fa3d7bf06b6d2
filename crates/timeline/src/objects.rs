//! The objects that the events report.

use super::clock::Moment;
use super::facts::Object;
use recorder_events::{ObjectKind, Operation};
use std::collections::HashMap;

#[derive(Debug, Default)]
pub struct Objects(HashMap<u32, Object>);

impl Objects {
    pub fn add(&mut self, object_number: u32, object: Object) {
        self.0.insert(object_number, object);
    }

    pub fn get(&self, object_number: u32) -> Option<&Object> {
        self.0.get(&object_number)
    }

    pub fn kind(&self, object_number: u32) -> Option<ObjectKind> {
        self.get(object_number)?.kind
    }

    pub fn set_name(&mut self, object_number: u32, name: &str) {
        self.get_or_add(object_number).name = Some(name.to_owned());
    }

    pub fn begin_connecting(&mut self, object_number: u32) {
        self.get_or_add(object_number).is_connecting = true;
    }

    pub fn set_timer_fired(&mut self, object_number: u32, time: Moment) {
        self.get_or_add(object_number).timer_fired_at = Some(time);
    }

    pub fn set_timer_duration(&mut self, object_number: u32, duration_us: u64) {
        self.get_or_add(object_number).size_or_duration_us = Some(duration_us);
    }

    /// Returns whether a wait that begins is the one for a connection, and
    /// forgets that the object is connecting.
    pub fn take_connecting(
        &mut self,
        object_number: u32,
        operation: Operation,
    ) -> bool {
        let is_write = operation == Operation::Write;
        let object = self.0.get_mut(&object_number).filter(|_| is_write);
        object.is_some_and(|o| std::mem::take(&mut o.is_connecting))
    }

    fn get_or_add(&mut self, object_number: u32) -> &mut Object {
        self.0.entry(object_number).or_default()
    }
}
