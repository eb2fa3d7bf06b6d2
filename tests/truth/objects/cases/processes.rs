//! Child processes and signals.

use crate::objects::case::{BY_SIGNAL, Case, by};
use timeline::WakeKind;

pub const CASES: &[Case] = &[
    Case {
        name: "signal",
        setup: "let mut target = signal(SignalKind::user_defined1()).unwrap();",
        wait: "target.recv().await;",
        action: "send_signal(\"-USR1\");",
        expected: BY_SIGNAL,
    },
    Case {
        name: "ctrl_c",
        setup: "",
        wait: "ctrl_c().await.unwrap();",
        action: "send_signal(\"-INT\");",
        expected: BY_SIGNAL,
    },
    Case {
        name: "process",
        setup: "let mut target = Command::new(\"sleep\").arg(\"0.05\").spawn().unwrap();",
        wait: "target.wait().await.unwrap();",
        action: "",
        expected: by("process", None, WakeKind::Io),
    },
    Case {
        name: "process_status",
        setup: "let mut target = Command::new(\"sleep\"); target.arg(\"0.05\");",
        wait: "target.status().await.unwrap();",
        action: "",
        expected: by("process", None, WakeKind::Io),
    },
    Case {
        name: "process_output",
        setup: "let mut target = Command::new(\"sleep\"); target.arg(\"0.05\");",
        wait: "target.output().await.unwrap();",
        action: "",
        expected: by("process", None, WakeKind::Io),
    },
];
