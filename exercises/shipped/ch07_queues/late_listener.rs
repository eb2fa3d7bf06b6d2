//! A radio station plays songs, and a listener writes down which. A listener
//! who was away for a moment misses all the rest of the programme.

use std::time::Duration;

use tokio::sync::broadcast;
use tokio::time::sleep;

#[derive(Debug, Default, PartialEq)]
pub struct Notes {
    pub songs: Vec<u32>,
    pub missed: u64,
}

/// Listens until the radio is off. Writing down a song takes a while.
pub async fn listen(
    mut radio: broadcast::Receiver<u32>,
    minutes_per_song: u64,
) -> Notes {
    let mut notes = Notes::default();
    // TODO: Listen until the radio is off, and count the songs you've missed.
    while let Ok(song) = radio.recv().await {
        notes.songs.push(song);
        sleep(Duration::from_secs(60 * minutes_per_song)).await;
    }
    notes
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;

    /// Plays a song every 3 minutes, and keeps the last two for latecomers.
    async fn play(songs: u32, minutes_per_song: u64) -> Notes {
        let (radio, receiver) = broadcast::channel(2);
        let listener = tokio::spawn(listen(receiver, minutes_per_song));
        for song in 1..=songs {
            radio.send(song).ok();
            sleep(Duration::from_secs(180)).await;
        }
        drop(radio);
        listener.await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_quick_listener_hears_every_song() {
        let notes = play(5, 1).await;
        assert_eq!(notes.songs, [1, 2, 3, 4, 5]);
        assert_eq!(notes.missed, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_listener_hears_the_end_of_the_programme() {
        let notes = play(10, 14).await;
        let last = notes.songs.last().copied();
        assert_eq!(
            last,
            Some(10),
            "the last song was 10, but the listener left after {last:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn every_song_is_either_heard_or_counted_as_missed() {
        let notes = play(10, 14).await;
        assert_eq!(notes.songs.len() as u64 + notes.missed, 10);
    }
}
