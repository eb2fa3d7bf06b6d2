//! A question with its answer.

/// A question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub text: String,
    /// Why it is so, for after the run.
    pub explanation: String,
    pub answer: Answer,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Printed lines to put in order.
    Order {
        /// As the reader gets them.
        lines: Vec<String>,
        /// For each of them, its place in the run.
        printed_positions: Vec<usize>,
        mistakes: Vec<OrderMistake>,
    },
    /// A number that is printed.
    Number {
        /// The printed line, before and after the number.
        line_parts: (String, String),
        /// As the run prints it.
        printed_number: String,
        right_number: f64,
        /// So far off is right too.
        tolerance: f64,
        mistakes: Vec<NumberMistake>,
    },
    Choice {
        /// More than one may be right.
        allows_several: bool,
        choices: Vec<Choice>,
    },
}

/// The reply to a reader who puts `first` before `second`, each a line's index.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderMistake {
    pub first_index: usize,
    pub second_index: usize,
    pub why: String,
}

/// The reply to a reader who guesses about that number.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberMistake {
    pub near_number: f64,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub text: String,
    pub is_right: bool,
    /// Why it is wrong.
    pub why: String,
}
