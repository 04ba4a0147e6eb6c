//! Folders the server can use: its programs, which it must be able to read, and its data, which it must own.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::account::Account;
use crate::process::{output_of, say};

/// Used when the account cannot enter the checkout, such as one below `/root`.
const SHARED_FOLDER: &str = "/var/lib/tollgate";

/// The folders of one server, and the account that it runs as.
#[derive(Debug, Clone)]
pub(super) struct ServerFolders {
    programs: PathBuf,
    folder: PathBuf,
    account: Option<Account>,
}

impl ServerFolders {
    /// Prepares the wanted folder, or another one if the account cannot reach it.
    pub(super) fn prepare(programs: &Path, folder: &Path, account: Option<Account>) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut folders = Self { programs: programs.to_owned(), folder: folder.canonicalize()?, account };
        if let Some(account) = account {
            if !reaches(account, &folders.programs)? {
                folders.programs = copy_of(&folders.programs)?;
            }
            if !reaches(account, &folders.folder)? {
                let reachable =
                    Path::new(SHARED_FOLDER).join(format!("data-{:016x}", hash_of(&folders.folder)));
                say(format!(
                    "PostgreSQL cannot run as root, and its account cannot enter {}: the data is in {}",
                    folders.folder.display(),
                    reachable.display()
                ));
                folders.folder = reachable;
            }
        }
        let data = folders.data();
        std::fs::create_dir_all(&data)?;
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o700))?;
        folders.give_to_account(&data)?;
        Ok(folders)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(super) fn password_file(&self) -> PathBuf {
        self.folder.join("password")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("postgres.log")
    }

    /// A command for one of the server's programs, run as its account.
    pub(super) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join("bin").join(name));
        // The libraries beside the programs; a locale and a folder that exist for every account.
        command.env("LD_LIBRARY_PATH", self.programs.join("lib")).env("LC_ALL", "C").current_dir("/");
        if let Some(account) = self.account {
            command.uid(account.user.as_raw()).gid(account.group.as_raw());
        }
        command
    }

    pub(super) fn give_to_account(&self, path: &Path) -> Result<()> {
        if let Some(account) = self.account {
            chown(path, Some(account.user.as_raw()), Some(account.group.as_raw()))
                .with_context(|| format!("cannot give {} to PostgreSQL's account", path.display()))?;
        }
        Ok(())
    }
}

/// Whether an account may enter a folder and all those above it.
fn reaches(account: Account, folder: &Path) -> Result<bool> {
    for folder in folder.ancestors() {
        let facts = folder.metadata().with_context(|| format!("cannot look at {}", folder.display()))?;
        let needed = if facts.uid() == account.user.as_raw() {
            0o500
        } else if facts.gid() == account.group.as_raw() {
            0o010
        } else {
            0o001
        };
        if facts.mode() & needed != needed {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The programs, copied to where every account can read them.
fn copy_of(programs: &Path) -> Result<PathBuf> {
    let stamp = std::fs::metadata(programs.join("bin/postgres"))?;
    let copy = Path::new(SHARED_FOLDER)
        .join(format!("programs-{:016x}", hash_of(&(programs, stamp.mtime(), stamp.len()))));
    if !copy.is_dir() {
        let partial = copy.with_extension(std::process::id().to_string());
        std::fs::create_dir_all(&partial).with_context(|| format!("cannot make {}", partial.display()))?;
        output_of(Command::new("cp").arg("-RP").arg(format!("{}/.", programs.display())).arg(&partial))?;
        output_of(Command::new("chmod").args(["-R", "a+rX"]).arg(&partial))?;
        if std::fs::rename(&partial, &copy).is_err() {
            // Another process was quicker.
            std::fs::remove_dir_all(&partial)?;
        }
    }
    Ok(copy)
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use nix::unistd::{Gid, Uid};

    use super::*;

    #[test]
    fn a_private_folder_of_another_account_is_out_of_reach() {
        let folder = std::env::temp_dir().join(format!("tollgate-reach-{}", std::process::id()));
        let inner = folder.join("inner");
        std::fs::create_dir_all(&inner).unwrap();
        let stranger = Account { user: Uid::from_raw(64_001), group: Gid::from_raw(64_001) };
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(reaches(stranger, &inner).unwrap());
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
        assert!(!reaches(stranger, &inner).unwrap());
        let owner = Account { user: Uid::effective(), group: Gid::effective() };
        assert!(reaches(owner, &inner).unwrap());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
