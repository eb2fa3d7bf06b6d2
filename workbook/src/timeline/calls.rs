//! What is too much of a thread's blocking calls: a loop that sleeps a
//! millisecond each time makes a thousand of them a second.

use super::rows::{Block, Ms};
use super::thin;
use std::collections::BTreeMap;

/// Of one thread: more are no more than a blur.
const MOST: usize = 60;

/// A gap that nobody sees: so many milliseconds, or this part of the run.
const GAP_MS: f64 = 0.5;
const GAP_SHARE: f64 = 1.0 / 200.0;

/// Whether not all calls are drawn: which are joined is chance.
pub fn are_joined(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| block.calls > 1)
}

/// The blocks of a run that took until `end` as they are drawn, and a note
/// where some are left out.
pub fn drawn(
    blocks: Vec<Block>,
    end: Ms,
    notes: &mut Vec<String>,
) -> Vec<Block> {
    let mut of_threads: BTreeMap<usize, Vec<Block>> = BTreeMap::new();
    for block in blocks {
        of_threads.entry(block.thread).or_default().push(block);
    }
    let gap = GAP_MS.max(end.0 * GAP_SHARE);
    let drawn =
        of_threads.into_iter().flat_map(|(thread, blocks)| {
            match blocks.len() <= MOST {
                true => blocks,
                false => longest(thread, joined(blocks, gap), end, notes),
            }
        });
    let mut drawn: Vec<Block> = drawn.collect();
    drawn.sort_by(|a, b| a.start.0.total_cmp(&b.start.0));
    drawn
}

/// Neighbours of one task and one kind become one.
fn joined(blocks: Vec<Block>, gap: f64) -> Vec<Block> {
    let mut all: Vec<Block> = Vec::new();
    for block in blocks {
        match all.last_mut() {
            Some(last) if is_near(last, &block, gap) => {
                last.end = block.end;
                last.calls += 1;
            }
            _ => all.push(block),
        }
    }
    all
}

fn is_near(last: &Block, next: &Block, gap: f64) -> bool {
    (last.task, &last.what) == (next.task, &next.what)
        && last.end.is_some_and(|end| next.start.0 - end.0 < gap)
}

fn longest(
    thread: usize,
    blocks: Vec<Block>,
    end: Ms,
    notes: &mut Vec<String>,
) -> Vec<Block> {
    let length =
        |b: &Block| ((b.end.unwrap_or(end).0 - b.start.0) * 1000.0) as u64;
    let lengths: Vec<u64> = blocks.iter().map(length).collect();
    if blocks.len() > MOST {
        let who = match thread {
            0 => "the main thread".to_owned(),
            _ => format!("thread {thread}"),
        };
        let count: usize = blocks.iter().map(|block| block.calls).sum();
        notes.push(format!(
            "{who} waited in {count} blocking calls; only the {MOST} longest \
             are shown"
        ));
    }
    let kept = thin::greatest(&lengths, MOST);
    let rows = blocks.into_iter().zip(kept);
    rows.filter_map(|(row, kept)| kept.then_some(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleep(start: f64, ms: f64) -> Block {
        Block {
            thread: 0,
            task: None,
            start: Ms(start),
            end: Some(Ms(start + ms)),
            what: "sleep".to_owned(),
            calls: 1,
        }
    }

    #[test]
    fn a_few_stay_as_they_are() {
        let mut notes = Vec::new();
        let few = vec![sleep(0.0, 1.0), sleep(1.1, 1.0)];
        assert_eq!(drawn(few.clone(), Ms(9.0), &mut notes), few);
        assert!(notes.is_empty());
    }

    #[test]
    fn many_in_a_row_are_drawn_as_one_which_says_how_many() {
        let many = (0..900).map(|n| sleep(1.1 * f64::from(n), 1.0));
        let late = sleep(2000.0, 5.0);
        let mut notes = Vec::new();
        let all = many.chain([late]).collect();
        let drawn = drawn(all, Ms(2005.0), &mut notes);
        let calls: Vec<_> = drawn.iter().map(|block| block.calls).collect();
        assert_eq!(calls, [900, 1]);
        assert!((drawn[0].end.unwrap().0 - 989.9).abs() < 0.1, "{drawn:?}");
        assert!(notes.is_empty(), "{notes:?}");
        assert!(are_joined(&drawn));
    }

    /// Which gap is a little longer than the others is chance.
    #[test]
    fn a_gap_that_is_less_than_a_pixel_parts_nothing() {
        let many = (0..900).map(|n| {
            let late = if n % 100 == 0 { 3.0 } else { 0.0 };
            sleep(f64::from(n) * 5.0 + late, 1.0)
        });
        let mut notes = Vec::new();
        let drawn = drawn(many.collect(), Ms(4500.0), &mut notes);
        assert_eq!(drawn.len(), 1);
    }

    #[test]
    fn of_many_apart_the_longest_are_shown() {
        let many = (0..500).map(|n| sleep(10.0 * f64::from(n), 1.0));
        let mut notes = Vec::new();
        let drawn = drawn(many.collect(), Ms(1000.0), &mut notes);
        assert_eq!(drawn.len(), MOST);
        assert!(
            notes[0].contains("the main thread waited in 500"),
            "{notes:?}"
        );
    }
}
