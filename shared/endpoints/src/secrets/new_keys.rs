//! New virtual keys: made here, shown once in an answer, kept only as a hash.

use api::ids::VirtualKeyId;
use api::keys::KeyTerms;
use platform::Platform;
use store::NewKey;
use vault::VirtualKey;

use crate::secrets::new_ids;

/// A new key, and what the database keeps of it.
pub fn generate<P: Platform>(platform: &P, terms: KeyTerms) -> (VirtualKey, NewKey) {
    let key = VirtualKey::generate(platform.random_bytes());
    let kept = NewKey {
        key_id: VirtualKeyId(new_ids::uuid(platform)),
        key_hash: vault::hex(&vault::hash_virtual_key(key.expose())),
        key_hint: vault::key_hint(key.expose()),
        terms,
    };
    (key, kept)
}
