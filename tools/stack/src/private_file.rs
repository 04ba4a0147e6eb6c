//! Files that hold secrets: readable by their owner only.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file that only its owner can read.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, text: &str) -> Result<()> {
    create(path)?.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}

/// Makes an empty file that only its owner can read, such as a log. One that is there is emptied first.
///
/// # Errors
/// If it cannot be written.
pub fn create(path: &Path) -> Result<File> {
    let create = || -> std::io::Result<File> {
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        keep_private(path)?;
        Ok(file)
    };
    create().with_context(|| format!("cannot write {}", path.display()))
}

fn keep_private(path: &Path) -> std::io::Result<()> {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

/// The file's text, or else what `make` returns, which is kept in the file.
///
/// # Errors
/// If the file can be neither read nor written.
pub fn read_or_make(path: &Path, make: impl FnOnce() -> String) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            // It may be of a time, or a copy, with wider permissions.
            keep_private(path).with_context(|| format!("cannot protect {}", path.display()))?;
            Ok(text.trim_end().to_owned())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let text = make();
            write(path, &text)?;
            Ok(text)
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_nobody_else_reads_it() {
        let path = std::env::temp_dir().join(format!("tollgate-secret-{}", std::process::id()));
        assert_eq!(read_or_make(&path, || "first".to_owned()).unwrap(), "first");
        assert_eq!(read_or_make(&path, || "second".to_owned()).unwrap(), "first");
        let mode = || path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        read_or_make(&path, || "third".to_owned()).unwrap();
        assert_eq!(mode(), 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        create(&path).unwrap();
        assert_eq!((mode(), path.metadata().unwrap().len()), (0o600, 0));
        std::fs::remove_file(&path).unwrap();
    }
}
