//! Notices changes of source files by looking at their times: few enough files that nothing cleverer is needed, and it
//! works on every file system.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::Checkout;

/// The endings of sources.
const KINDS: [&str; 11] =
    ["rs", "toml", "sql", "lock", "ts", "tsx", "css", "html", "svg", "json", "webmanifest"];

/// Folders of what is installed or built among the sources of the dashboard.
const NOT_SOURCES: [&str; 2] = ["node_modules", "dist"];

/// What generators write among the sources: it changes while these are built.
const GENERATED: &str = ".gen.ts";

/// What the functions are built from and their database is made of, and when it last changed.
#[derive(Debug)]
pub struct Sources {
    roots: Vec<PathBuf>,
    seen: Vec<(PathBuf, SystemTime)>,
}

impl Sources {
    /// The sources of a checkout's functions, as they are now.
    #[must_use]
    pub fn of(checkout: &Checkout) -> Self {
        let roots = ["functions", "shared", "migrations", "docs/openapi.json", "Cargo.toml", "Cargo.lock"]
            .map(|name| checkout.root().join(name))
            .to_vec();
        let seen = look(&roots);
        Self { roots, seen }
    }

    /// Whether anything was written, added or removed since the last time this was asked.
    pub fn changed(&mut self) -> bool {
        let now = look(&self.roots);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

fn look(roots: &[PathBuf]) -> Vec<(PathBuf, SystemTime)> {
    let mut seen = Vec::new();
    for root in roots {
        look_at(root, &mut seen);
    }
    seen.sort();
    seen
}

/// A file that goes away while it is looked at is simply not there.
fn look_at(path: &Path, seen: &mut Vec<(PathBuf, SystemTime)>) {
    let Ok(facts) = path.metadata() else { return };
    if facts.is_file() {
        let is_source = path.extension().is_some_and(|extension| KINDS.iter().any(|kind| extension == *kind));
        if is_source && !path.to_string_lossy().ends_with(GENERATED) {
            seen.extend(facts.modified().map(|time| (path.to_owned(), time)));
        }
    } else if let Ok(entries) = path.read_dir() {
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') && !NOT_SOURCES.contains(&name.as_str()) {
                look_at(&entry.path(), seen);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_a_changed_and_a_removed_source_are_noticed_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("tollgate-watch-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("src")).unwrap();
        let mut sources = Sources { roots: vec![folder.clone()], seen: Vec::new() };
        assert!(!sources.changed());
        let file = folder.join("src/lib.rs");
        std::fs::write(&file, "a").unwrap();
        assert!(sources.changed() && !sources.changed());
        let later = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(9_000_000_000);
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
        assert!(sources.changed() && !sources.changed());
        std::fs::write(folder.join("src/notes.md"), "a").unwrap();
        std::fs::create_dir_all(folder.join("node_modules/a")).unwrap();
        std::fs::write(folder.join("node_modules/a/index.ts"), "a").unwrap();
        std::fs::write(folder.join("src/schema.gen.ts"), "a").unwrap();
        assert!(!sources.changed());
        std::fs::write(folder.join("src/main.tsx"), "a").unwrap();
        assert!(sources.changed());
        std::fs::remove_file(&file).unwrap();
        assert!(sources.changed());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
