//! Operators' passwords: Argon2id (RFC 9106), kept as PHC strings.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

/// 19 MiB, two passes, one lane: the least that OWASP's Password Storage Cheat Sheet asks of Argon2id. More memory would tell
/// on a Worker, whose 128 MB all requests of an isolate share. A hash takes about 20 ms of CPU time there (release build,
/// workerd 2026-11); a paid plan allows 30 s, the free one 10 ms.
const PARAMS: Params = match Params::new(19 * 1024, 2, 1, None) {
    Ok(params) => params,
    Err(_) => Params::DEFAULT,
};

/// A password could not be hashed: the memory for it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct CannotHash;

/// Whether a claimed password is the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCheck {
    /// It is not, or there is no account to have one.
    Wrong,
    /// It is.
    Right,
    /// It is right, and should be hashed again: its hash is of an older kind or cost.
    RightButOutdated,
}

/// Hashes a new password. The salt must be fresh random bytes.
///
/// # Errors
/// When there is no memory for it.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<String, CannotHash> {
    let hash: PasswordHash =
        argon2id().hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| CannotHash)?;
    Ok(hash.to_string())
}

/// Compares a claimed password with the hash of an account. Without an account the same work is done, so that the time
/// it takes does not tell who has one. (It does for an account imported with a bcrypt hash, until its next login.)
#[must_use]
pub fn check_password(claim: &str, hash: Option<&str>) -> PasswordCheck {
    let Some(hash) = hash else {
        // The result is not used, but it must be computed, so that it takes the same time.
        let _ = std::hint::black_box(hash_password(claim, [0; 16]));
        return PasswordCheck::Wrong;
    };
    if hash.starts_with("$2") {
        // Where these come from, only the first 72 bytes of a password count.
        return match bcrypt::verify(claim, hash) {
            Ok(true) => PasswordCheck::RightButOutdated,
            Ok(false) | Err(_) => PasswordCheck::Wrong,
        };
    }
    let Ok(parsed) = PasswordHash::new(hash) else { return PasswordCheck::Wrong };
    // The cost is read from the hash.
    if argon2id().verify_password(claim.as_bytes(), &parsed).is_err() {
        PasswordCheck::Wrong
    } else if is_current(&parsed) {
        PasswordCheck::Right
    } else {
        PasswordCheck::RightButOutdated
    }
}

fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS)
}

fn is_current(hash: &PasswordHash) -> bool {
    hash.algorithm == Algorithm::Argon2id.ident()
        && Params::try_from(hash).is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                == (PARAMS.m_cost(), PARAMS.t_cost(), PARAMS.p_cost())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_that_was_hashed_is_the_right_one() {
        let hash = hash_password("correct horse", [7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(check_password("correct horse", Some(&hash)), PasswordCheck::Right);
        assert_eq!(check_password("correct hors", Some(&hash)), PasswordCheck::Wrong);
        assert_eq!(check_password("", Some(&hash)), PasswordCheck::Wrong);
        assert_eq!(check_password("correct horse", None), PasswordCheck::Wrong);
    }

    /// Made with the reference implementation: `printf password | argon2 somesalt -id -t 2 -m 16 -p 1`, test.c of
    /// github.com/P-H-C/phc-winner-argon2.
    #[test]
    fn a_hash_of_another_cost_is_right_but_outdated() {
        let hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert_eq!(check_password("password", Some(hash)), PasswordCheck::RightButOutdated);
        assert_eq!(check_password("passwort", Some(hash)), PasswordCheck::Wrong);
    }

    /// From the test vectors of Openwall's crypt_blowfish (wrapper.c), and the same under the prefix that Python's
    /// bcrypt writes.
    #[test]
    fn a_bcrypt_hash_of_elsewhere_is_right_but_outdated() {
        for prefix in ["$2a$", "$2b$"] {
            let hash = format!("{prefix}05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
            assert_eq!(check_password("U*U", Some(&hash)), PasswordCheck::RightButOutdated);
            assert_eq!(check_password("U*V", Some(&hash)), PasswordCheck::Wrong);
        }
    }

    #[test]
    fn a_malformed_hash_matches_no_password() {
        for hash in ["", "$2b$", "$argon2id$", "plain", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA"] {
            assert_eq!(check_password("plain", Some(hash)), PasswordCheck::Wrong);
        }
    }
}
