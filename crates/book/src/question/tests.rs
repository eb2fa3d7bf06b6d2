use super::*;
use problem::SourceError;

const PRINTED_LINES: &str = "A starts\nB starts\nB ends\nAll in all: 3.50 s\n";

fn read_answer(question_toml: &str) -> Result<Answer, SourceError> {
    let frame = "question = \"What?\"\nafter = \"So.\"\n";
    let file: QuestionFile =
        toml::from_str(&format!("{frame}{question_toml}")).unwrap();
    file.into_question(PRINTED_LINES)
        .map(|question| question.answer)
}

#[track_caller]
fn assert_refused(question_toml: &str, expected_message: &str) {
    let error = read_answer(question_toml).unwrap_err();
    assert!(error.message.contains(expected_message), "{error:?}");
}

const ORDER_ENTRY: &str = "order = [\"B ends\", \"A starts\", \"B starts\"]\n";

#[test]
fn the_right_order_is_that_of_the_run() {
    let wrong = "[[wrong]]\nbefore = [\"B ends\", \"B starts\"]\nwhy = \"No.\"";
    let answer = read_answer(&format!("{ORDER_ENTRY}{wrong}")).unwrap();
    let Answer::Order {
        printed_positions,
        mistakes,
        ..
    } = answer
    else {
        panic!("{answer:?}");
    };
    assert_eq!(printed_positions, [2, 0, 1]);
    assert_eq!((mistakes[0].first_index, mistakes[0].second_index), (0, 2));
}

#[test]
fn a_line_that_varies_is_named_by_its_beginning() {
    let Answer::Order {
        lines,
        printed_positions,
        ..
    } = read_answer("order = [\"All in[..]\", \"A[..]\"]").unwrap()
    else {
        panic!("no order");
    };
    assert_eq!(
        (lines[0].as_str(), printed_positions),
        ("All in", vec![1, 0])
    );
    assert_refused("order = [\"All in\", \"A starts\"]", "no line `All in`");
    assert_refused("order = [\"B s[..]\", \"B starts\"]", "`B starts` twice");
}

#[test]
fn an_order_that_the_run_does_not_bear_out_is_refused() {
    assert_refused("order = [\"C\", \"A starts\"]", "no line `C`");
    assert_refused("order = [\"A starts\", \"B ends\"]", "right order");
    let wrong = "[[wrong]]\nbefore = [\"A starts\", \"B ends\"]\nwhy = \"No.\"";
    assert_refused(
        &format!("{ORDER_ENTRY}{wrong}"),
        "calls wrong what is right",
    );
}

const NUMBER_ENTRY: &str =
    "number = { line = \"All in all: {} s\", tolerance = 0.15 }\n";

#[test]
fn the_right_number_is_that_of_the_run() {
    let wrong = "[[wrong]]\nnear = 2.0\nwhy = \"No.\"";
    let Answer::Number {
        line_parts: (before, after),
        printed_number,
        right_number,
        mistakes,
        ..
    } = read_answer(&format!("{NUMBER_ENTRY}{wrong}")).unwrap()
    else {
        panic!("no number");
    };
    assert_eq!((right_number, mistakes[0].near_number), (3.5, 2.0));
    let line = [before, printed_number, after];
    assert_eq!(line, ["All in all: ", "3.50", " s"]);
    let wrong = "[[wrong]]\nnear = 3.4\nwhy = \"No.\"";
    assert_refused(&format!("{NUMBER_ENTRY}{wrong}"), "3.5 is right");
    assert_refused(
        "number = { line = \"Sum {}\", tolerance = 1.0 }",
        "no line `Sum {}`",
    );
}

#[test]
fn a_choice_is_right_where_the_run_proves_it() {
    let right = "[[choice]]\ntext = \"B ends\"\nproof = \"B ends\"\n";
    let wrong = "[[choice]]\ntext = \"C\"\nproof = \"C ends\"\nwhy = \"No.\"\n";
    let Answer::Choice { choices, .. } =
        read_answer(&format!("{right}{wrong}")).unwrap()
    else {
        panic!("no choice");
    };
    assert_eq!((choices[0].is_right, choices[1].is_right), (true, false));
    assert_refused(wrong, "no right answer");
    assert_refused(&format!("{right}{right}"), "2 right answers");
    assert_refused("[[choice]]\ntext = \"C\"\n", "why `C` is wrong");
    assert_refused(&format!("{right}why = \"No.\""), "and the run proves it");
}

#[test]
fn a_question_has_one_kind_of_answer() {
    assert_refused("", "0 kinds");
    assert_refused(&format!("{ORDER_ENTRY}{NUMBER_ENTRY}"), "2 kinds");
}
