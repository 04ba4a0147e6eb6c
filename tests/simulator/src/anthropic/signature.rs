//! Signatures of thinking: a block comes back as it was sent, or it is refused.
//!
//! Source: Anthropic "Extended thinking: preserving thinking blocks". The simulator's signature holds the answer's id and a hash of
//! id and text, so that it knows its own blocks again without remembering them.

use crate::record::sha256_hex;

/// How the simulator's signatures begin.
const PREFIX: &str = "sim";
/// Digits of the answer's id in a signature, and of the hash.
pub(super) const DIGITS: usize = 20;
/// What an encrypted thought is signed as, whatever was thought.
const REDACTED: &str = "redacted";

/// The signature of a thought in an answer. Its length is one that base64 has.
pub(super) fn sign(answer_id: &str, thinking: &str) -> String {
    let hash = sha256_hex(format!("{answer_id}\n{thinking}").as_bytes());
    format!("{PREFIX}{answer_id}{}=", &hash[..DIGITS])
}

/// What an encrypted thought is sent as.
pub(super) fn encrypted(answer_id: &str) -> String {
    sign(answer_id, REDACTED)
}

/// Whether a thought has come back with the signature that it was sent with.
pub(super) fn is_signed(thinking: &str, signature: &str) -> bool {
    let id = signature.strip_prefix(PREFIX).and_then(|rest| rest.get(..DIGITS));
    id.is_some_and(|id| sign(id, thinking) == signature)
}

/// Whether an encrypted thought is one that was sent.
pub(super) fn is_encrypted(data: &str) -> bool {
    is_signed(REDACTED, data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thought_is_known_by_its_signature_and_only_as_it_was() {
        let signature = sign("0123456789abcdef0123", "I think");
        assert_eq!(signature.len() % 4, 0);
        assert!(is_signed("I think", &signature));
        for (thinking, signature) in [
            ("I thought", signature.as_str()),
            ("I think", "sim="),
            ("I think", ""),
            ("I think", &signature.replace("0123", "1123")),
        ] {
            assert!(!is_signed(thinking, signature), "{thinking} {signature}");
        }
        assert!(is_encrypted(&encrypted("0123456789abcdef0123")) && !is_encrypted(&signature));
    }
}
