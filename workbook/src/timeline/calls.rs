//! What is too much of a thread's blocking calls: a loop that sleeps a
//! millisecond each time makes a thousand of them a second.

use super::rows::Block;
use super::thin;
use std::collections::BTreeMap;

/// Of one thread: more are no more than a blur.
const MOST: usize = 60;

/// A gap that nobody sees.
const GAP_MS: f64 = 0.5;

/// Begins the note's second half.
const JOINED: &str = "blocking calls; those with less";

/// Whether not all calls are drawn: which are joined is chance.
pub fn are_joined(notes: &[String]) -> bool {
    notes.iter().any(|note| note.contains(JOINED))
}

/// The blocks as they are drawn, and a note where they are not all.
pub fn drawn(blocks: Vec<Block>, notes: &mut Vec<String>) -> Vec<Block> {
    let mut of_threads: BTreeMap<usize, Vec<Block>> = BTreeMap::new();
    for block in blocks {
        of_threads.entry(block.0).or_default().push(block);
    }
    let drawn =
        of_threads.into_iter().flat_map(|(thread, blocks)| {
            match blocks.len() <= MOST {
                true => blocks,
                false => fewer(thread, blocks, notes),
            }
        });
    let mut drawn: Vec<Block> = drawn.collect();
    drawn.sort_by(|a, b| a.2.0.total_cmp(&b.2.0));
    drawn
}

fn fewer(
    thread: usize,
    blocks: Vec<Block>,
    notes: &mut Vec<String>,
) -> Vec<Block> {
    let count = blocks.len();
    let joined = joined(blocks);
    let length = |b: &Block| ((b.3.0 - b.2.0) * 100.0) as u64;
    let lengths: Vec<u64> = joined.iter().map(length).collect();
    let kept = thin::greatest(&lengths, MOST);
    let left_out = match joined.len() > MOST {
        true => format!(", and only the {MOST} longest are shown"),
        false => String::new(),
    };
    notes.push(format!(
        "thread {thread} waited in {count} {JOINED} than {GAP_MS} ms in \
         between are drawn as one{left_out}"
    ));
    let rows = joined.into_iter().zip(kept);
    rows.filter_map(|(row, kept)| kept.then_some(row)).collect()
}

/// Neighbours of one task and one kind become one.
fn joined(blocks: Vec<Block>) -> Vec<Block> {
    let mut all: Vec<Block> = Vec::new();
    for block in blocks {
        match all.last_mut() {
            Some(last)
                if (last.1, &last.4) == (block.1, &block.4)
                    && block.2.0 - last.3.0 < GAP_MS =>
            {
                last.3 = block.3;
            }
            _ => all.push(block),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::rows::Ms;
    use super::*;

    fn sleep(start: f64, ms: f64) -> Block {
        (0, None, Ms(start), Ms(start + ms), "sleep".to_owned())
    }

    #[test]
    fn a_few_stay_as_they_are() {
        let mut notes = Vec::new();
        let few = vec![sleep(0.0, 1.0), sleep(1.1, 1.0)];
        assert_eq!(drawn(few.clone(), &mut notes), few);
        assert!(notes.is_empty());
    }

    #[test]
    fn many_in_a_row_are_drawn_as_one_and_a_note_says_so() {
        let many = (0..900).map(|n| sleep(1.1 * f64::from(n), 1.0));
        let late = sleep(2000.0, 5.0);
        let mut notes = Vec::new();
        let drawn = drawn(many.chain([late]).collect(), &mut notes);
        assert_eq!(drawn.len(), 2);
        assert!((drawn[0].3.0 - 989.9).abs() < 0.1, "{drawn:?}");
        assert!(notes[0].contains("in 901 blocking calls"), "{notes:?}");
        assert!(are_joined(&notes));
    }

    #[test]
    fn of_many_apart_the_longest_are_shown() {
        let many = (0..500).map(|n| sleep(10.0 * f64::from(n), 1.0));
        let mut notes = Vec::new();
        assert_eq!(drawn(many.collect(), &mut notes).len(), MOST);
        assert!(notes[0].contains("60 longest"), "{notes:?}");
    }
}
