//! The deployment's admin key: when it is too weak to be used, and what a wrong one costs its sender.

use std::collections::HashSet;

use api::error::{ApiError, ErrorCode};
use api::health::AdminKeyCheck;
use platform::{Platform, Setting};
use store::{ClientAddress, StoreError};
use vault::Secret;

use crate::http::{principal, refusals};

/// The least length of an admin key, in characters.
const MIN_LENGTH: usize = 32;
/// How many different characters it has at least: a random one of 32 hexadecimal digits has about 14.
const MIN_DIFFERENT: usize = 10;

/// What a deployment has as its admin key.
pub enum AdminKey {
    /// None: only operators who have signed in are let in.
    NotSet,
    /// One that could be guessed. Requests with it are refused.
    Weak(Secret),
    /// One that cannot be guessed.
    Strong(Secret),
}

impl AdminKey {
    /// Reads the setting.
    pub async fn load<P: Platform>(platform: &P) -> Self {
        match platform.setting(Setting::AdminKey).await {
            None => Self::NotSet,
            Some(text) => Self::of(Secret::new(text.to_string())),
        }
    }

    fn of(key: Secret) -> Self {
        let characters = || key.expose().chars();
        let different: HashSet<char> = characters().collect();
        if characters().count() >= MIN_LENGTH && different.len() >= MIN_DIFFERENT {
            Self::Strong(key)
        } else {
            Self::Weak(key)
        }
    }

    /// What readiness says of it.
    #[must_use]
    pub const fn check(&self) -> AdminKeyCheck {
        match self {
            Self::NotSet => AdminKeyCheck::NotSet,
            Self::Weak(_) => AdminKeyCheck::Weak,
            Self::Strong(_) => AdminKeyCheck::Ok,
        }
    }

    /// Whether one of the claims is the key.
    ///
    /// # Errors
    /// 500 `misconfigured` where one is, and the key is weak.
    pub fn is_among<P: Platform>(&self, platform: &P, claims: &[Option<&str>]) -> Result<bool, ApiError> {
        let is_claimed = |key| claims.iter().flatten().any(|claim| vault::is_secret(key, claim));
        match self {
            Self::NotSet => Ok(false),
            Self::Strong(key) => Ok(is_claimed(key)),
            Self::Weak(key) if is_claimed(key) => Err(weak(platform)),
            Self::Weak(_) => Ok(false),
        }
    }

    /// Whether credentials that are not the key were meant to be it: anything in `X-Admin-Key`, and what has the form of no other
    /// credential. Where there is no key, there is nothing to guess.
    #[must_use]
    pub fn is_guessed_at(&self, header: Option<&str>, bearer: Option<&str>) -> bool {
        let has_another_form = |claim: &str| {
            claim.starts_with("sk-") || claim.starts_with("rt-") || claim.split('.').count() == 3
        };
        !matches!(self, Self::NotSet)
            && (header.is_some() || bearer.is_some_and(|claim| !has_another_form(claim)))
    }
}

/// The answer to a wrong admin key, which is counted: a place that has sent many must wait, also with the right one.
pub async fn refuse_guess<P: Platform>(platform: &P, client: &ClientAddress) -> ApiError {
    match store::count_admin_key_failure(platform.database(), client).await {
        Ok(()) => principal::invalid_token(),
        Err(StoreError::Refused(refusal)) => refusals::store_error(platform, StoreError::Refused(refusal)),
        Err(StoreError::Database(error)) => {
            platform.log(&format!("a wrong admin key is not counted: {error}"));
            principal::invalid_token()
        }
    }
}

fn weak<P: Platform>(platform: &P) -> ApiError {
    let name = Setting::AdminKey.name();
    let detail = format!(
        "The admin key {name} is weak and is not used: it needs {MIN_LENGTH} characters, {MIN_DIFFERENT} of them different. Make one \
         with `openssl rand -base64 32` and set it {}.",
        P::how_to_set(Setting::AdminKey)
    );
    platform.log(&detail);
    ApiError::new(ErrorCode::Misconfigured, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str) -> AdminKeyCheck {
        AdminKey::of(Secret::new(key.to_owned())).check()
    }

    #[test]
    fn a_key_that_could_be_guessed_is_weak() {
        for weak in [
            "",
            "admin",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abababababababababababababababababab",
            "4f1c9b27d0e863a5",
        ] {
            assert_eq!(check(weak), AdminKeyCheck::Weak, "{weak}");
        }
        // Made with `openssl rand`, `-hex 16` and `-base64 32`.
        for strong in ["9c0f4be1d2a763580e4b7d19f6c3a2b5", "Zk3l0Zr9mVb7hPq2WcXn5tYdGfJ8sRaE1oUiKxLw4Qs="] {
            assert_eq!(check(strong), AdminKeyCheck::Ok, "{strong}");
        }
    }

    #[test]
    fn what_has_the_form_of_another_credential_is_no_guess_at_the_key() {
        let key = AdminKey::of(Secret::new("an-admin-key-that-nobody-will-ever-guess".to_owned()));
        for bearer in ["sk-nobodys-key", "rt-nobodys-token", "a.b.c"] {
            assert!(!key.is_guessed_at(None, Some(bearer)), "{bearer}");
            assert!(key.is_guessed_at(Some("guess"), Some(bearer)), "{bearer}");
        }
        assert!(key.is_guessed_at(None, Some("guess")));
        assert!(!key.is_guessed_at(None, None));
        assert!(!AdminKey::NotSet.is_guessed_at(Some("guess"), Some("guess")));
    }
}
