//! Sealing of provider keys and webhook secrets, hashing of virtual keys and passwords, signatures, and the tokens of
//! operators. No I/O, no clock and no
//! randomness of its own: nonces, salts, random bytes and the time come from the caller.

mod access_token;
mod fernet;
mod keyring;
mod password;
mod refresh_token;
mod secret;
mod virtual_key;
mod webhook_secret;

pub use api::secret::Secret;

pub use access_token::{ACCESS_TOKEN_SECONDS, AccessClaims, InvalidAccessToken, TokenSecret, TooShort};
pub use fernet::{FernetKey, NotOpened};
pub use keyring::{AssociatedData, InvalidKeyring, Keyring, OpenError, SealContext, TooLong};
pub use password::{CannotHash, PasswordCheck, check_password, hash_password};
pub use refresh_token::{RefreshToken, SESSION_SECONDS, hash_refresh_token};
pub use secret::is_secret;
pub use virtual_key::{VirtualKey, bearer_key, fingerprint, hash_virtual_key, hex, hint, key_hint};
pub use webhook_secret::{NoWebhookSecret, WebhookPart, WebhookSealContext, WebhookSecret};
