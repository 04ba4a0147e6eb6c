//! Sealing of provider keys and hashing of virtual keys. No I/O, no randomness of its own: nonces and random bytes
//! come from the caller.

mod keyring;
mod secret;
mod virtual_key;

pub use keyring::{InvalidKeyring, Keyring, OpenError, SealContext, TooLong};
pub use secret::Secret;
pub use virtual_key::{VirtualKey, bearer_key, fingerprint, hash_virtual_key, hex, key_hint};
