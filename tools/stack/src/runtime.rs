//! The runtimes that the functions are built for.

use crate::toolchain::{COMPONENTS_TARGET, WORKERS_TARGET};

/// A runtime of functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Runtime {
    /// Cloudflare Workers.
    Cloudflare,
    /// Fermyon Spin.
    Spin,
}

impl Runtime {
    /// All of them; the first one is the default of `cargo xtask`.
    pub const ALL: [Self; 2] = [Self::Cloudflare, Self::Spin];

    /// Its name on a command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cloudflare => "cloudflare",
            Self::Spin => "spin",
        }
    }

    /// The runtime of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|runtime| runtime.name() == name)
    }

    /// Whether it keeps files beside the front door, so that no function is needed to serve them.
    #[must_use]
    pub const fn keeps_files(self) -> bool {
        match self {
            Self::Cloudflare => true,
            Self::Spin => false,
        }
    }

    /// What the functions are compiled to for it.
    #[must_use]
    pub const fn target(self) -> &'static str {
        match self {
            Self::Cloudflare => WORKERS_TARGET,
            Self::Spin => COMPONENTS_TARGET,
        }
    }
}
