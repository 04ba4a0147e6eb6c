//! Which commit a list is of.

use std::path::Path;
use std::process::Command;

use stack::Checkout;
use stack::process::output_of;

/// A commit, as git names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its hash; with `-dirty` at the end where files have been changed since.
    pub commit: String,
    /// When it was made, in ISO 8601.
    pub time: String,
}

impl Revision {
    /// The one that is checked out; none in a copy without git.
    #[must_use]
    pub fn of(checkout: &Checkout) -> Option<Self> {
        let commit =
            git(checkout.root(), &["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"])?;
        let time = git(checkout.root(), &["log", "-1", "--format=%cI"])?;
        Some(Self { commit, time })
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let text = output_of(Command::new("git").current_dir(folder).args(arguments)).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
