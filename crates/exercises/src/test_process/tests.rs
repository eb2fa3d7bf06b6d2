use super::*;
use crate::hang::BlockingCall;

#[test]
fn the_explanation_of_a_hang_distinguishes_waiting_from_computing() {
    let explain = |cpu_ms: Option<u64>, blocking_call| {
        let cpu_time = cpu_ms.map(Duration::from_millis);
        let hang = Hang {
            cpu_time,
            blocking_call,
        };
        explain_hang(Duration::from_secs(10), hang)
    };
    let reads = Some(BlockingCall::Read);
    let busy = explain(Some(9_900), None);
    assert!(busy.starts_with("still computing after 10 s"), "{busy}");
    let waits = explain(Some(20), None);
    assert!(waits.starts_with("still waiting after 10 s, "), "{waits}");
    assert_eq!(
        explain(Some(20), reads),
        "still waiting after 10 s: it reads, and nothing is sent"
    );
    let unknown = explain(None, None);
    assert!(unknown.starts_with("still running"), "{unknown}");
}

#[tokio::test]
async fn much_output_keeps_its_start_and_its_end() {
    let much = format!("first\n{}last\n", "x".repeat(300_000));
    let kept = read_start_and_end(Some(much.as_bytes())).await;
    assert!(kept.starts_with("first\n") && kept.ends_with("last\n"));
    assert!(kept.contains("[some output is left out here]"));
    assert!(kept.len() < 140_000, "{}", kept.len());
    let little = read_start_and_end(Some(&b"little"[..])).await;
    assert_eq!(little, "little");
}
