//! Choosing from what is too much to be drawn.

/// At most so many of them, spread evenly, with the first and the last.
pub fn evenly<T>(items: &[T], most: usize) -> impl Iterator<Item = &T> {
    let (count, most) = (items.len(), most.max(2));
    let take = count.min(most);
    (0..take).map(move |i| match take {
        1 => &items[0],
        _ => &items[i * (count - 1) / (take - 1)],
    })
}

/// Which to keep: at most so many, the greatest, with the first and the last.
pub fn greatest(sizes: &[u64], most: usize) -> Vec<bool> {
    if sizes.len() <= most {
        return vec![true; sizes.len()];
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    let edge = |i: usize| i == 0 || i == sizes.len() - 1;
    order.sort_by_key(|i| (!edge(*i), u64::MAX - sizes[*i], *i));
    let mut keep = vec![false; sizes.len()];
    order.iter().take(most).for_each(|i| keep[*i] = true);
    keep
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_of_many_begin_with_the_first_and_end_with_the_last() {
        let items: Vec<u32> = (0..1000).collect();
        let few: Vec<u32> = evenly(&items, 5).copied().collect();
        assert_eq!(few, [0, 249, 499, 749, 999]);
        assert_eq!(evenly(&items[..3], 5).count(), 3);
        assert_eq!(evenly(&items[..1], 5).count(), 1);
        assert_eq!(evenly::<u32>(&[], 5).count(), 0);
    }

    #[test]
    fn the_greatest_are_kept_and_both_ends() {
        assert_eq!(
            greatest(&[1, 9, 3, 8, 2], 4),
            [true, true, false, true, true]
        );
        assert_eq!(greatest(&[1, 2], 4), [true, true]);
    }
}
