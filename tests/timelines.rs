//! Timelines of recorded programs: against the expected documents, against
//! what the programs themselves report, and against the schema.
//!
//! `SNAPSHOTS=overwrite cargo test --workspace --test timelines` rewrites the
//! expected documents; look at each before you commit it.

use goldens::Shared;
use libtest_mimic::{Arguments, Failed, Trial};
use std::process::ExitCode;

#[path = "timeline/goldens.rs"]
mod goldens;
#[path = "timeline/programs.rs"]
mod programs;
#[path = "timeline/properties.rs"]
mod properties;
#[path = "timeline/schema.rs"]
mod schema;

/// Programs are recorded on Linux only.
const IS_RECORDED: bool = cfg!(target_os = "linux");

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let shared = Shared::default();
    let mut trials = goldens::trials(&shared);
    trials.push(trial("every_run_is_in_order", move || {
        properties::every_run_is_in_order(&shared)
    }));
    let mut trials: Vec<Trial> = trials
        .into_iter()
        .map(|trial| trial.with_ignored_flag(!IS_RECORDED))
        .collect();
    trials.extend([
        trial("every_timeline_fits_the_schema", || {
            schema::every_timeline_fits_the_schema()
        }),
        trial("the_schema_refuses_what_no_timeline_has", || {
            schema::the_schema_refuses_what_no_timeline_has()
        }),
        trial("the_schema_has_the_keys_of_our_types", || {
            schema::the_schema_has_the_keys_of_our_types()
        }),
    ]);
    trials
}

fn trial(
    name: &str,
    test: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
) -> Trial {
    Trial::test(name, || {
        test().map_err(|error| Failed::from(format!("{error:#}")))
    })
}
