//! What is too much of a thread's blocking calls: a loop that sleeps a
//! millisecond each time makes a thousand of them a second.

use super::ms::Ms;
use super::rows::Block;
use super::thin;
use std::collections::BTreeMap;

/// The most blocks that are drawn of one thread; more would be a blur.
const MAX_BLOCKS_PER_THREAD: usize = 60;

/// Gaps that a reader can't see: up to so many milliseconds, or up to this
/// part of the run.
const MAX_MERGED_GAP_MS: f64 = 0.5;
const MAX_MERGED_GAP_SHARE: f64 = 1.0 / 200.0;

/// Whether some calls are drawn as one. Which ones are is chance.
pub fn any_joined(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| block.call_count > 1)
}

/// Returns the blocks to draw of a run that lasted until `end`, and adds a note
/// if some are left out.
pub fn thin_blocks(
    blocks: Vec<Block>,
    end: Ms,
    notes: &mut Vec<String>,
) -> Vec<Block> {
    let mut blocks_by_thread: BTreeMap<usize, Vec<Block>> = BTreeMap::new();
    for block in blocks {
        blocks_by_thread
            .entry(block.thread)
            .or_default()
            .push(block);
    }
    let gap = MAX_MERGED_GAP_MS.max(end.0 * MAX_MERGED_GAP_SHARE);
    let drawn = blocks_by_thread.into_iter().flat_map(|(thread, blocks)| {
        if blocks.len() <= MAX_BLOCKS_PER_THREAD {
            blocks
        } else {
            keep_longest(thread, merge_neighbours(blocks, gap), end, notes)
        }
    });
    let mut drawn: Vec<Block> = drawn.collect();
    drawn.sort_by(|a, b| a.start.0.total_cmp(&b.start.0));
    drawn
}

/// Merges neighbours that are calls of the same kind in the same task.
fn merge_neighbours(blocks: Vec<Block>, gap: f64) -> Vec<Block> {
    let mut merged: Vec<Block> = Vec::new();
    for block in blocks {
        match merged.last_mut() {
            Some(last) if is_near(last, &block, gap) => {
                last.end = block.end;
                last.call_count += 1;
            }
            _ => merged.push(block),
        }
    }
    merged
}

fn is_near(last: &Block, next: &Block, gap: f64) -> bool {
    (last.task, &last.what) == (next.task, &next.what)
        && last.end.is_some_and(|end| next.start.0 - end.0 < gap)
}

fn keep_longest(
    thread: usize,
    blocks: Vec<Block>,
    end: Ms,
    notes: &mut Vec<String>,
) -> Vec<Block> {
    let length =
        |b: &Block| ((b.end.unwrap_or(end).0 - b.start.0) * 1000.0) as u64;
    let lengths: Vec<u64> = blocks.iter().map(length).collect();
    if blocks.len() > MAX_BLOCKS_PER_THREAD {
        let thread_name = match thread {
            0 => "the main thread".to_owned(),
            _ => format!("thread {thread}"),
        };
        let count: usize = blocks.iter().map(|block| block.call_count).sum();
        notes.push(format!(
            "{thread_name} waited in {count} blocking calls; only the \
             {MAX_BLOCKS_PER_THREAD} longest are shown"
        ));
    }
    let kept = thin::pick_ends_and_greatest(&lengths, MAX_BLOCKS_PER_THREAD);
    let rows = blocks.into_iter().zip(kept);
    rows.filter_map(|(row, kept)| kept.then_some(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleep_block(start_ms: f64, duration_ms: f64) -> Block {
        Block {
            thread: 0,
            task: None,
            start: Ms(start_ms),
            end: Some(Ms(start_ms + duration_ms)),
            what: "sleep".to_owned(),
            call_count: 1,
        }
    }

    #[test]
    fn a_few_calls_are_drawn_one_by_one() {
        let mut notes = Vec::new();
        let few = vec![sleep_block(0.0, 1.0), sleep_block(1.1, 1.0)];
        assert_eq!(thin_blocks(few.clone(), Ms(9.0), &mut notes), few);
        assert!(notes.is_empty());
    }

    #[test]
    fn many_calls_in_a_row_are_drawn_as_one_with_their_count() {
        let many = (0..900).map(|n| sleep_block(1.1 * f64::from(n), 1.0));
        let late = sleep_block(2000.0, 5.0);
        let mut notes = Vec::new();
        let blocks = many.chain([late]).collect();
        let drawn = thin_blocks(blocks, Ms(2005.0), &mut notes);
        let calls: Vec<_> =
            drawn.iter().map(|block| block.call_count).collect();
        assert_eq!(calls, [900, 1]);
        assert!((drawn[0].end.unwrap().0 - 989.9).abs() < 0.1, "{drawn:?}");
        assert!(notes.is_empty(), "{notes:?}");
        assert!(any_joined(&drawn));
    }

    /// Which gap is a little longer than the others is chance.
    #[test]
    fn a_gap_of_less_than_a_pixel_does_not_separate_calls() {
        let many = (0..900).map(|n| {
            let late = if n % 100 == 0 { 3.0 } else { 0.0 };
            sleep_block(f64::from(n) * 5.0 + late, 1.0)
        });
        let mut notes = Vec::new();
        let drawn = thin_blocks(many.collect(), Ms(4500.0), &mut notes);
        assert_eq!(drawn.len(), 1);
    }

    #[test]
    fn the_longest_of_many_separate_calls_are_shown() {
        let many = (0..500).map(|n| sleep_block(10.0 * f64::from(n), 1.0));
        let mut notes = Vec::new();
        let drawn = thin_blocks(many.collect(), Ms(1000.0), &mut notes);
        assert_eq!(drawn.len(), MAX_BLOCKS_PER_THREAD);
        assert!(
            notes[0].contains("the main thread waited in 500"),
            "{notes:?}"
        );
    }
}
