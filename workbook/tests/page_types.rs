//! The JavaScript types of what the workbook sends to pages are generated
//! from the Rust types. `SNAPSHOTS=overwrite cargo test --workspace --test
//! page_types` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};
use ts_rs::{Config, TS};

const GENERATED_TYPES_FILE: &str = "page/src/generated/protocol.d.ts";

fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap().to_owned()
}

/// Declares each type, with its name as the page knows it.
fn generate_declarations() -> String {
    // All numbers of the protocol are exact in JavaScript.
    let config = Config::new().with_large_int("number");
    let mut text =
        "// Generated from the Rust types by workbook/tests/page_types.rs; \
         do not edit.\n"
            .to_owned();
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {
            $(text += &format!("\nexport {}\n", <$type>::decl(&config));)*
        };
    }
    declare!(
        toolchain::Span,
        toolchain::Replacement,
        toolchain::Fix,
        toolchain::Diagnostic,
        runner::Job,
        runner::Stream,
        runner::EndKind,
        runner::RunEvent,
        runner::RunnerState,
        exercises::Verdict,
        exercises::CheckEvent,
        exercises::TestRecordingEvent,
        workbook::serve::PageRequest,
        workbook::serve::RecordTestRequest,
        workbook::serve::PageRequestKind,
        workbook::serve::SiteNews,
        workbook::serve::PageMessage<ts_rs::Dummy>,
        progress::Milestone,
        progress::ProgressMark,
        progress::Progress,
        timeline::Ms,
        timeline::Thread,
        timeline::TaskKind,
        timeline::TaskOutcome,
        timeline::Task,
        timeline::WaitOutcome,
        timeline::WakeKind,
        timeline::WakeReason,
        timeline::WaitEndCause,
        timeline::Wait,
        timeline::Wake,
        timeline::Block,
        timeline::CountHistory,
        timeline::Message,
        timeline::AggregatedTasks,
        timeline::Timeline,
    );
    text
}

#[test]
fn the_types_of_the_page_are_those_of_the_workbook() {
    let file = root().join(GENERATED_TYPES_FILE);
    let expected = generate_declarations();
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &expected).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed.replace("\r\n", "\n") == expected,
        "`{GENERATED_TYPES_FILE}` is stale: write it with `SNAPSHOTS=overwrite cargo \
         test --workspace --test page_types`, then bundle the page with \
         `npm run build` in page/"
    );
}

/// `workbook/PROTOCOL.md` explains every event, state and verdict.
#[test]
fn the_protocol_names_every_event_state_and_verdict() {
    let protocol =
        fs::read_to_string(root().join("workbook/PROTOCOL.md")).unwrap();
    let declarations = generate_declarations();
    let unions = [
        "RunEvent",
        "CheckEvent",
        "TestRecordingEvent",
        "EndKind",
        "Verdict",
        "Milestone",
        "PageRequestKind",
        "PageMessage<E>",
    ];
    let mut count = 0;
    for name in unions {
        let start = format!("export type {name} = ");
        let (_, rest) = declarations.split_once(&start).expect(name);
        let union = rest.split("\nexport").next().unwrap();
        let names = union.split('"').skip(1).step_by(2);
        let tags = ["event", "request", "message"];
        for name in names.filter(|name| !tags.contains(name)) {
            assert!(
                protocol.contains(&format!("`{name}`")),
                "`workbook/PROTOCOL.md` does not explain `{name}`"
            );
            count += 1;
        }
    }
    assert!(count > 20, "only {count} names were found");
}
