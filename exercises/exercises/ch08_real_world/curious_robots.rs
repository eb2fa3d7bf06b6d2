//! Robots map a castle. The doors of its rooms often lead in circles. There
//! are three robots, and no room should be visited twice.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use tokio::task::JoinSet;

const ROBOTS: usize = 3;

/// Visits every room that can be reached, and returns their numbers.
pub async fn explore(castle: &Arc<Castle>) -> BTreeSet<usize> {
    let mut waiting = VecDeque::from([0]);
    let mut seen = BTreeSet::from([0]);
    let mut robots = JoinSet::new();
    loop {
        // TODO: Send at most `ROBOTS` robots at the same time, and only one
        // into each room.
        while let Some(room) = waiting.pop_front() {
            seen.insert(room);
            let castle = Arc::clone(castle);
            robots.spawn(async move { castle.visit(room).await });
        }
        // The queue may be empty while robots are still finding doors.
        let Some(doors) = robots.join_next().await else {
            return seen;
        };
        for door in doors.unwrap() {
            if !seen.contains(&door) {
                waiting.push_back(door);
            }
        }
    }
}

pub struct Castle {
    /// The doors of each room, as the numbers of the rooms behind them.
    doors: Vec<Vec<usize>>,
    counts: counts::Counts,
}

impl Castle {
    /// Takes a minute, and returns the rooms behind the doors.
    async fn visit(&self, room: usize) -> Vec<usize> {
        self.counts.begin(room);
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        self.counts.end();
        self.doors[room].clone()
    }
}

mod counts {
    use std::sync::Mutex;

    #[derive(Default)]
    pub struct Counts {
        state: Mutex<State>,
    }

    #[derive(Default)]
    struct State {
        visited: Vec<usize>,
        running: usize,
        peak: usize,
    }

    impl Counts {
        pub fn begin(&self, room: usize) {
            let mut state = self.state.lock().unwrap();
            state.visited.push(room);
            state.running += 1;
            state.peak = state.peak.max(state.running);
        }

        pub fn end(&self) {
            self.state.lock().unwrap().running -= 1;
        }

        pub fn visits(&self, room: usize) -> usize {
            let state = self.state.lock().unwrap();
            state.visited.iter().filter(|&&seen| seen == room).count()
        }

        /// The most robots that were under way at the same time.
        pub fn peak(&self) -> usize {
            self.state.lock().unwrap().peak
        }
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    /// Ten rooms around a hall, with doors in circles.
    fn castle() -> Arc<Castle> {
        let around = |room: usize| vec![0, room % 10 + 1, (room + 1) % 10 + 1];
        let mut doors = vec![vec![1, 4, 7]];
        doors.extend((1..=10).map(around));
        let counts = counts::Counts::default();
        Arc::new(Castle { doors, counts })
    }

    #[tokio::test(start_paused = true)]
    async fn every_room_is_visited_once() {
        let castle = castle();
        let rooms = explore(&castle).await;
        assert_eq!(rooms, (0..=10).collect());
        for room in rooms {
            let visits = castle.counts.visits(room);
            assert_eq!(visits, 1, "room {room} was visited {visits} times");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn at_most_three_robots_are_under_way() {
        let castle = castle();
        explore(&castle).await;
        let peak = castle.counts.peak();
        assert!(peak <= 3, "{peak} robots were under way, there are only 3");
    }

    #[tokio::test(start_paused = true)]
    async fn the_robots_work_at_the_same_time() {
        let start = Instant::now();
        explore(&castle()).await;
        let minutes = start.elapsed().as_secs() / 60;
        assert!(minutes <= 5, "11 rooms took three robots {minutes} minutes");
    }
}
