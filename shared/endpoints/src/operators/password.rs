//! Passwords in requests.

use api::error::{ApiError, ErrorCode};
use platform::Platform;
use vault::{PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS, Secret};

use crate::http::fields::Fields;

/// A password that is to be compared with the one there is.
pub(super) fn claimed(fields: &mut Fields<'_>, name: &str) -> Secret {
    Secret::new(fields.required_text(name, PASSWORD_MAX_CHARACTERS))
}

/// A password that is to be set.
pub(super) fn new(fields: &mut Fields<'_>, name: &str) -> Secret {
    let text = fields.required_text(name, PASSWORD_MAX_CHARACTERS);
    if (1..PASSWORD_MIN_CHARACTERS).contains(&text.chars().count()) {
        fields.wrong(
            name,
            "string_too_short",
            format!("Must have at least {PASSWORD_MIN_CHARACTERS} characters"),
        );
    }
    Secret::new(text)
}

/// Hashes a new password.
pub(super) fn hash<P: Platform>(platform: &P, password: &Secret) -> Result<String, ApiError> {
    vault::hash_password(password.expose(), platform.random_bytes()).map_err(|error| {
        platform.log(&error.to_string());
        ApiError::new(ErrorCode::Internal, "Something went wrong on our side.")
    })
}
