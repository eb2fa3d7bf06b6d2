//! What both builds of a chapter need, the plain one and the recorded one.

use crate::prepare_state::PrepareState;
use std::path::Path;
use supervise::Priority;

/// How the crates of a chapter are built.
pub struct ChapterBuildOptions<'a> {
    pub workbook_program: &'a Path,
    /// Learns of cargo's progress.
    pub prepare_state: &'a PrepareState,
    pub priority: Priority,
}
