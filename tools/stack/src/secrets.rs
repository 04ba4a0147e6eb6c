//! The secrets of a stack on this machine: made at its first start, kept in its folder.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vault::{Keyring, VirtualKey};

use crate::private_file::read_or_make;

/// What a stack needs to be secret.
pub struct Secrets {
    /// The text of the keyring that seals provider keys, as the functions are given it.
    keyring_text: String,
    keyring: Keyring,
    demo_key: String,
    admin_key: String,
    token_secret: String,
}

impl Secrets {
    /// Reads the secrets of a folder, or makes them.
    ///
    /// # Errors
    /// If the folder cannot be read or written, or a secret in it is malformed; the message names the file.
    pub fn of(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let path = folder.join("keyring");
        let keyring_text =
            read_or_make(&path, || format!("local:{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())))?;
        let keyring =
            Keyring::parse(&keyring_text).with_context(|| format!("{} is malformed", path.display()))?;
        let demo_key = read_or_make(&folder.join("demo-key"), || {
            VirtualKey::generate(rand::random()).expose().to_owned()
        })?;
        let random = |file: &str| {
            read_or_make(&folder.join(file), || URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
        };
        let (admin_key, token_secret) = (random("admin-key")?, random("token-secret")?);
        Ok(Self { keyring_text, keyring, demo_key, admin_key, token_secret })
    }

    /// Seals and opens provider keys.
    #[must_use]
    pub const fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The demo team's virtual key.
    #[must_use]
    pub fn demo_key(&self) -> &str {
        &self.demo_key
    }

    /// What scripts send as `X-Admin-Key`.
    #[must_use]
    pub fn admin_key(&self) -> &str {
        &self.admin_key
    }

    /// What operators' access tokens are signed with.
    #[must_use]
    pub fn token_secret(&self) -> &str {
        &self.token_secret
    }

    /// The settings that every function needs to run on this machine.
    #[must_use]
    pub fn settings(&self) -> BTreeMap<String, String> {
        BTreeMap::from([
            ("TOLLGATE_KEYRING".to_owned(), self.keyring_text.clone()),
            ("TOLLGATE_ADMIN_KEY".to_owned(), self.admin_key.clone()),
            ("TOLLGATE_TOKEN_SECRET".to_owned(), self.token_secret.clone()),
            // The simulated provider is on this machine.
            ("ALLOW_PRIVATE_PROVIDER_ADDRESSES".to_owned(), "true".to_owned()),
            // And so may be a receiver of webhooks under development.
            ("WEBHOOK_PRIVATE_ORIGINS".to_owned(), "*".to_owned()),
        ])
    }
}
