//! A background program that cannot outlive us. Besides the guard that ends it on drop, a small shell holds the read
//! end of a pipe whose write end is ours: when this process dies in whatever way, a SIGKILL included, the pipe closes
//! and the shell ends the program's group. (The kernel's own means for this needs unsafe code after the fork.)

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

/// A running program and everything in its process group. Ended when dropped.
#[derive(Debug)]
pub struct Guarded {
    child: Child,
    group: Pid,
    stop_signal: Signal,
    grace: Duration,
    watchdog: Child,
}

impl Guarded {
    /// Starts a command as the leader of a process group of its own. `stop_signal` asks it to end; what is still
    /// there after `grace` is killed.
    ///
    /// # Errors
    /// If the program cannot be started.
    pub fn start(command: &mut Command, stop_signal: Signal, grace: Duration) -> Result<Self> {
        let name = super::describe(command);
        let mut child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let group = Pid::from_raw(i32::try_from(child.id()).context("a process id out of range")?);
        match watchdog(group, stop_signal, grace) {
            Ok(watchdog) => Ok(Self { child, group, stop_signal, grace, watchdog }),
            Err(error) => {
                let _gone_already = killpg(group, Signal::SIGKILL);
                let _reaped = child.wait();
                Err(error)
            }
        }
    }

    /// The process id of the program itself.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How the program ended, if it has.
    ///
    /// # Errors
    /// If the system does not know.
    pub fn exit_status(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Asks the program to end, waits for it, and kills what is left of its group. Does nothing the second time.
    pub fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _gone_already = kill(self.group, self.stop_signal);
            self.wait_at_most(self.grace);
        }
        self.kill();
    }

    /// Kills the program and its group at once, as a crash would.
    pub fn kill(&mut self) {
        let _gone_already = killpg(self.group, Signal::SIGKILL);
        let _reaped = self.child.wait();
        self.dismiss_watchdog();
    }

    fn wait_at_most(&mut self, limit: Duration) {
        let deadline = Instant::now() + limit;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn dismiss_watchdog(&mut self) {
        if let Some(mut lifeline) = self.watchdog.stdin.take() {
            // A whole line means that the program has ended: its process id may belong to another program from now on.
            let _gone_already = lifeline.write_all(b"ended\n");
        }
        let _reaped = self.watchdog.wait();
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A shell in a group of its own (so that Ctrl-C spares it) that ends the group when our end of its input closes.
fn watchdog(group: Pid, stop_signal: Signal, grace: Duration) -> Result<Child> {
    let script = r#"read -r ended && exit 0
kill -s "$2" "$1" 2>/dev/null
ticks=0
while kill -0 "$1" 2>/dev/null && [ "$ticks" -lt "$3" ]; do sleep 0.1; ticks=$((ticks + 1)); done
kill -s KILL -- "-$1" 2>/dev/null"#;
    let signal = stop_signal.as_str().trim_start_matches("SIG");
    let ticks = grace.as_millis() / 100;
    Command::new("sh")
        .args(["-c", script, "tollgate-watchdog", &group.to_string(), signal, &ticks.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("cannot start sh")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alive(pid: i32) -> bool {
        // A zombie still has a process id, but its command line is empty.
        std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
    }

    fn eventually(condition: impl Fn() -> bool) -> bool {
        (0..300).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            condition()
        })
    }

    /// A shell that starts another program and writes its process id to a file.
    fn parent_with_child(note: &std::path::Path) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & echo $! > \"$0.tmp\"; mv \"$0.tmp\" \"$0\"; wait"]).arg(note);
        command
    }

    fn note(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("tollgate-guarded-{}-{name}", std::process::id()))
    }

    fn noted_pid(note: &std::path::Path) -> i32 {
        assert!(eventually(|| note.exists()));
        let pid = std::fs::read_to_string(note).unwrap().trim().parse().unwrap();
        std::fs::remove_file(note).unwrap();
        pid
    }

    #[test]
    fn dropping_the_guard_ends_the_program_and_what_it_started() {
        let note = note("drop");
        let guarded =
            Guarded::start(&mut parent_with_child(&note), Signal::SIGTERM, Duration::from_secs(2)).unwrap();
        let (parent, child) = (i32::try_from(guarded.pid()).unwrap(), noted_pid(&note));
        assert!(alive(parent) && alive(child));
        drop(guarded);
        assert!(eventually(|| !alive(parent) && !alive(child)));
    }

    #[test]
    fn a_program_that_ignores_the_signal_is_killed_after_its_grace() {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' TERM; while :; do sleep 0.05; done"]);
        let mut guarded = Guarded::start(&mut command, Signal::SIGTERM, Duration::from_millis(200)).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        guarded.stop();
        assert!(!alive(i32::try_from(guarded.pid()).unwrap()));
    }

    #[test]
    fn when_this_process_is_killed_the_watchdog_ends_the_group() {
        let note = note("death");
        let mut guarded =
            Guarded::start(&mut parent_with_child(&note), Signal::SIGTERM, Duration::from_secs(1)).unwrap();
        let child = noted_pid(&note);
        drop(guarded.watchdog.stdin.take());
        assert!(eventually(|| !alive(child)));
    }
}
