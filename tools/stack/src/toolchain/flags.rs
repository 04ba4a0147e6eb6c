//! The compiler's flags for what is deployed. They stand here and not in the environment or in files of cargo's, so that
//! everybody's build of one commit has the same bytes; for the same reason the paths of one machine are replaced.

use std::ffi::OsString;
use std::path::Path;

/// How cargo takes flags: separated by [`SEPARATOR`], and instead of all others that are set.
pub(crate) const FLAGS_VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";

const SEPARATOR: &str = "\u{1f}";

/// Flags of rustc.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flags(OsString);

impl Flags {
    /// One more.
    pub(crate) fn with(mut self, flag: impl Into<OsString>) -> Self {
        if !self.0.is_empty() {
            self.0.push(SEPARATOR);
        }
        self.0.push(flag.into());
        self
    }

    /// Has the compiler write `name` for a folder, in messages of panics and wherever else it names source files. Of two folders
    /// that contain a file, the one that was added later counts.
    pub(crate) fn renaming(self, folder: &Path, name: &str) -> Self {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(folder);
        flag.push("=");
        flag.push(name);
        self.with(flag)
    }

    /// As [`FLAGS_VARIABLE`] takes them.
    pub(crate) fn encoded(&self) -> &OsString {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_a_space_in_its_name_stays_one_flag() {
        let flags =
            Flags::default().with("-Cembed-bitcode=yes").renaming(Path::new("/home/a b/.cargo"), "/cargo");
        let flags: Vec<&str> = flags.encoded().to_str().unwrap().split(SEPARATOR).collect();
        assert_eq!(flags, ["-Cembed-bitcode=yes", "--remap-path-prefix=/home/a b/.cargo=/cargo"]);
    }
}
