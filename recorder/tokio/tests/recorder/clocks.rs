//! Time: the machine's, and a paused runtime's.

use crate::program::Program;

#[test]
fn a_paused_clock_has_a_time_of_its_own() {
    let run = Program::compile(
        r#"
        use tokio::time::{Duration, advance, interval, sleep};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            let task = tokio::spawn(async {
                sleep(Duration::from_secs(60)).await;
                println!("a minute");
            });
            let mut ticks = interval(Duration::from_secs(20));
            for _ in 0..3 {
                ticks.tick().await;
            }
            task.await.unwrap();
            advance(Duration::from_secs(3)).await;
            println!("and 3 s");
        }"#,
    )
    .record();
    let lines = &run.lines;
    let seen: Vec<_> = lines
        .all()
        .iter()
        .filter_map(|line| line.find("v"))
        .collect();
    assert!(seen.is_sorted());
    assert_eq!(seen[0], 0);
    let spawn = lines.of("spawn").nth(1).unwrap();
    assert_eq!(spawn.find("v"), Some(0));
    let task = spawn.number("task");
    // The timers are exact to the millisecond.
    let near = |told: Option<u64>, seconds: u64| {
        let told = told.unwrap();
        let off = told.abs_diff(seconds * 1_000_000);
        assert!(off <= 2_000, "{told} for {seconds} s");
    };
    let wake = lines.of_task("wake", task).next().unwrap();
    near(wake.find("v"), 60);
    near(lines.of_task("print", task).next().unwrap().find("v"), 60);
    near(lines.of("print").last().unwrap().find("v"), 63);
    let last = lines.all().last().unwrap();
    assert!(last.number("t") < 2_000_000, "a minute was waited for");
}

#[test]
fn the_same_program_has_the_same_virtual_times() {
    let program = Program::compile(
        r#"
        use tokio::time::{Duration, sleep};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn main() {
            for n in 1..5 {
                tokio::spawn(async move {
                    sleep(Duration::from_millis(n * 100)).await;
                    println!("{n}");
                });
            }
            sleep(Duration::from_millis(1000)).await;
        }"#,
    );
    let prints = || -> Vec<_> {
        let lines = program.record().lines;
        lines
            .of("print")
            .map(|line| line.number("v") / 10_000)
            .collect()
    };
    assert_eq!(prints(), [10, 20, 30, 40]);
    assert_eq!(prints(), prints());
}

#[test]
fn a_clock_paused_later_goes_on_from_there() {
    let run = Program::compile(
        r#"
        use tokio::time::{Duration, pause, resume, sleep};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            sleep(Duration::from_millis(20)).await;
            pause();
            sleep(Duration::from_secs(10)).await;
            println!("paused");
            resume();
            sleep(Duration::from_millis(20)).await;
            println!("resumed");
        }"#,
    )
    .record();
    let lines = &run.lines;
    let first = lines.all().iter().find(|line| line.find("v").is_some());
    let first = first.unwrap();
    let off = first.number("v").abs_diff(first.number("t"));
    assert!(off < 20_000, "{first:?}");
    let prints: Vec<_> = lines.of("print").map(|at| at.number("v")).collect();
    let [paused, resumed] = prints[..] else {
        panic!("{prints:?}");
    };
    assert!((10_020_000..12_000_000).contains(&paused), "{paused}");
    let between = resumed - paused;
    assert!((20_000..2_000_000).contains(&between), "{between}");
}

#[test]
fn several_runtimes_share_one_virtual_time() {
    let run = Program::compile(
        r#"
        use std::thread;
        use tokio::time::{Duration, sleep};
        #[tokio::main(flavor = "current_thread", start_paused = true)]
        async fn paused() { sleep(Duration::from_secs(10)).await; println!("paused"); }
        #[tokio::main(flavor = "current_thread")]
        async fn real() { sleep(Duration::from_millis(5)).await; println!("real"); }
        fn main() {
            paused();
            paused();
            thread::spawn(real).join().unwrap();
        }"#,
    )
    .record();
    let lines = &run.lines;
    let prints: Vec<_> = lines.of("print").map(|line| line.find("v")).collect();
    let seconds = prints.iter().map(|v| v.map(|v| v / 1_000_000));
    assert_eq!(seconds.collect::<Vec<_>>(), [Some(10), Some(20), None]);
    let roots = lines.of("spawn");
    let roots = roots.filter(|line| line.text("kind") == "block_on");
    assert_eq!(roots.count(), 3);
}

#[test]
fn real_time_has_no_virtual_one() {
    let run = Program::compile(
        r#"
        use tokio::time::{Duration, sleep};
        #[tokio::main]
        async fn main() {
            for _ in 0..50 {
                tokio::spawn(sleep(Duration::from_millis(1))).await.unwrap();
            }
        }"#,
    )
    .record();
    assert!(run.lines.all().iter().all(|line| line.find("v").is_none()));
}
