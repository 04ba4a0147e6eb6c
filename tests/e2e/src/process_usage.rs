//! What a group of processes takes of the machine: the functions' runtime and everything that it has started. From Linux's /proc.

use std::time::Duration;

use anyhow::Context;
use procfs::process::{Process, all_processes};

/// What a group takes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GroupUsage {
    /// The memory that it has now, in bytes.
    pub resident_bytes: u64,
    /// The most that it has had since [`reset_peaks`], in bytes.
    pub peak_bytes: u64,
    /// The processor time that it has taken since its start.
    pub processor: Duration,
}

/// The processes of a group; those of one program only, if it is named.
fn of_group(leader: u32, program: Option<&str>) -> anyhow::Result<Vec<Process>> {
    let group = i32::try_from(leader)?;
    let processes = all_processes().context("cannot read /proc")?.flatten();
    let is_one = |process: &Process| {
        process
            .stat()
            .is_ok_and(|stat| stat.pgrp == group && program.is_none_or(|program| stat.comm == program))
    };
    Ok(processes.filter(is_one).collect())
}

/// A size in MiB.
#[must_use]
pub fn megabytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0
}

/// What a group takes now, by its leader; of one program only, if it is named.
///
/// # Errors
/// If there is no such process.
pub fn usage(leader: u32, program: Option<&str>) -> anyhow::Result<GroupUsage> {
    let mut total = GroupUsage::default();
    let processes = of_group(leader, program)?;
    anyhow::ensure!(!processes.is_empty(), "there is no process of the group {leader}");
    let ticks = procfs::ticks_per_second();
    for process in processes {
        // A process may end while it is looked at.
        let (Ok(status), Ok(stat)) = (process.status(), process.stat()) else { continue };
        total.resident_bytes += status.vmrss.unwrap_or_default() * 1024;
        total.peak_bytes += status.vmhwm.unwrap_or_default() * 1024;
        total.processor += Duration::from_millis((stat.utime + stat.stime) * 1000 / ticks);
    }
    Ok(total)
}

/// The processor time that a PostgreSQL server has taken, by the id of its first process: its own, that of those it has started, which
/// are groups of their own, and of those among them that have ended.
///
/// # Errors
/// If there is no such process.
pub fn server_processor(postmaster: u32) -> anyhow::Result<Duration> {
    let first = Process::new(i32::try_from(postmaster)?)?.stat().context("the server has ended")?;
    let ended = first.cutime.unsigned_abs() + first.cstime.unsigned_abs();
    let mut ticks = first.utime + first.stime + ended;
    for process in all_processes().context("cannot read /proc")?.flatten() {
        if let Ok(stat) = process.stat()
            && stat.ppid == first.pid
        {
            ticks += stat.utime + stat.stime;
        }
    }
    Ok(Duration::from_millis(ticks * 1000 / procfs::ticks_per_second()))
}

/// Lets the peaks of a group begin at what it has now.
///
/// # Errors
/// If /proc cannot be written.
pub fn reset_peaks(leader: u32, program: Option<&str>) -> anyhow::Result<()> {
    for process in of_group(leader, program)? {
        std::fs::write(format!("/proc/{}/clear_refs", process.pid()), "5").context("cannot reset a peak")?;
    }
    Ok(())
}
