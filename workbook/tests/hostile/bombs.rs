//! Programs that start more and more processes or threads.

use crate::{
    LIBC_DECLARATIONS, assert_limit_exceeded, workbook_command_as_ordinary_user,
};

/// A program that forks `count` times; each child sleeps for a while.
fn fork_bomb(count: usize, in_child: &str) -> String {
    format!(
        "{LIBC_DECLARATIONS}fn main() {{ unsafe {{\n\
             for _ in 0..{count} {{\n\
                 if fork() == 0 {{ {in_child} usleep(90_000_000); return; }}\n\
             }}\n\
             usleep(90_000_000);\n\
         }} }}"
    )
}

/// The supervisor ends the bomb, and a program that runs after it, before they
/// would end by themselves (90 s). `tests/benches/siege/` asserts that it takes 2 s, which
/// a machine that runs other tests too cannot promise.
#[track_caller]
fn assert_bomb_ends(source: &str, message: &str) {
    assert_limit_exceeded(source, message);
    assert_limit_exceeded(
        "fn main() {\n\
             let big = vec![1_u8; 300 << 20];\n\
             std::thread::sleep(std::time::Duration::from_secs(90));\n\
             println!(\"{}\", big.len());\n\
         }",
        "more than 100 MB of memory",
    );
}

/// All in one test, so that they don't run beside each other.
#[test]
fn fork_bombs_are_ended_and_the_next_program_is_limited_as_ever() {
    for (count, in_child) in [
        (300, ""),
        (300, "setsid();"),
        // They exit at once, but their parent never waits for them.
        (300, "return;"),
        (3000, ""),
    ] {
        let bomb = fork_bomb(count, in_child);
        assert_bomb_ends(&bomb, "more than 20 processes");
    }
}

/// The kernel exempts root from RLIMIT_NPROC, so root becomes `nobody` here.
#[test]
fn the_kernel_limits_the_processes_of_an_ordinary_user() {
    // The last stage, whose parent we are. It starts children until the kernel
    // refuses one, at most 6000, which end with their standard input.
    let stage = format!("launcher={}", std::process::id());
    let script = "import os, sys\n\
        read, write = os.pipe()\n\
        for count in range(6000):\n\
        \x20   try:\n\
        \x20       child = os.fork()\n\
        \x20   except BlockingIOError:\n\
        \x20       break\n\
        \x20   if child == 0:\n\
        \x20       os.close(write)\n\
        \x20       os.read(read, 1)\n\
        \x20       os._exit(0)\n\
        print(count)";
    let output = workbook_command_as_ordinary_user()
        .args(["supervise", "--stage", &stage])
        .args(["--limits", "9000/100/20/100/20"])
        .args(["python3", "-c", script])
        .current_dir("/")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let count = String::from_utf8_lossy(&output.stdout);
    let count: usize = count.trim().parse().unwrap();
    // Those that the program may have, and those left for the user.
    assert!((100..=100 + 2000).contains(&count), "{count}");
}

#[test]
fn a_thread_bomb_is_ended() {
    assert_bomb_ends(
        "fn main() {\n\
             for _ in 0..3000 { std::thread::spawn(std::thread::park); }\n\
             std::thread::sleep(std::time::Duration::from_secs(90));\n\
         }",
        "more than 100 threads",
    );
}
