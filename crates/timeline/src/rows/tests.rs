use super::*;
use std::fmt::Debug;

#[test]
fn a_block_may_be_open_and_may_be_many() {
    for text in [
        r#"[0,null,1.5,3,"sleep"]"#,
        r#"[1,2,1.5,null,"accept"]"#,
        r#"[0,null,1.5,900,"sleep",735]"#,
    ] {
        let block: Block = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&block).unwrap(), text);
    }
}

#[test]
fn a_wake_may_have_a_reason() {
    for text in [r#"[1.5,2,0,"self","yield"]"#, r#"[3,0,null,"timer"]"#] {
        let wake: Wake = serde_json::from_str(text).unwrap();
        assert_eq!(wake.why.is_some(), text.contains("yield"));
        assert_eq!(serde_json::to_string(&wake).unwrap(), text);
    }
}
/// Checks that the array is read as a row, and written again as it was.
fn assert_row_round_trip<R>(text: &str, expected: &R)
where
    R: Serialize + for<'de> Deserialize<'de> + PartialEq + Debug,
{
    assert_eq!(&serde_json::from_str::<R>(text).unwrap(), expected);
    assert_eq!(serde_json::to_string(expected).unwrap(), text);
}

#[test]
fn a_row_is_the_array_of_its_fields() {
    let (start, end) = (Ms(1.5), Ms(2.0));
    let poll = Poll {
        task: 3,
        thread: 1,
        start,
        end,
    };
    assert_row_round_trip("[3,1,1.5,2]", &poll);
    let thread = 1;
    assert_row_round_trip("[1,1.5,2]", &Park { thread, start, end });
    let print = Print {
        time: start,
        task: None,
        thread,
        stream: "stderr".to_owned(),
        newlines: 2,
    };
    assert_row_round_trip(r#"[1.5,null,1,"stderr",2]"#, &print);
    let panic = Panic {
        time: start,
        task: Some(4),
        thread,
        line: Some(7),
    };
    assert_row_round_trip("[1.5,4,1,7]", &panic);
    let lag = ReceiverLag {
        time: start,
        task: Some(4),
        thread,
        missed: 6,
        line: None,
    };
    assert_row_round_trip("[1.5,4,1,6,null]", &lag);
}
