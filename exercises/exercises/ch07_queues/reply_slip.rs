//! A librarian answers questions about books. There's no way yet for an
//! answer to reach the reader who has asked.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;

pub struct Question {
    book: String,
    // TODO: Add the way by which the answer comes back to the reader.
}

/// Answers all questions. Those about thick books take longer.
pub async fn run_librarian(mut questions: mpsc::Receiver<Question>) {
    while let Some(question) = questions.recv().await {
        tokio::spawn(async move {
            let pages = question.book.len();
            sleep(Duration::from_secs(pages as u64)).await;
            let _answer = format!("{} is on shelf {pages}", question.book);
        });
    }
}

/// Returns the answer to this question, and not to some other one.
pub async fn find(book: &str, question_tx: &mpsc::Sender<Question>) -> String {
    let book = book.to_owned();
    question_tx.send(Question { book }).await.unwrap();
    todo!("wait for the answer to this question")
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::timeout;

    #[tokio::test(start_paused = true)]
    async fn each_reader_gets_their_own_answer() {
        let (question_tx, questions) = mpsc::channel(8);
        tokio::spawn(run_librarian(questions));
        let (long, short) = tokio::join!(
            find("War and Peace", &question_tx),
            find("Emma", &question_tx)
        );
        assert_eq!(short, "Emma is on shelf 4", "the answer about Emma");
        assert_eq!(long, "War and Peace is on shelf 13", "the other answer");
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_who_leaves_does_not_stop_the_librarian() {
        let (question_tx, questions) = mpsc::channel(8);
        tokio::spawn(run_librarian(questions));
        let impatient = find("Middlemarch", &question_tx);
        let answer = timeout(Duration::from_secs(1), impatient).await;
        assert!(answer.is_err(), "Middlemarch takes 11 s");
        sleep(Duration::from_secs(20)).await;
        assert_eq!(find("Dune", &question_tx).await, "Dune is on shelf 4");
    }
}
