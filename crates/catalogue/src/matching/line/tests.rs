use super::*;

#[track_caller]
fn assert_fits(pattern: &str, line: &str) {
    assert_eq!(match_line(&Pattern::parse(pattern), line), LineMatch::Fits);
}

#[track_caller]
fn assert_differs(pattern: &str, line: &str) {
    let line_match = match_line(&Pattern::parse(pattern), line);
    assert_eq!(line_match, LineMatch::Different);
}

#[track_caller]
fn assert_wrong_number(pattern: &str, line: &str, reason: &str) {
    let line_match = match_line(&Pattern::parse(pattern), line);
    assert_eq!(line_match, LineMatch::WrongNumber(reason.to_owned()));
}

#[track_caller]
fn assert_too_early(pattern: &str, line: &str, reason: &str) {
    let line_match = match_line(&Pattern::parse(pattern), line);
    assert_eq!(line_match, LineMatch::TooEarly(reason.to_owned()));
}

#[test]
fn fixed_text_is_compared_letter_by_letter() {
    assert_fits("sunny", "sunny");
    assert_differs("sunny", "Sunny");
    assert_differs("sunny", "sunny ");
    assert_differs("sunny", "");
    assert_differs("", "sunny");
}

#[test]
fn a_wildcard_stands_for_any_text_within_the_line() {
    assert_fits("port [..8000], waiting", "port 54321, waiting");
    assert_fits("[..]", "");
    assert_fits("é[..]a[..]b", "éüaab");
    assert_differs("port [..], waiting", "port 54321, working");
}

#[test]
fn a_time_that_is_too_early_does_not_match() {
    assert_fits("Total 2.00 s.", "Total 2.00 s.");
    assert_too_early(
        "Total 2.00 s",
        "Total 1.99 s",
        "1.99 s is less than 2.00 s",
    );
}

#[test]
fn a_line_with_an_early_and_a_late_time_is_reported_as_too_early() {
    let reason = "1.99 s is less than 2.00 s";
    assert_too_early("1.00 s, 2.00 s", "9.00 s, 1.99 s", reason);
    assert_too_early("2.00 s, [~5] KB", "1.99 s, 900 KB", reason);
}

#[test]
fn a_time_that_is_more_than_a_quarter_late_does_not_match() {
    assert_fits("2.00 s", "2.50 s");
    assert_wrong_number("2.00 s", "3.10 s", "3.10 s is more than 2.50 s");
    assert_fits("10.00 seconds", "12.50 seconds");
    assert_wrong_number(
        "10.00 seconds",
        "12.51 seconds",
        "12.51 seconds is more than 12.50 seconds",
    );
}

#[test]
fn a_short_time_may_be_late_by_a_fixed_tolerance() {
    assert_fits("0.20 s", "0.35 s");
    assert_wrong_number("0.20 s", "0.36 s", "0.36 s is more than 0.35 s");
    assert_fits("200.0 ms", "350.0 ms");
    assert_wrong_number(
        "200.0 ms",
        "350.1 ms",
        "350.1 ms is more than 350.0 ms",
    );
}

#[test]
fn a_time_with_another_unit_or_other_decimals_does_not_match() {
    assert_differs("2.00 s", "2.0 s");
    assert_differs("2.00 s", "2.00 ms");
    assert_differs("2.00 s", "2.00 sheep");
    assert_differs("2.00 s", "2 s");
}

#[test]
fn a_measured_number_matches_within_a_factor_of_ten() {
    assert_fits("[kb~9.8] KB", "97.9 KB");
    assert_fits("[~1,200]", "12000");
    assert_fits("[~5] in all.", "0.5 in all.");
    assert_wrong_number("[~5]", "97", "97 is not within a factor of 10 of 5");
    assert_wrong_number(
        "[~5] ms",
        "0 ms",
        "0 is not within a factor of 10 of 5",
    );
    assert_wrong_number("[~5]", "-5", "-5 is not within a factor of 10 of 5");
    assert_differs("[~5]", "five");
}

#[test]
fn a_number_ends_before_the_sentence_does() {
    assert_fits("took [~5].", "took 6.");
    assert_fits("took [~5], then", "took 6, then");
    assert_fits("[..] took [~5].", "it took 1,006 and took 6.");
}
