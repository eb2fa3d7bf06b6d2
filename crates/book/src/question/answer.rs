//! A question with its answer.

/// A question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub text: String,
    /// Why it is so, for after the run.
    pub after: String,
    pub answer: Answer,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Printed lines to put in order.
    Order {
        /// As the reader gets them.
        lines: Vec<String>,
        /// For each of them, its place in the run.
        places: Vec<usize>,
        wrong: Vec<OrderMistake>,
    },
    /// A number that is printed.
    Number {
        /// The printed line, before and after the number.
        line: (String, String),
        /// As the run prints it.
        printed: String,
        right: f64,
        /// So far off is right too.
        tolerance: f64,
        wrong: Vec<NumberMistake>,
    },
    Choice {
        /// More than one may be right.
        several: bool,
        choices: Vec<Choice>,
    },
}

/// The reply to a reader who puts `first` before `second`, each a line's index.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderMistake {
    pub first: usize,
    pub second: usize,
    pub why: String,
}

/// The reply to a reader who guesses about that number.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberMistake {
    pub near: f64,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub text: String,
    pub right: bool,
    /// Why it is wrong.
    pub why: String,
}
