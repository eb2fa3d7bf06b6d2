//! The memory of a process, as Linux reports it.

use std::fs::read_to_string;

/// Returns the memory that this process uses, where the system reports it.
pub fn resident_mb() -> Option<f64> {
    read_status_mb("self", "VmRSS:")
}

/// Returns the most memory that a process has used so far, where the system
/// reports it.
pub fn peak_mb(process_id: u32) -> Option<f64> {
    read_status_mb(&process_id.to_string(), "VmHWM:")
}

fn read_status_mb(process: &str, field: &str) -> Option<f64> {
    let status = read_to_string(format!("/proc/{process}/status")).ok()?;
    let kb = status.split(field).nth(1)?;
    let kb: f64 = kb.split_whitespace().next()?.parse().ok()?;
    Some(kb / 1024.0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_at_least_the_current_memory() {
        let resident = resident_mb().unwrap();
        let peak = peak_mb(std::process::id()).unwrap();
        assert!(resident > 0.0);
        // Linux counts roughly: proc(5) calls both values inaccurate.
        assert!(peak + 1.0 >= resident, "{peak} MB, {resident} MB");
    }
}
