//! What tokio tells: spans for tasks and resources, events for the rest.

use super::fields::Fields;
use super::ids::{Kind, SpanId};
use super::{clock, record, resources, tasks};
use tracing::{Listener, Made, Value};

/// Makes the probe hear tokio. False if another already does.
pub fn install() -> bool {
    tracing::listen(&Probe)
}

struct Probe;

impl Listener for Probe {
    fn made(&self, made: &Made<'_>) -> Option<u64> {
        if !record::is_on() {
            return None;
        }
        clock::look();
        let fields = Fields::new(made.fields);
        let span = match made.name {
            "runtime.spawn" => tasks::spawned(&fields),
            "runtime.resource" => resources::made(&fields),
            "runtime.resource.async_op" => resources::wait_made(made),
            "runtime.resource.async_op.poll" => resources::wait_poll_made(made),
            _ => None,
        };
        span.map(SpanId::number_and_kind)
    }

    fn told(&self, target: &'static str, fields: &[(&'static str, Value<'_>)]) {
        if !record::is_on() {
            return;
        }
        clock::look();
        let fields = Fields::new(fields);
        match target {
            "tokio::task::waker" => tasks::waker(&fields),
            "runtime::resource::poll_op" => resources::polled(&fields),
            "runtime::resource::state_update" => resources::changed(&fields),
            _ => {}
        }
    }

    fn entered(&self, span: u64) {
        if record::is_on() {
            clock::look();
        }
        tasks::entered(span.into());
    }

    fn left(&self, span: u64) {
        let span = span.into();
        resources::left(span);
        tasks::exited(span);
    }

    fn cloned(&self, span: u64) {
        resources::cloned(span.into());
    }

    fn dropped(&self, span: u64) {
        let span = SpanId::from(span);
        match span.kind() {
            Kind::Resource | Kind::Wait => resources::dropped(span),
            Kind::Task | Kind::Blocking => tasks::closed(span),
            Kind::Worker | Kind::WaitPoll | Kind::Nothing => {}
        }
    }
}
