//! Running programs: to their end with their output kept for the error message, or in the background with a guard
//! that leaves nothing behind.

mod guarded;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

pub use guarded::Guarded;

/// Prints progress for the person at the terminal, on standard error, so that standard output stays for programs.
pub fn say(message: impl std::fmt::Display) {
    eprintln!("{message}");
}

/// Runs a command to its end and returns what it printed.
///
/// # Errors
/// If it cannot be started or fails; the message has the command's last lines.
pub fn output_of(command: &mut Command) -> Result<String> {
    let name = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {name}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    bail!("{name} failed ({}):\n{}", output.status, last_lines(&text, 30))
}

/// Runs a command to its end with its output shown as it comes.
///
/// # Errors
/// If it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// The same for a command that reads this text from its standard input, such as secrets.
///
/// # Errors
/// If it cannot be started or fails.
pub fn run_with_input(command: &mut Command, input: &str) -> Result<()> {
    let name = describe(command);
    let mut child = command.stdin(Stdio::piped()).spawn().with_context(|| format!("cannot start {name}"))?;
    let written = child.stdin.take().map(|mut pipe| pipe.write_all(input.as_bytes()));
    let status = child.wait().with_context(|| format!("cannot wait for {name}"))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    written.transpose().with_context(|| format!("{name} did not read its input"))?;
    Ok(())
}

/// The program and its first arguments: enough to know it by, and never long.
fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args().take(3) {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// Waits until no other program holds the turn of this file, and takes it until the result is dropped.
///
/// # Errors
/// If the file cannot be opened or locked.
pub fn turn(file: &Path) -> Result<File> {
    let file = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    file.lock().context("cannot wait for another program")?;
    Ok(file)
}

/// The last `count` lines of a text.
#[must_use]
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Whether a program of this name is on the `PATH`.
#[must_use]
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_tells_its_last_words() {
        let error =
            output_of(Command::new("sh").args(["-c", "echo it broke >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("it broke") && error.contains('3'), "{error}");
    }

    #[test]
    fn a_program_reads_what_is_neither_on_its_command_line_nor_in_a_file() {
        let checked = run_with_input(
            Command::new("sh").args(["-c", r#"test "$(cat /dev/stdin)" = "$(printf 'k1:%s' secret)""#]),
            "k1:secret",
        );
        assert!(checked.is_ok(), "{checked:?}");
        assert!(run_with_input(Command::new("sh").args(["-c", "exit 3"]), "k1:secret").is_err());
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
    }
}
