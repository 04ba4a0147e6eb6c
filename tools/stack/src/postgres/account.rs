//! The account the server runs as. PostgreSQL refuses to run as root; in a container, root is what we are.

use anyhow::{Context, Result};
use nix::unistd::{Gid, Uid, User};

/// An unprivileged account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) user: Uid,
    pub(super) group: Gid,
}

impl Account {
    /// The account to change to: none, unless this is root.
    pub(super) fn to_run_as() -> Result<Option<Self>> {
        if !Uid::effective().is_root() {
            return Ok(None);
        }
        for name in ["postgres", "nobody"] {
            if let Some(user) = User::from_name(name).context("cannot read the accounts of this machine")? {
                return Ok(Some(Self { user: user.uid, group: user.gid }));
            }
        }
        anyhow::bail!(
            "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it as: \
             set DATABASE_URL to a server of your own"
        )
    }
}
