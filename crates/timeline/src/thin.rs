//! Choosing from what is too much to be drawn.

/// Returns at most `max_count` items, spread evenly, with the first and the
/// last.
pub fn pick_evenly<T>(
    items: &[T],
    max_count: usize,
) -> impl Iterator<Item = &T> {
    let (count, max_count) = (items.len(), max_count.max(2));
    let shown = count.min(max_count);
    (0..shown).map(move |i| match shown {
        1 => &items[0],
        _ => &items[i * (count - 1) / (shown - 1)],
    })
}

/// Marks at most `max_count` items to keep: the first, the last, and the
/// greatest of the others.
pub fn pick_ends_and_greatest(sizes: &[u64], max_count: usize) -> Vec<bool> {
    if sizes.len() <= max_count {
        return vec![true; sizes.len()];
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    let edge = |i: usize| i == 0 || i == sizes.len() - 1;
    order.sort_by_key(|i| (!edge(*i), u64::MAX - sizes[*i], *i));
    let mut keep = vec![false; sizes.len()];
    order.iter().take(max_count).for_each(|i| keep[*i] = true);
    keep
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_of_many_begin_with_the_first_and_end_with_the_last() {
        let items: Vec<u32> = (0..1000).collect();
        let few: Vec<u32> = pick_evenly(&items, 5).copied().collect();
        assert_eq!(few, [0, 249, 499, 749, 999]);
        assert_eq!(pick_evenly(&items[..3], 5).count(), 3);
        assert_eq!(pick_evenly(&items[..1], 5).count(), 1);
        assert_eq!(pick_evenly::<u32>(&[], 5).count(), 0);
    }

    #[test]
    fn the_greatest_are_kept_and_both_ends() {
        assert_eq!(
            pick_ends_and_greatest(&[1, 9, 3, 8, 2], 4),
            [true, true, false, true, true]
        );
        assert_eq!(pick_ends_and_greatest(&[1, 2], 4), [true, true]);
    }
}
