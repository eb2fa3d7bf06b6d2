//! What chapter 4 says of asyncio, and no twin shows.

use book_tests::python;
use std::process::Command;

/// Two tasks that wait for ever; somebody keeps the handle of the first.
const TASKS: &str = r#"
import asyncio, gc

async def wait():
    await asyncio.get_running_loop().create_future()

async def main():
    kept = asyncio.create_task(wait())
    asyncio.create_task(wait())
    await asyncio.sleep(0)
    gc.collect()
    print(len(asyncio.all_tasks()))
    kept.cancel()

asyncio.run(main())
"#;

#[test]
fn a_task_whose_handle_nobody_keeps_may_be_collected() {
    let Some(python) = python::find() else {
        assert!(std::env::var_os("CI").is_none(), "CI needs Python 3.11");
        return;
    };
    let output = Command::new(python).args(["-c", TASKS]).output().unwrap();
    let left = String::from_utf8_lossy(&output.stdout);
    assert_eq!(left.trim(), "2", "`main`, and the task that is kept");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("destroyed but it is pending"), "{said}");
}
