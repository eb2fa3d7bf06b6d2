//! A PostgreSQL server that a test starts for itself: its data is in a
//! temporary folder, and only a Unix socket in that folder leads to it.

use crate::program;
use anyhow::{Context, Result, ensure};
use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The server's programs, and the user that may run them.
pub struct PostgresPrograms {
    folder: PathBuf,
    user: Option<UserIds>,
}

/// A user who isn't root, because PostgreSQL refuses to run as root.
#[derive(Clone, Copy)]
struct UserIds {
    user: u32,
    group: u32,
}

/// Stops when it's dropped.
pub struct PostgresServer {
    programs: PostgresPrograms,
    folder: TempDir,
}

impl PostgresPrograms {
    /// Finds the programs, or says why the machine can't run them.
    pub fn find() -> Result<Self, String> {
        if !cfg!(unix) {
            return Err("the test needs Unix sockets".to_owned());
        }
        let folder = find_programs_folder().ok_or("there is no PostgreSQL")?;
        let user = if is_root() {
            let user = ["postgres", "nobody"].into_iter().find_map(find_user);
            Some(user.ok_or("PostgreSQL refuses to run as root")?)
        } else {
            None
        };
        Ok(PostgresPrograms { folder, user })
    }

    fn run(&self, name: &str, folder: &Path, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(self.folder.join(name));
        command.args(arguments).current_dir(folder);
        set_user(&mut command, self.user);
        // The server inherits these, so a pipe would stay open.
        let log = fs::File::create(folder.join("programs.log"))?;
        let status = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .status()
            .with_context(|| format!("`{name}` could not be started"))?;
        let log = || {
            let read = |file| fs::read_to_string(folder.join(file));
            let programs = read("programs.log").unwrap_or_default();
            programs + &read("server.log").unwrap_or_default()
        };
        ensure!(status.success(), "`{name}` failed: {}", log());
        Ok(())
    }
}

impl PostgresServer {
    pub fn start(programs: PostgresPrograms) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        change_owner(folder.path(), programs.user)?;
        let path = folder.path();
        let arguments = ["-D", "data", "-U", "postgres", "-A", "trust"];
        let arguments = [&arguments[..], &["-E", "UTF8", "--no-sync"]].concat();
        programs.run("initdb", path, &arguments)?;
        let server = PostgresServer { programs, folder };
        server.start_stopped()?;
        Ok(server)
    }

    /// Starts the server again, after `stop`.
    pub fn start_stopped(&self) -> Result<()> {
        let path = self.folder.path();
        let options =
            format!("-k {} -c listen_addresses= -c fsync=off", path.display());
        let arguments = ["start", "-w", "-D", "data", "-l", "server.log"];
        let arguments = [&arguments[..], &["-o", &options]].concat();
        self.programs.run("pg_ctl", path, &arguments)
    }

    /// Stops the server, and disconnects its clients.
    pub fn stop(&self) -> Result<()> {
        let arguments = ["stop", "-w", "-D", "data", "-m", "fast"];
        self.programs.run("pg_ctl", self.folder.path(), &arguments)
    }

    pub fn url(&self) -> String {
        self.url_for_role("postgres")
    }

    /// Returns the address for another role than the administrator.
    pub fn url_for_role(&self, role: &str) -> String {
        let folder = self.folder.path().display();
        format!("postgres:///postgres?host={folder}&user={role}")
    }

    /// Returns the socket on which the server listens.
    pub fn socket_path(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        let arguments = ["stop", "-w", "-D", "data", "-m", "immediate"];
        let path = self.folder.path();
        if let Err(error) = self.programs.run("pg_ctl", path, &arguments) {
            eprintln!("PostgreSQL was not stopped: {error:#}");
        }
    }
}

/// Finds the folder of the programs, on the path or where Debian keeps it.
/// Of several versions, the newest counts.
fn find_programs_folder() -> Option<PathBuf> {
    let on_path = program::find_tool("initdb").and_then(|file| {
        let file = file.canonicalize().ok()?;
        Some(file.parent()?.to_owned())
    });
    let entries = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).collect();
    versions.sort_by_key(|folder| Reverse(version_numbers(folder)));
    let folders = versions.into_iter().map(|version| version.join("bin"));
    on_path
        .into_iter()
        .chain(folders)
        .find(|folder| folder.join("pg_ctl").is_file())
}

/// Returns the numbers of a version, such as 9 and 6 of the folder `9.6`.
/// Compared as text, 9 would be newer than 15.
fn version_numbers(folder: &Path) -> Vec<u32> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

fn find_user(name: &str) -> Option<UserIds> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users
        .lines()
        .find(|line| line.split(':').next() == Some(name));
    let mut fields = line?.split(':').skip(2);
    Some(UserIds {
        user: fields.next()?.parse().ok()?,
        group: fields.next()?.parse().ok()?,
    })
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    tempfile::tempfile()
        .and_then(|file| file.metadata())
        .is_ok_and(|metadata| metadata.uid() == 0)
}

#[cfg(unix)]
fn set_user(command: &mut Command, user: Option<UserIds>) {
    use std::os::unix::process::CommandExt;
    if let Some(ids) = user {
        command.uid(ids.user).gid(ids.group);
    }
}

#[cfg(unix)]
fn change_owner(folder: &Path, user: Option<UserIds>) -> Result<()> {
    if let Some(ids) = user {
        std::os::unix::fs::chown(folder, Some(ids.user), Some(ids.group))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(not(unix))]
fn set_user(_command: &mut Command, _user: Option<UserIds>) {}

#[cfg(not(unix))]
fn change_owner(_folder: &Path, _user: Option<UserIds>) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_by_its_numbers() {
        let version = |path| version_numbers(Path::new(path));
        assert!(version("/pg/15") > version("/pg/9.6"));
        assert!(version("/pg/9.6") > version("/pg/9.5"));
        assert!(version("/pg/9.6") > version("/pg/common"));
    }
}
