//! Child processes and signals.

use crate::objects::case::{ENDED_BY_SIGNAL, WaitCase, ended_by};
use timeline::WakeKind;

pub const CASES: &[WaitCase] = &[
    WaitCase {
        name: "signal",
        setup: "let mut target = signal(SignalKind::user_defined1()).unwrap();",
        wait: "target.recv().await;",
        action: "send_signal(\"-USR1\");",
        expected: ENDED_BY_SIGNAL,
    },
    WaitCase {
        name: "ctrl_c",
        setup: "",
        wait: "ctrl_c().await.unwrap();",
        action: "send_signal(\"-INT\");",
        expected: ENDED_BY_SIGNAL,
    },
    WaitCase {
        name: "process",
        setup: "let mut target = Command::new(\"sleep\").arg(\"0.05\").spawn().unwrap();",
        wait: "target.wait().await.unwrap();",
        action: "",
        expected: ended_by("process", None, WakeKind::Io),
    },
    WaitCase {
        name: "process_status",
        setup: "let mut target = Command::new(\"sleep\"); target.arg(\"0.05\");",
        wait: "target.status().await.unwrap();",
        action: "",
        expected: ended_by("process", None, WakeKind::Io),
    },
    WaitCase {
        name: "process_output",
        setup: "let mut target = Command::new(\"sleep\"); target.arg(\"0.05\");",
        wait: "target.output().await.unwrap();",
        action: "",
        expected: ended_by("process", None, WakeKind::Io),
    },
];
