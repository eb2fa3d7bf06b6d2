//! The command line of a supervisor and of its later stages.

use crate::child::Priority;
use crate::limits::ResourceLimits;
use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

/// The exit code of a program that could not be started, as in a shell.
pub const EXIT_CODE_NOT_STARTED: u8 = 127;

/// What the supervisor runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisorArgs {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    /// The folder that it removes afterwards.
    pub folder_to_remove: Option<PathBuf>,
    pub limits: Option<ResourceLimits>,
    pub address_space_mb: Option<u64>,
    pub priority: Priority,
    pub stage: Stage,
}

/// What the process does; the workbook starts the first stage only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    #[default]
    Supervisor,
    Parent,
    Launcher {
        /// The process id of the stage before.
        parent: i32,
    },
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(text: &str) -> Result<Stage, String> {
        match text.split_once('=') {
            None if text == "parent" => Ok(Stage::Parent),
            Some(("launcher", id)) => match id.parse() {
                Ok(parent) => Ok(Stage::Launcher { parent }),
                Err(error) => Err(format!("{text}: {error}")),
            },
            _ => Err(format!("there is no stage `{text}`")),
        }
    }
}

pub fn report_not_started(program: &std::path::Path, error: &std::io::Error) {
    eprintln!("error: `{}` cannot be started: {error}", program.display());
}

#[cfg(target_os = "linux")]
impl SupervisorArgs {
    /// The command for the next stage.
    pub fn next_stage_command(&self, stage: &str) -> std::process::Command {
        let mut command = std::process::Command::new("/proc/self/exe");
        command.args(["supervise", "--stage", stage]);
        if let Some(limits) = &self.limits {
            command.arg("--limits").arg(limits.to_string());
        }
        if let Some(mb) = self.address_space_mb {
            command.arg("--address-space-mb").arg(mb.to_string());
        }
        if self.priority == Priority::Background {
            command.arg("--background");
        }
        command.arg(&self.program).args(&self.arguments);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_read_from_its_text() {
        assert_eq!("parent".parse(), Ok(Stage::Parent));
        let launcher = Stage::Launcher { parent: 7 };
        assert_eq!("launcher=7".parse(), Ok(launcher));
        assert!("launcher=x".parse::<Stage>().is_err());
        assert!("other".parse::<Stage>().is_err());
    }
}
