//! Folders of test stacks. They are removed with the stack or, if its process was killed, by the next test run.

use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

/// Folders that are removed with what is in them.
#[derive(Debug)]
pub(crate) struct TemporaryFolder(Vec<PathBuf>);

impl TemporaryFolder {
    /// Takes charge of a folder whose name begins with this process's id. Siblings of dead processes are removed.
    pub(crate) fn new(folder: &Path) -> Self {
        if let Some(siblings) = folder.parent().and_then(|parent| parent.read_dir().ok()) {
            for sibling in siblings.flatten() {
                if owner(&sibling.path()).is_some_and(|owner| kill(owner, None) == Err(Errno::ESRCH)) {
                    let _gone_already = std::fs::remove_dir_all(sibling.path());
                }
            }
        }
        Self(vec![folder.to_owned()])
    }

    /// Takes charge of another folder.
    pub(crate) fn add(&mut self, folder: &Path) {
        self.0.push(folder.to_owned());
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        for folder in &self.0 {
            let _gone_already = std::fs::remove_dir_all(folder);
        }
    }
}

/// The process that a folder named `<process id>-<name>` belongs to.
fn owner(folder: &Path) -> Option<Pid> {
    let (id, _) = folder.file_name()?.to_str()?.split_once('-')?;
    id.parse().ok().filter(|id| *id > 0).map(Pid::from_raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_of_dead_processes_are_swept_and_those_of_living_ones_stay() {
        let parent = std::env::temp_dir().join(format!("tollgate-sweep-{}", std::process::id()));
        let mine = parent.join(format!("{}-mine", std::process::id()));
        // Process ids end far below this one on every system.
        let dead = parent.join("2000000000-dead");
        let other = parent.join("notes");
        for folder in [&mine, &dead, &other] {
            std::fs::create_dir_all(folder).unwrap();
        }
        let folder = TemporaryFolder::new(&mine);
        assert!(!dead.exists() && mine.exists() && other.exists());
        drop(folder);
        assert!(!mine.exists() && other.exists());
        std::fs::remove_dir_all(parent).unwrap();
    }
}
