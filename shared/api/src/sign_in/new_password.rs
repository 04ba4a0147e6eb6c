//! A password to be set: long enough, and none of those that are guessed first.

use serde::Serialize;
use serde_json::Value;

use super::MAX_PASSWORD;
use crate::reading::{Faults, Path, ReadValue, SecretText};

/// The least length of a password to be set, in characters.
const MIN_PASSWORD: usize = 12;

/// All passwords of at least [`MIN_PASSWORD`] characters among the 20,000 most common ones of Django 5.2 (made by Royce Williams;
/// BSD-3-Clause) and the 49,000 of @zxcvbn-ts/language-common 4.1 (MIT), in lower case, sorted. The shorter ones are refused for
/// their length. Only functions that set passwords have the list in them.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password to set: at least 12 characters, and not one of the most common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct NewPassword(SecretText<MIN_PASSWORD, MAX_PASSWORD>);

impl NewPassword {
    /// The text. Only the code that hashes it may ask for it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl ReadValue for NewPassword {
    const IS_SECRET: bool = true;

    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let password = SecretText::read_value(value, at, faults)?;
        if is_common(password.expose()) {
            faults.malformed(
                at,
                "password_too_common",
                "Is one of the most common passwords, which are guessed first",
            );
            return None;
        }
        Some(Self(password))
    }
}

/// Whether it is one of the most common passwords, in upper or lower case.
fn is_common(password: &str) -> bool {
    COMMON.lines().any(|common| common.eq_ignore_ascii_case(password))
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for NewPassword {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NewPassword".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        SecretText::<MIN_PASSWORD, MAX_PASSWORD>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(password: &str) -> Vec<&'static str> {
        let mut faults = Faults::default();
        let read =
            NewPassword::read_value(&Value::from(password), &Path::BODY.member("password"), &mut faults);
        let refused = faults.finish(read).err();
        refused.into_iter().flat_map(|error| error.fields).map(|field| field.kind).collect()
    }

    #[test]
    fn a_password_has_at_least_twelve_characters() {
        assert_eq!(kinds("elevenchars"), ["string_too_short"]);
        assert_eq!(kinds("äöüßäöüßäöüß"), [""; 0]);
        assert_eq!(kinds(&"x".repeat(1_001)), ["string_too_long"]);
    }

    #[test]
    fn a_password_that_is_guessed_first_is_refused_in_any_case() {
        for common in ["password1234", "Password1234", "1Q2W3E4R5T6Y", "qwertyuiop123", "123456789012"] {
            assert_eq!(kinds(common), ["password_too_common"], "{common}");
        }
        assert_eq!(kinds("correct horse battery"), [""; 0]);
    }

    #[test]
    fn every_password_of_the_list_would_be_long_enough() {
        assert!(COMMON.lines().count() > 300);
        for common in COMMON.lines() {
            assert!(common.chars().count() >= MIN_PASSWORD, "{common}");
        }
    }
}
