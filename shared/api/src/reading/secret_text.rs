//! Texts of requests that must not be printed, stored or sent on: passwords, tokens, keys.

use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue, Text};
use crate::secret::Secret;

/// A secret of `MIN` to `MAX` characters without U+0000. It is wiped when dropped, `Debug` shows nothing of it, and it is left
/// out of the JSON that the store sends: what is stored is a hash or a sealed text, which the store's own types add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretText<const MIN: usize, const MAX: usize>(Secret);

impl<const MIN: usize, const MAX: usize> SecretText<MIN, MAX> {
    /// The secret.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        &self.0
    }

    /// The text. Only the code that needs the secret itself may ask for it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Fails: a secret is never written as JSON. A request's members that are secrets are left out before this is asked.
impl<const MIN: usize, const MAX: usize> Serialize for SecretText<MIN, MAX> {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a secret is not written as JSON"))
    }
}

impl<const MIN: usize, const MAX: usize> ReadValue for SecretText<MIN, MAX> {
    const IS_SECRET: bool = true;

    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let text = Text::<MIN, MAX>::read_value(value, at, faults)?;
        Some(Self(Secret::new(text.into_string())))
    }
}

#[cfg(test)]
mod tests {
    use api_derive::Request;
    use serde_json::json;

    use crate::reading::{Patch, SecretText, Text, read_body};

    /// A password to be set.
    #[derive(Debug, Request)]
    struct SetPassword {
        /// Whose.
        name: Text<1, 20>,
        /// The password.
        password: SecretText<8, 20>,
        /// The one before.
        old_password: Option<SecretText<1, 20>>,
        /// A header to be sent.
        header: Patch<SecretText<1, 20>>,
    }

    #[test]
    fn a_secret_of_a_request_is_neither_printed_nor_sent() {
        let body = json!({"name": "Ana", "password": "correct horse", "old_password": "horse", "header": "Bearer horse"});
        let read: SetPassword = read_body(body.as_object().unwrap()).unwrap();
        assert_eq!(read.password.expose(), "correct horse");
        assert!(!format!("{read:?}").contains("horse"), "{read:?}");
        assert_eq!(json!(read), json!({"name": "Ana"}));
        assert!(serde_json::to_string(&read.password).is_err());
    }

    #[test]
    fn a_secret_is_bounded_as_any_text() {
        let body = json!({"name": "Ana", "password": "1234567", "header": "x".repeat(21)});
        let error = read_body::<SetPassword>(body.as_object().unwrap()).unwrap_err();
        let kinds: Vec<_> = error.fields.iter().map(|field| field.kind).collect();
        assert_eq!(kinds, ["string_too_short", "string_too_long"]);
    }
}
