//! Programs that attack their limits, their supervisors, the compiler or the
//! page. Each is bounded in itself and ends on its own.

use runner::Limits;

/// A program and what it does.
pub struct HostileProgram {
    pub name: String,
    pub source: String,
}

impl HostileProgram {
    fn new(name: &str, source: impl Into<String>) -> HostileProgram {
        HostileProgram {
            name: name.to_owned(),
            source: source.into(),
        }
    }
}

const PROGRAM_PRELUDE: &str = "#![allow(unused)]\n\
    use std::{fs, fs::File, io::{Read, Write}, process, thread, thread::sleep,\n\
        time::Duration};\n\
    const S: Duration = Duration::from_secs(1);\n\
    unsafe extern \"C\" {\n\
        fn fork() -> i32; fn kill(id: i32, signal: i32) -> i32;\n\
        fn getppid() -> i32; fn setsid() -> i32; fn usleep(us: u32) -> i32;\n\
        fn memfd_create(name: *const u8, flags: u32) -> i32;\n\
        fn signal(number: i32, handler: usize) -> usize;\n\
        fn close(fd: i32) -> i32;\n\
        fn shmget(key: i32, size: usize, flags: i32) -> i32;\n\
        fn shmat(id: i32, at: usize, flags: i32) -> *mut u8;\n\
        fn shmdt(at: *const u8) -> i32;\n\
        fn mmap(at: usize, length: usize, rights: i32, flags: i32, fd: i32,\n\
            offset: i64) -> *mut u8;\n\
        fn prlimit(id: i32, resource: i32, new: *const [u64; 2], old: usize) -> i32;\n\
    }\n\
    fn grandparent() -> i32 {\n\
        let parent = std::os::unix::process::parent_id();\n\
        let stat = fs::read_to_string(format!(\"/proc/{parent}/stat\")).unwrap();\n\
        let fields = stat.rsplit(')').next().unwrap();\n\
        fields.split_whitespace().nth(1).unwrap().parse().unwrap()\n\
    }\n";

/// Fork bombs and thread bombs of up to `max_process_count`.
pub fn create_bombs(max_process_count: usize) -> Vec<HostileProgram> {
    let sizes = [300, 1000, 3000, 6000, 10_000, 20_000];
    let sizes = sizes.into_iter().filter(|size| *size <= max_process_count);
    sizes.flat_map(create_bombs_of_size).collect()
}

fn create_bombs_of_size(size: usize) -> Vec<HostileProgram> {
    let forks = |in_child: &str| {
        format!(
            "{PROGRAM_PRELUDE}fn main() {{ unsafe {{\n\
                 for _ in 0..{size} {{\n\
                     if fork() == 0 {{\n\
                         {in_child}\n\
                         for _ in 0..300 {{ usleep(50_000); }}\n\
                         return;\n\
                     }}\n\
                 }}\n\
                 usleep(15_000_000);\n\
             }} }}"
        )
    };
    let threads = format!(
        "{PROGRAM_PRELUDE}fn main() {{\n\
             for _ in 0..{size} {{\n\
                 let _ = thread::Builder::new().stack_size(16384)\n\
                     .spawn(|| sleep(15 * S));\n\
             }}\n\
             sleep(15 * S);\n\
         }}"
    );
    let mut bombs = vec![
        HostileProgram::new(&format!("fork bomb of {size}"), forks("")),
        HostileProgram::new(
            &format!("fork bomb of {size} with setsid"),
            forks("setsid();"),
        ),
    ];
    // Fewer threads are allowed.
    if size > Limits::default().program.threads {
        bombs.push(HostileProgram::new(&format!("{size} threads"), threads));
    }
    bombs
}

/// What `main` consists of.
const HOSTILE_MAIN_BODIES: [(&str, &str); 43] = [
    (
        "kills its parent",
        "unsafe { kill(getppid(), 9); } sleep(3 * S);",
    ),
    (
        "stops its parent",
        "unsafe { kill(getppid(), 19); } sleep(3 * S);",
    ),
    (
        "kills both supervisors, and leaves a child",
        "process::Command::new(\"setsid\").args([\"sleep\", \"30\"]).spawn().unwrap(); \
         let other = grandparent(); \
         for signal in [19, 9] { unsafe { kill(other, signal); kill(getppid(), signal); } } \
         sleep(3 * S);",
    ),
    (
        "stops both supervisors, and takes 2 GB",
        "let other = grandparent(); \
         unsafe { kill(other, 19); kill(getppid(), 19); } let mut all = Vec::new(); \
         for _ in 0..200 { all.push(vec![1_u8; 10 << 20]); sleep(S / 20); }",
    ),
    (
        "lets both supervisors open no more files, and takes 2 GB",
        "for id in [grandparent(), std::os::unix::process::parent_id() as i32] { \
         unsafe { prlimit(id, 7, &[0, 0], 0); } } let mut all = Vec::new(); \
         for _ in 0..200 { all.push(vec![1_u8; 10 << 20]); sleep(S / 20); }",
    ),
    (
        "asks its parent to end",
        "unsafe { kill(getppid(), 15); } sleep(3 * S);",
    ),
    (
        "hangs up on its parent",
        "unsafe { kill(getppid(), 1); } sleep(3 * S);",
    ),
    (
        "kills its process group",
        "unsafe { kill(0, 9); } sleep(3 * S);",
    ),
    (
        "stops itself",
        "unsafe { kill(process::id() as i32, 19); } sleep(3 * S);",
    ),
    ("ignores SIGTERM", "unsafe { signal(15, 1); } sleep(3 * S);"),
    (
        "a chain of forks",
        "unsafe { for _ in 0..1500 { if fork() != 0 { return; } usleep(1000); } }",
    ),
    (
        "20,000 children that exit, for which nobody waits",
        "unsafe { for _ in 0..20_000 { if fork() == 0 { process::exit(0); } } \
         usleep(5_000_000); }",
    ),
    (
        "forks twice and leaves",
        "unsafe { if fork() == 0 { setsid(); if fork() == 0 { usleep(9_000_000); } } }",
    ),
    (
        "leaves a child that holds no pipe",
        "unsafe { if fork() == 0 { setsid(); for fd in 0..99 { close(fd); } \
         usleep(9_000_000); } }",
    ),
    (
        "starts 300 programs in turn",
        "for _ in 0..300 { process::Command::new(\"true\").status().unwrap(); }",
    ),
    (
        "a file of 3 GB",
        "let part = vec![1_u8; 1 << 20]; let mut file = File::create(\"a\").unwrap(); \
         for _ in 0..3000 { file.write_all(&part).unwrap(); }",
    ),
    (
        "a deleted file of 900 MB twice",
        "let part = vec![1_u8; 1 << 20]; let mut all = Vec::new(); for _ in 0..2 { \
         let mut file = File::create(\"a\").unwrap(); fs::remove_file(\"a\").unwrap(); \
         for _ in 0..900 { file.write_all(&part).unwrap(); } all.push(file); } \
         sleep(9 * S);",
    ),
    (
        "20,000 files",
        "for i in 0..20_000 { File::create(i.to_string()).unwrap(); }",
    ),
    (
        "folders 200 deep",
        "for _ in 0..200 { fs::create_dir(\"deep\").unwrap(); \
         std::env::set_current_dir(\"deep\").unwrap(); }",
    ),
    (
        "folders 3000 deep",
        "for _ in 0..3000 { fs::create_dir(\"deep\").unwrap(); \
         std::env::set_current_dir(\"deep\").unwrap(); }",
    ),
    (
        "a folder without rights",
        "use std::os::unix::fs::PermissionsExt; fs::create_dir_all(\"a/b\").unwrap(); \
         fs::set_permissions(\"a\", PermissionsExt::from_mode(0)).unwrap();",
    ),
    (
        "removes its own folder",
        "fs::remove_dir_all(std::env::current_dir().unwrap()).unwrap(); sleep(S);",
    ),
    (
        "a link in place of its folder",
        "let here = std::env::current_dir().unwrap(); fs::remove_dir_all(&here).unwrap(); \
         std::os::unix::fs::symlink(\"/etc\", &here).unwrap();",
    ),
    (
        "1.5 GB in memory files",
        "use std::os::fd::FromRawFd; let mut all = Vec::new(); for _ in 0..15 { \
         let fd = unsafe { memfd_create(b\"a\\0\".as_ptr(), 0) }; \
         let mut file = unsafe { File::from_raw_fd(fd) }; \
         file.write_all(&vec![1; 100 << 20]).unwrap(); all.push(file); } sleep(9 * S);",
    ),
    (
        "1.5 GB in memory files that are mapped and closed",
        "use std::os::fd::{AsRawFd, FromRawFd}; for _ in 0..15 { \
         let fd = unsafe { memfd_create(b\"a\\0\".as_ptr(), 0) }; \
         let mut file = unsafe { File::from_raw_fd(fd) }; \
         file.write_all(&vec![1; 100 << 20]).unwrap(); \
         unsafe { mmap(0, 4096, 3, 1, file.as_raw_fd(), 0); } } sleep(9 * S);",
    ),
    (
        "800 MB in memory files, and 800 MB in shared memory",
        "use std::os::fd::FromRawFd; unsafe { let at = mmap(0, 800 << 20, 3, 0x21, -1, 0); \
         at.write_bytes(1, 800 << 20); } let mut all = Vec::new(); for _ in 0..8 { \
         let fd = unsafe { memfd_create(b\"a\\0\".as_ptr(), 0) }; \
         let mut file = unsafe { File::from_raw_fd(fd) }; \
         file.write_all(&vec![1; 100 << 20]).unwrap(); all.push(file); } sleep(9 * S);",
    ),
    (
        "300 MB in /dev/shm, held open",
        "let mut file = File::create(format!(\"/dev/shm/siege-{}\", process::id())).unwrap(); \
         for _ in 0..300 { file.write_all(&vec![1; 1 << 20]).unwrap(); } sleep(2 * S);",
    ),
    (
        "1.5 GB in /dev/shm, in closed files",
        "let part = vec![1_u8; 1 << 20]; for i in 0..15 { \
         let mut file = File::create(format!(\"/dev/shm/siege-{}-{i}\", process::id())).unwrap(); \
         for _ in 0..100 { file.write_all(&part).unwrap(); } } sleep(9 * S);",
    ),
    (
        "1.5 GB in detached segments",
        "for _ in 0..15 { unsafe { let id = shmget(0, 100 << 20, 0o1600); \
         let at = shmat(id, 0, 0); at.write_bytes(1, 100 << 20); shmdt(at); } } sleep(9 * S);",
    ),
    (
        "reserves 20 GB",
        "let at = unsafe { mmap(0, 20 << 30, 3, 0x22, -1, 0) }; println!(\"{at:?}\"); sleep(S);",
    ),
    (
        "10,000 open files",
        "let all: Vec<_> = (0..10_000).map(|_| File::open(\"/dev/null\")).collect(); \
         println!(\"{}\", all.iter().flatten().count());",
    ),
    (
        "a flood of lines",
        "let line = \"x\".repeat(1000); for _ in 0..300_000 { println!(\"{line}\"); }",
    ),
    (
        "a flood of errors",
        "let line = \"x\".repeat(1000); for _ in 0..300_000 { eprintln!(\"{line}\"); }",
    ),
    (
        "a line of 100 MB",
        "println!(\"{}\", \"x\".repeat(100 << 20));",
    ),
    (
        "a flood of no text",
        "let bytes = [0xff_u8; 4096]; for _ in 0..30_000 { \
         std::io::stdout().write_all(&bytes).unwrap(); }",
    ),
    (
        "closes its output and stays",
        "unsafe { close(1); close(2); } sleep(3 * S);",
    ),
    (
        "garbage in its timeline",
        "for (_, path) in std::env::vars() { if let Ok(mut pipe) = \
         File::options().append(true).open(&path) { for _ in 0..9000 { \
         let _ = pipe.write_all(b\"{\\\"no\\\": event\\n\\n\\xff\\n\"); } } }",
    ),
    (
        "an endless recursion",
        "fn f(n: u64) -> u64 { n + f(n + 1) } println!(\"{}\", f(0));",
    ),
    ("aborts", "process::abort();"),
    (
        "a crash",
        "unsafe { std::ptr::null_mut::<u8>().write_volatile(1); }",
    ),
    (
        "two threads in a deadlock, for a while",
        "let (a, b) = (std::sync::mpsc::channel::<()>(), 1); \
      let _ = a.1.recv_timeout(3 * S);",
    ),
    (
        "busy on eight threads",
        "let all: Vec<_> = (0..8).map(|_| thread::spawn(|| { \
      let start = std::time::Instant::now(); while start.elapsed() < 3 * S {} })).collect(); \
      for one in all { one.join().unwrap(); }",
    ),
    (
        "reads what other processes have in their environment",
        "let mut found = 0; for entry in fs::read_dir(\"/proc\").unwrap().flatten() { \
         let text = fs::read(entry.path().join(\"cmdline\")).unwrap_or_default(); \
         if String::from_utf8_lossy(&text).contains(\"token\") { found += 1; } } \
         println!(\"{found}\");",
    ),
];

/// Whole texts, which the compiler has to cope with.
fn create_compile_time_attacks() -> Vec<HostileProgram> {
    let (open, close) = ("(".repeat(20_000), ")".repeat(20_000));
    vec![
        HostileProgram::new(
            "a macro that grows",
            "macro_rules! m { ($($t:tt)*) => { m!{ $($t)* $($t)* } } }\n\
             fn main() { m!{ a } }",
        ),
        HostileProgram::new(
            "a static of 3 GB",
            "static X: [u8; 3 << 30] = [1; 3 << 30];\n\
             fn main() { println!(\"{}\", X[5]); }",
        ),
        HostileProgram::new(
            "include_bytes!(\"/dev/zero\")",
            "fn main() { println!(\"{}\", include_bytes!(\"/dev/zero\").len()); }",
        ),
        // Some linkers read on and on, others refuse it.
        HostileProgram::new(
            "a linker that reads /dev/zero",
            "#[link(name = \"../../../../../../../../../../dev/zero\", \
             kind = \"dylib\", modifiers = \"+verbatim\")]\n\
             unsafe extern \"C\" {}\nfn main() {}",
        ),
        HostileProgram::new(
            "text nested 20,000 deep",
            format!("fn main() {{ let _x = {open}1{close}; }}"),
        ),
        HostileProgram::new(
            "an endless constant",
            "const X: u8 = { loop {} };\nfn main() { println!(\"{X}\"); }",
        ),
        HostileProgram::new(
            "a type that contains itself for ever",
            "fn f<T>(n: u8, t: T) { if n > 0 { f(n - 1, (t, 1)); } }\n\
             fn main() { f(9, ()); }",
        ),
    ]
}

/// All of them, with bombs of up to `max_bomb_processes`.
pub fn create_hostile_programs(
    max_bomb_processes: usize,
) -> Vec<HostileProgram> {
    let mut programs = create_bombs(max_bomb_processes);
    programs.extend(HOSTILE_MAIN_BODIES.iter().map(|(name, body)| {
        HostileProgram::new(
            name,
            format!("{PROGRAM_PRELUDE}fn main() {{\n{body}\n}}"),
        )
    }));
    programs.extend(create_compile_time_attacks());
    programs
}
