//! Installing what a lock file names, once for each state of the file.

use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::node::hex;
use crate::process;

/// Installs into a folder, unless what the lock file names now is there already.
///
/// # Errors
/// If the file cannot be read, or what `install` says.
pub(crate) fn install(lock_file: &Path, folder: &Path, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let stamp = folder.join(".tollgate-lock");
    let lock = std::fs::read(lock_file).with_context(|| format!("cannot read {}", lock_file.display()))?;
    let digest = hex(&Sha256::digest(&lock));
    // One at a time: test programs may run beside each other.
    let _turn = process::turn(lock_file)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == digest) {
        return Ok(());
    }
    install()?;
    std::fs::write(&stamp, digest)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_a_lock_file_names_is_installed_again_only_when_the_file_changes() {
        let folder = std::env::temp_dir().join(format!("tollgate-lock-file-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let lock_file = folder.join("requirements.txt");
        let installed = Cell::new(0);
        let count = || {
            installed.set(installed.get() + 1);
            Ok(())
        };
        for (lock, times) in [("one==1", 1), ("one==1", 1), ("one==2", 2)] {
            std::fs::write(&lock_file, lock).unwrap();
            install(&lock_file, &folder, count).unwrap();
            assert_eq!(installed.get(), times, "{lock}");
        }
        std::fs::write(&lock_file, "none==0").unwrap();
        assert!(install(&lock_file, &folder, || anyhow::bail!("there is no such package")).is_err());
        install(&lock_file, &folder, count).unwrap();
        assert_eq!(installed.get(), 3, "an installation that failed is tried again");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
