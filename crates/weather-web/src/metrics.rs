//! Counters, in the text format that Prometheus reads.

use crate::histogram::Histogram;
use crate::logs::lost_event_count;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Each of these only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    Connections,
    FailedConnections,
    ClientsLeft,
    Answers,
    ClientErrors,
    ServerErrors,
    UpstreamCalls,
    UpdatesMissed,
    ReportsStored,
    ReportsLost,
}

impl Counter {
    const ALL: [Counter; 10] = [
        Counter::Connections,
        Counter::FailedConnections,
        Counter::ClientsLeft,
        Counter::Answers,
        Counter::ClientErrors,
        Counter::ServerErrors,
        Counter::UpstreamCalls,
        Counter::UpdatesMissed,
        Counter::ReportsStored,
        Counter::ReportsLost,
    ];

    fn name(self) -> &'static str {
        match self {
            Counter::Connections => "connections_total",
            Counter::FailedConnections => "failed_connections_total",
            Counter::ClientsLeft => "clients_left_total",
            Counter::Answers => "answers_total",
            Counter::ClientErrors => "client_errors_total",
            Counter::ServerErrors => "server_errors_total",
            Counter::UpstreamCalls => "upstream_calls_total",
            Counter::UpdatesMissed => "updates_missed_total",
            Counter::ReportsStored => "reports_stored_total",
            Counter::ReportsLost => "reports_lost_total",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Counter::Connections => "Connections accepted.",
            Counter::FailedConnections => "Connections that failed.",
            Counter::ClientsLeft => "Clients that left before the end.",
            Counter::Answers => "Answers sent, without those of an error.",
            Counter::ClientErrors => "HTTP answers with a status of 4xx.",
            Counter::ServerErrors => "HTTP answers with a status of 5xx.",
            Counter::UpstreamCalls => "Calls to the upstream.",
            Counter::UpdatesMissed => "Updates that slow readers missed.",
            Counter::ReportsStored => "Reports written to the history.",
            Counter::ReportsLost => {
                "Reports that the history hasn't confirmed."
            }
        }
    }
}

#[derive(Debug, Default)]
pub struct Metrics {
    counters: [AtomicU64; Counter::ALL.len()],
    answers_in_flight: AtomicU64,
    reader_count: AtomicU64,
    answer_times: Histogram,
}

impl Metrics {
    pub fn add(&self, counter: Counter) {
        self.add_many(counter, 1);
    }

    pub fn add_many(&self, counter: Counter, count: u64) {
        self.counters[counter as usize].fetch_add(count, Relaxed);
    }

    pub fn get(&self, counter: Counter) -> u64 {
        self.counters[counter as usize].load(Relaxed)
    }

    pub fn answers_in_flight(&self) -> u64 {
        self.answers_in_flight.load(Relaxed)
    }

    /// Counts an answer as being under way until the result is dropped.
    pub fn begin_answer(self: &Arc<Self>) -> InFlight {
        InFlight::new(self, |metrics| &metrics.answers_in_flight)
    }

    /// Counts a reader of live updates until the result is dropped.
    pub fn begin_reader(self: &Arc<Self>) -> InFlight {
        InFlight::new(self, |metrics| &metrics.reader_count)
    }

    /// Records how long the client has waited for the head of an HTTP answer.
    pub fn record_answer_time(&self, time: Duration) {
        self.answer_times.record(time);
    }

    /// Returns all values in Prometheus' text format.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for counter in Counter::ALL {
            let (name, help) = (counter.name(), counter.help());
            write_value(&mut text, name, "counter", help, self.get(counter));
        }
        let lost = lost_event_count();
        let help = "Events that the log was too slow for.";
        write_value(&mut text, "log_events_lost_total", "counter", help, lost);
        let in_flight = self.answers_in_flight();
        let help = "Answers that are under way.";
        write_value(&mut text, "answers_in_flight", "gauge", help, in_flight);
        let readers = self.reader_count.load(Relaxed);
        let help = "Readers of live updates.";
        write_value(&mut text, "update_readers", "gauge", help, readers);
        let help = "Time until an HTTP answer began.";
        let name = "http_answer_seconds";
        self.answer_times.write_text(&mut text, name, help);
        text
    }
}

fn write_value(
    metrics_text: &mut String,
    metric_name: &str,
    metric_type: &str,
    help: &str,
    value: u64,
) {
    let _ = write!(
        metrics_text,
        "# HELP weather_{metric_name} {help}\n# TYPE weather_{metric_name} \
         {metric_type}\n\
         weather_{metric_name} {value}\n"
    );
}

/// Something that is counted while it goes on.
#[derive(Debug)]
pub struct InFlight {
    metrics: Arc<Metrics>,
    gauge: fn(&Metrics) -> &AtomicU64,
}

impl InFlight {
    fn new(metrics: &Arc<Metrics>, gauge: fn(&Metrics) -> &AtomicU64) -> Self {
        gauge(metrics).fetch_add(1, Relaxed);
        let metrics = Arc::clone(metrics);
        InFlight { metrics, gauge }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        (self.gauge)(&self.metrics).fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_counter_has_its_own_place_and_name() {
        let metrics = Metrics::default();
        for (number, counter) in (1..).zip(Counter::ALL) {
            metrics.add_many(counter, number);
        }
        for (number, counter) in (1..).zip(Counter::ALL) {
            assert_eq!(metrics.get(counter), number, "{counter:?}");
            let line = format!("weather_{} {number}\n", counter.name());
            assert!(metrics.to_text().contains(&line), "{line}");
        }
    }

    #[test]
    fn running_requests_are_counted_until_they_end() {
        let metrics = Arc::new(Metrics::default());
        let answers = [metrics.begin_answer(), metrics.begin_answer()];
        assert_eq!(metrics.answers_in_flight(), 2);
        drop(answers);
        assert_eq!(metrics.answers_in_flight(), 0);
    }
}
