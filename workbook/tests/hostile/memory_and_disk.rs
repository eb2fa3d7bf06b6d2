//! Memory that belongs to no process alone, and disk space.

use crate::{LIBC_DECLARATIONS, assert_exceeds, run};
use runner::EndKind;
use std::path::Path;

#[test]
fn memory_in_an_anonymous_file_counts() {
    let source = format!(
        "use std::{{fs::File, io::Write, \
         os::fd::FromRawFd}};\n{LIBC_DECLARATIONS}\
         fn main() {{\n\
             let fd = unsafe {{ memfd_create(b\"a\\0\".as_ptr(), 0) }};\n\
             let mut file = unsafe {{ File::from_raw_fd(fd) }};\n\
             for _ in 0..300 {{ file.write_all(&vec![1; 1 << 20]).unwrap(); }}\n\
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
         }}"
    );
    // The largest file may be 20 MB, as on disk.
    assert_exceeds(&source, "which is the limit");
}

#[test]
fn memory_in_many_anonymous_files_counts() {
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
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
         }}"
    );
    assert_exceeds(&source, "more than 100 MB of memory");
}

/// Each file is open for seconds, so that a supervisor that is late on a busy
/// machine sees it too: a file in shared memory names no creator. The last one
/// exceeds the limit only if the closed ones count.
#[test]
fn closed_files_in_shared_memory_count_and_are_removed() {
    let start = format!("/dev/shm/workbook-test-{}-", std::process::id());
    let source = format!(
        "use std::{{fs::File, io::Write, thread::sleep, time::Duration}};\n\
         fn create(number: u32) -> File {{\n\
             let name = format!(\"{{}}{{number}}\", {start:?});\n\
             let mut file = File::create(name).unwrap();\n\
             file.write_all(&vec![1; 18 << 20]).unwrap();\n\
             file\n\
         }}\n\
         fn main() {{\n\
             let files: Vec<File> = (0..5).map(create).collect();\n\
             sleep(Duration::from_secs(4));\n\
             drop(files);\n\
             let _last = create(5);\n\
             sleep(Duration::from_secs(15));\n\
         }}"
    );
    assert_exceeds(&source, "more than 100 MB of memory");
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
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
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
        "fn main() {{\n\
             use std::io::Write;\n\
             let mut file = std::fs::File::create({name:?}).unwrap();\n\
             file.write_all(b\"text\").unwrap();\n\
             std::thread::sleep(std::time::Duration::from_secs(2));\n\
         }}"
    );
    run(&source).assert_exited(0);
    assert!(!Path::new(&name).exists());
}

#[test]
fn disk_space_has_a_limit() {
    assert_exceeds(
        "fn main() { std::fs::write(\"a\", vec![1; 60 << 20]).unwrap(); }",
        "wrote more than 20 MB to disk",
    );
    assert_exceeds(
        "fn main() {\n\
             for i in 0..12 {\n\
                 std::fs::write(i.to_string(), vec![1; 5 << 20]).unwrap();\n\
             }\n\
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
         }",
        "wrote more than 20 MB to disk",
    );
}
