//! Memory that belongs to no process alone, and disk space.

use crate::{
    LIBC_DECLARATIONS, WAIT_FOR_MEASUREMENTS, assert_limit_exceeded, is_root,
    run, workbook_command_as_ordinary_user,
};
use runner::EndKind;
use std::os::fd::OwnedFd;
use std::os::unix::fs::chown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;

#[test]
fn memory_in_an_anonymous_file_counts_towards_the_limit() {
    let source = format!(
        "use std::{{fs::File, io::Write, \
         os::fd::FromRawFd}};\n{LIBC_DECLARATIONS}\
         fn main() {{\n\
             let fd = unsafe {{ memfd_create(b\"a\\0\".as_ptr(), 0) }};\n\
             let mut file = unsafe {{ File::from_raw_fd(fd) }};\n\
             for _ in 0..300 {{ file.write_all(&vec![1; 1 << 20]).unwrap(); }}\n\
             std::thread::sleep(std::time::Duration::from_secs(90));\n\
         }}"
    );
    // The largest file may be 20 MB, as on disk.
    assert_limit_exceeded(&source, "which is the limit");
}

#[test]
fn memory_in_many_anonymous_files_counts_towards_the_limit() {
    let source = format!(
        "use std::{{fs::File, io::Write, \
         os::fd::FromRawFd}};\n{LIBC_DECLARATIONS}\
         fn main() {{\n\
             let mut files = Vec::new();\n\
             for _ in 0..20 {{\n\
                 let fd = unsafe {{ memfd_create(b\"a\\0\".as_ptr(), 0) }};\n\
                 let mut file = unsafe {{ File::from_raw_fd(fd) }};\n\
                 file.write_all(&vec![1; 10 << 20]).unwrap();\n\
                 files.push(file);\n\
             }}\n\
             std::thread::sleep(std::time::Duration::from_secs(90));\n\
         }}"
    );
    assert_limit_exceeded(&source, "more than 100 MB of memory");
}

/// Shared anonymous memory (`mmap`), of which each process uses all.
const SHARED_MAPPING_FUNCTION: &str = "unsafe fn share(mb: usize) -> *mut u8 { unsafe {\n\
         mmap(0, mb << 20, 3, 0x21, -1, 0)\n\
     } }\n";

/// What is mapped must not hide what is not.
#[test]
fn mapped_and_unmapped_shared_memory_count_together() {
    let source = format!(
        "use std::{{fs::File, io::Write, os::fd::FromRawFd}};\n\
         {LIBC_DECLARATIONS}{SHARED_MAPPING_FUNCTION}fn main() {{ unsafe {{\n\
             share(60).write_bytes(1, 60 << 20);\n\
             let mut files = Vec::new();\n\
             for _ in 0..6 {{\n\
                 let fd = memfd_create(b\"a\\0\".as_ptr(), 0);\n\
                 let mut file = File::from_raw_fd(fd);\n\
                 file.write_all(&vec![1; 10 << 20]).unwrap();\n\
                 files.push(file);\n\
             }}\n\
             usleep(90_000_000);\n\
         }} }}"
    );
    assert_limit_exceeded(&source, "more than 100 MB of memory");
}

/// 8 processes use 16 MB together, which each of them has in its memory.
#[test]
fn memory_that_processes_share_counts_once() {
    for mapping in ["share(16)", "mmap(0, 16 << 20, 3, 1, fd, 0)"] {
        let source = format!(
            "{LIBC_DECLARATIONS}{SHARED_MAPPING_FUNCTION}{WAIT_FOR_MEASUREMENTS}\
             unsafe extern \"C\" {{ fn ftruncate(fd: i32, length: i64) -> i32; }}\n\
             fn main() {{ unsafe {{\n\
                 let fd = memfd_create(b\"a\\0\".as_ptr(), 0);\n\
                 ftruncate(fd, 16 << 20);\n\
                 let _: (i32, usize) = (fd, share as usize);\n\
                 let at = {mapping};\n\
                 let pages = || (0..16 << 20).step_by(4096);\n\
                 for _ in 0..7 {{\n\
                     if fork() == 0 {{\n\
                         for i in pages() {{ at.add(i).write_volatile(1); }}\n\
                         usleep(90_000_000);\n\
                         return;\n\
                     }}\n\
                 }}\n\
                 for i in pages() {{ at.add(i).write_volatile(1); }}\n\
                 usleep(500_000);\n\
                 wait_for_measurements(300);\n\
             }} }}"
        );
        run(&source).assert_exited(0);
    }
}

/// The program has the memory without having it in its page tables. Only root
/// can see that, as ARCHITECTURE.md says.
#[test]
fn memory_that_is_mapped_and_not_touched_counts_for_root() {
    if !is_root() {
        eprintln!("skipped: only root can see such memory");
        return;
    }
    let closed_files = "for _ in 0..12 {\n\
             let fd = memfd_create(b\"a\\0\".as_ptr(), 0);\n\
             let mut file = File::from_raw_fd(fd);\n\
             file.write_all(&vec![1; 10 << 20]).unwrap();\n\
             mmap(0, 4096, 3, 1, fd, 0);\n\
         }";
    let filled_by_a_child = "let at = share(120);\n\
         if fork() == 0 {\n\
             at.write_bytes(1, 50 << 20);\n\
             return;\n\
         }\n\
         usleep(1_000_000);\n\
         if fork() == 0 {\n\
             at.add(50 << 20).write_bytes(1, 70 << 20);\n\
             return;\n\
         }";
    for body in [closed_files, filled_by_a_child] {
        let source = format!(
            "#![allow(unused)]\n\
             use std::{{fs::File, io::Write, os::fd::FromRawFd}};\n\
             {LIBC_DECLARATIONS}{SHARED_MAPPING_FUNCTION}fn main() {{ unsafe {{\n\
                 {body}\n\
                 usleep(90_000_000);\n\
             }} }}"
        );
        assert_limit_exceeded(&source, "more than 100 MB of memory");
    }
}

/// A file in shared memory names no creator, so the supervisor has to see each
/// one while it is open. The last one exceeds the limit only if the closed ones
/// count.
#[test]
fn closed_files_in_shared_memory_count_and_are_removed() {
    let start = format!("/dev/shm/workbook-test-{}-", std::process::id());
    let source = format!(
        "use std::{{fs::File, io::Write, thread::sleep, time::Duration}};\n\
         {WAIT_FOR_MEASUREMENTS}\
         fn create(number: u32) -> File {{\n\
             let name = format!(\"{{}}{{number}}\", {start:?});\n\
             let mut file = File::create(name).unwrap();\n\
             file.write_all(&vec![1; 18 << 20]).unwrap();\n\
             file\n\
         }}\n\
         fn main() {{\n\
             let files: Vec<File> = (0..5).map(create).collect();\n\
             wait_for_measurements(300);\n\
             drop(files);\n\
             let _last = create(5);\n\
             sleep(Duration::from_secs(90));\n\
         }}"
    );
    assert_limit_exceeded(&source, "more than 100 MB of memory");
    for number in 0..6 {
        let name = format!("{start}{number}");
        assert!(!Path::new(&name).exists(), "{name} is left");
    }
}

/// No process has more than one of them attached.
#[test]
fn detached_segments_count_and_are_removed() {
    let source = format!(
        "{LIBC_DECLARATIONS}fn main() {{\n\
             for _ in 0..6 {{ unsafe {{\n\
                 let id = shmget(0, 30 << 20, 0o1600);\n\
                 println!(\"{{id}}\");\n\
                 let at = shmat(id, 0, 0);\n\
                 at.write_bytes(1, 30 << 20);\n\
                 shmdt(at);\n\
             }} }}\n\
             std::thread::sleep(std::time::Duration::from_secs(90));\n\
         }}"
    );
    let log = run(&source);
    let run_end = log.run_end();
    assert_eq!(run_end.kind, EndKind::Limit, "{run_end:?}");
    let limit = "more than 100 MB of memory";
    assert!(run_end.message.contains(limit), "{}", run_end.message);
    let table = std::fs::read_to_string("/proc/sysvipc/shm").unwrap();
    let left: Vec<&str> = table
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    let printed = log.stdout();
    assert_ne!(printed, "");
    for id in printed.lines() {
        assert!(!left.contains(&id), "{id} is left: {table}");
    }
}

#[test]
fn files_in_shared_memory_are_removed() {
    let name = format!("/dev/shm/workbook-test-{}", std::process::id());
    let source = format!(
        "{WAIT_FOR_MEASUREMENTS}fn main() {{\n\
             use std::io::Write;\n\
             let mut file = std::fs::File::create({name:?}).unwrap();\n\
             file.write_all(b\"text\").unwrap();\n\
             wait_for_measurements(300);\n\
         }}"
    );
    run(&source).assert_exited(0);
    assert!(!Path::new(&name).exists());
}

#[test]
fn disk_space_has_a_limit() {
    assert_limit_exceeded(
        "fn main() { std::fs::write(\"a\", vec![1; 60 << 20]).unwrap(); }",
        "wrote more than 20 MB to disk",
    );
    assert_limit_exceeded(
        "fn main() {\n\
             for i in 0..12 {\n\
                 std::fs::write(i.to_string(), vec![1; 5 << 20]).unwrap();\n\
             }\n\
             std::thread::sleep(std::time::Duration::from_secs(90));\n\
         }",
        "wrote more than 20 MB to disk",
    );
}

/// A folder that belongs to an ordinary user, in one that is removed.
fn create_folder_of_ordinary_user() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("run");
    std::fs::create_dir_all(folder.join("work")).unwrap();
    if is_root() {
        for path in [parent.path(), &folder, &folder.join("work")] {
            chown(path, Some(65534), Some(65534)).unwrap();
        }
    }
    (parent, folder)
}

/// Runs a script below a supervisor, which then removes its folder. Returns
/// the exit code.
fn run_supervised_script(folder: &Path, script: &str) -> Option<i32> {
    let mut supervisor = workbook_command_as_ordinary_user();
    supervisor
        .args(["supervise", "--limits", "100000/100/20/100/20", "--remove"])
        .arg(folder)
        .args(["sh", "-c", script])
        .current_dir(folder.join("work"));
    // Its end would mean that the workbook is gone.
    let (_workbook, input) = UnixStream::pair().unwrap();
    supervisor.stdin(Stdio::from(OwnedFd::from(input)));
    supervisor.status().unwrap().code()
}

#[test]
fn a_folder_without_permissions_is_removed() {
    let (_parent, folder) = create_folder_of_ordinary_user();
    let script = "mkdir -p a/b c/d && echo 1 > a/b/file && chmod 0 a/b a c .";
    assert_eq!(run_supervised_script(&folder, script), Some(0));
    assert!(!folder.exists());
}

#[test]
fn files_in_unreadable_folders_count_towards_the_disk_limit() {
    const KILLED: i32 = 128 + 9;
    let write = "for i in 1 2 3 4; do head -c 9000000 /dev/zero > a/$i; done";
    for script in [
        format!("mkdir -m 300 a; {write}; sleep 60"),
        format!("mkdir a; {write}; chmod 600 a; sleep 60"),
        format!("mkdir a; {write}; chmod 0 a .; sleep 60"),
    ] {
        let (_parent, folder) = create_folder_of_ordinary_user();
        assert_eq!(
            run_supervised_script(&folder, &script),
            Some(KILLED),
            "{script}"
        );
        assert!(!folder.exists(), "{script}");
    }
}
