use super::*;
use problem::SourceError;

const PRINTED: &str = "A starts\nB starts\nB ends\nAll in all: 3.50 s\n";

fn answer(text: &str) -> Result<Answer, SourceError> {
    let frame = "question = \"What?\"\nafter = \"So.\"\n";
    let file: QuestionFile = toml::from_str(&format!("{frame}{text}")).unwrap();
    file.into_question(PRINTED).map(|question| question.answer)
}

#[track_caller]
fn refused(text: &str, what: &str) {
    let error = answer(text).unwrap_err();
    assert!(error.message.contains(what), "{error:?}");
}

const ORDER: &str = "order = [\"B ends\", \"A starts\", \"B starts\"]\n";

#[test]
fn the_right_order_is_that_of_the_run() {
    let wrong = "[[wrong]]\nbefore = [\"B ends\", \"B starts\"]\nwhy = \"No.\"";
    let answer = answer(&format!("{ORDER}{wrong}")).unwrap();
    let Answer::Order { places, wrong, .. } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(places, [2, 0, 1]);
    assert_eq!((wrong[0].first, wrong[0].second), (0, 2));
}

#[test]
fn a_line_that_varies_is_named_by_its_beginning() {
    let Answer::Order { lines, places, .. } =
        answer("order = [\"All in[..]\", \"A[..]\"]").unwrap()
    else {
        panic!("no order");
    };
    assert_eq!((lines[0].as_str(), places), ("All in", vec![1, 0]));
    refused("order = [\"All in\", \"A starts\"]", "no line `All in`");
    refused("order = [\"B s[..]\", \"B starts\"]", "`B starts` twice");
}

#[test]
fn an_order_that_the_run_does_not_bear_out_is_refused() {
    refused("order = [\"C\", \"A starts\"]", "no line `C`");
    refused("order = [\"A starts\", \"B ends\"]", "right order");
    let wrong = "[[wrong]]\nbefore = [\"A starts\", \"B ends\"]\nwhy = \"No.\"";
    refused(&format!("{ORDER}{wrong}"), "calls wrong what is right");
}

const NUMBER: &str =
    "number = { line = \"All in all: {} s\", tolerance = 0.15 }\n";

#[test]
fn the_right_number_is_that_of_the_run() {
    let wrong = "[[wrong]]\nnear = 2.0\nwhy = \"No.\"";
    let Answer::Number {
        line,
        printed,
        right,
        wrong,
        ..
    } = answer(&format!("{NUMBER}{wrong}")).unwrap()
    else {
        panic!("no number");
    };
    assert_eq!((right, wrong[0].near), (3.5, 2.0));
    let parts = ("All in all: ", "3.50", " s");
    assert_eq!((line.0.as_str(), printed.as_str(), line.1.as_str()), parts);
    let wrong = "[[wrong]]\nnear = 3.4\nwhy = \"No.\"";
    refused(&format!("{NUMBER}{wrong}"), "3.5 is right");
    refused(
        "number = { line = \"Sum {}\", tolerance = 1.0 }",
        "no line `Sum {}`",
    );
}

#[test]
fn a_choice_is_right_where_the_run_proves_it() {
    let right = "[[choice]]\ntext = \"B ends\"\nproof = \"B ends\"\n";
    let wrong = "[[choice]]\ntext = \"C\"\nproof = \"C ends\"\nwhy = \"No.\"\n";
    let Answer::Choice { choices, .. } =
        answer(&format!("{right}{wrong}")).unwrap()
    else {
        panic!("no choice");
    };
    assert_eq!((choices[0].right, choices[1].right), (true, false));
    refused(wrong, "no right answer");
    refused(&format!("{right}{right}"), "2 right answers");
    refused("[[choice]]\ntext = \"C\"\n", "why `C` is wrong");
    refused(&format!("{right}why = \"No.\""), "and the run proves it");
}

#[test]
fn a_question_has_one_kind_of_answer() {
    refused("", "0 kinds");
    refused(&format!("{ORDER}{NUMBER}"), "2 kinds");
}
