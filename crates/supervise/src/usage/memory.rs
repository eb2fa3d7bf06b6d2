//! The memory of one process, where pages that several processes map are
//! divided among them.

use super::shared_memory::{FileKey, SharedObjects};
use std::fs::{self, File};
use std::io::Read;

/// How much is read of the list of a process's mappings. Each has some 700
/// bytes there, and a process may have 65,530.
const MAX_SMAPS_BYTES: u64 = 8 << 20;

/// Returns the process's share of what it maps, without the shared objects.
/// `None` where the process has ended, or has so many mappings that reading
/// them would take too long.
pub fn proportional_kb(pid: i32, shared: &SharedObjects) -> Option<u64> {
    if shared.is_empty() {
        // The sum of all mappings, which costs less.
        let sum = read_process_file(pid, "smaps_rollup")?;
        return field_kb(&sum, "Pss:");
    }
    let file = File::open(format!("/proc/{pid}/smaps")).ok()?;
    let smaps = read_up_to(file, MAX_SMAPS_BYTES)?;
    Some(sum_pss_kb_without(&smaps, shared))
}

/// Returns the whole text; `None` if it has `max_bytes` or more.
fn read_up_to(stream: impl Read, max_bytes: u64) -> Option<String> {
    let mut limited = stream.take(max_bytes);
    let mut bytes = Vec::new();
    limited.read_to_end(&mut bytes).ok()?;
    (limited.limit() > 0).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

fn read_process_file(pid: i32, file: &str) -> Option<String> {
    // A path need not be UTF-8.
    let bytes = fs::read(format!("/proc/{pid}/{file}")).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn sum_pss_kb_without(smaps: &str, shared: &SharedObjects) -> u64 {
    let mut kb = 0;
    let mut is_counted = true;
    for line in smaps.lines() {
        if let Some(mapping) = Mapping::parse(line) {
            is_counted = !shared.contains(mapping.key, mapping.name);
        } else if is_counted && let Some(share) = field_kb(line, "Pss:") {
            kb += share;
        }
    }
    kb
}

/// A line of `/proc/PID/maps`.
#[derive(Debug, PartialEq, Eq)]
pub struct Mapping<'l> {
    /// As its file in `/proc/PID/map_files` is called.
    pub range: String,
    pub key: FileKey,
    /// The file's path; empty where the mapping has none.
    pub name: &'l str,
}

impl<'l> Mapping<'l> {
    /// `7f00-7f10 rw-s 00000000 00:01 42    /memfd:a (deleted)`.
    pub fn parse(line: &'l str) -> Option<Mapping<'l>> {
        let mut rest = line;
        let mut next = || {
            let (field, others) = rest
                .trim_start()
                .split_once(' ')
                .unwrap_or((rest.trim_start(), ""));
            rest = others;
            field
        };
        let (range, _rights, _offset) = (next(), next(), next());
        let (device, inode) = (next(), next());
        let (start, end) = range.split_once('-')?;
        let (major, minor) = device.split_once(':')?;
        let number = |digits| u32::from_str_radix(digits, 16).ok();
        let device = rustix::fs::makedev(number(major)?, number(minor)?);
        Some(Mapping {
            range: format!(
                "{}-{}",
                trim_leading_zeros(start),
                trim_leading_zeros(end)
            ),
            key: (device, inode.parse().ok()?),
            name: rest.trim_start(),
        })
    }
}

fn trim_leading_zeros(digits: &str) -> &str {
    digits.trim_start_matches('0')
}

/// The number in a line such as `Pss:     1024 kB`.
fn field_kb(text: &str, field: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMAPS: &str = "\
        00400000-00452000 r-xp 00000000 08:02 173521   /usr/bin/a b\n\
        Rss:                 100 kB\n\
        Pss:                  50 kB\n\
        Pss_Dirty:             9 kB\n\
        7f0000000000-7f0000001000 rw-s 00000000 00:01 42   /memfd:a (deleted)\n\
        Rss:                   4 kB\n\
        Pss:                   4 kB\n\
        7f0000002000-7f0000003000 rw-p 00000000 00:00 0 \n\
        Pss:                  20 kB\n";

    #[test]
    fn a_mapping_is_read_from_its_line() {
        let mapping = Mapping::parse(SMAPS.lines().next().unwrap()).unwrap();
        let expected = Mapping {
            range: "400000-452000".to_owned(),
            key: (rustix::fs::makedev(8, 2), 173_521),
            name: "/usr/bin/a b",
        };
        assert_eq!(mapping, expected);
        let anonymous = SMAPS.lines().nth(7).unwrap();
        assert_eq!(Mapping::parse(anonymous).unwrap().name, "");
        assert_eq!(Mapping::parse("Pss:                  50 kB"), None);
        assert_eq!(Mapping::parse("VmFlags: rd wr sh mr mw me ms sd"), None);
    }

    #[test]
    fn the_memory_sum_leaves_out_shared_objects() {
        assert_eq!(sum_pss_kb_without(SMAPS, &SharedObjects::default()), 74);
        let key = (rustix::fs::makedev(0, 1), 42);
        let shared = SharedObjects::of_files([(key, 9000)].into());
        assert_eq!(sum_pss_kb_without(SMAPS, &shared), 70);
        assert_eq!(field_kb(SMAPS, "Pss:"), Some(50));
    }

    #[test]
    fn a_long_list_of_mappings_is_not_read_to_its_end() {
        let read = |max_bytes| read_up_to(SMAPS.as_bytes(), max_bytes);
        assert_eq!(read(10), None);
        assert_eq!(read(1000).as_deref(), Some(SMAPS));
        assert_eq!(read_up_to(std::io::repeat(b'x'), 1000), None);
    }

    #[test]
    fn a_process_that_has_ended_has_no_memory() {
        assert_eq!(proportional_kb(-1, &SharedObjects::default()), None);
    }
}
