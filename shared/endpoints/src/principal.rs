//! Who asks for something that operators may do: the proof that a request carries, as its route asks for it.

use api::error::{ApiError, ErrorCode};
use api::routes::Auth;
use http::HeaderMap;
use platform::{Platform, Setting};
use store::{Principal, Proof};
use vault::Secret;

/// The least length of an admin key, in characters: what nobody can guess.
const ADMIN_KEY_MIN_LENGTH: usize = 32;

/// The answer to a wrong admin key or access token, whatever is wrong with it.
#[must_use]
pub fn invalid_token() -> ApiError {
    ApiError::new(ErrorCode::InvalidToken, "The admin key or access token is wrong, expired or revoked.")
}

/// Reads the proof that a route of this kind asks for. Whether a key or session is still good is left to the
/// statement that does the work.
///
/// # Errors
/// 401 without a proof, or with one that is wrong without asking the database.
pub(crate) async fn principal<P: Platform>(
    platform: &P,
    auth: Auth,
    headers: &HeaderMap,
) -> Result<Principal, ApiError> {
    let (least_role, team, admin_key) = match auth {
        Auth::Operator(role) => (role, false, true),
        Auth::SignedIn(role) => (role, false, false),
        Auth::TeamOrOperator(role) => (role, true, true),
        Auth::Open | Auth::Team => return Err(missing_credentials()),
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = text("authorization").and_then(vault::bearer_key);
    let claims = (text("x-admin-key"), bearer);
    let admin_key = if admin_key && claims != (None, None) { admin_key_of(platform).await } else { None };
    let is_admin_key = |claim: &str| admin_key.as_ref().is_some_and(|key| key.is(claim));
    let proof = match claims {
        (Some(claim), _) if is_admin_key(claim) => Proof::AdminKey,
        (_, Some(claim)) if is_admin_key(claim) => Proof::AdminKey,
        (_, Some(claim)) if team && claim.starts_with("sk-") => {
            Proof::VirtualKey { key_hash: vault::hex(&vault::hash_virtual_key(claim)) }
        }
        (None, None) => return Err(missing_credentials()),
        _ => return Err(invalid_token()),
    };
    let ip_address = text(P::CLIENT_ADDRESS_HEADER).map(|address| address.chars().take(45).collect());
    Ok(Principal { proof, least_role, ip_address })
}

fn missing_credentials() -> ApiError {
    ApiError::new(
        ErrorCode::MissingCredentials,
        "Sign in and send `Authorization: Bearer <access token>`, or the admin key as `X-Admin-Key`.",
    )
}

/// The deployment's admin key. One that is too short is none: it would be guessed.
async fn admin_key_of<P: Platform>(platform: &P) -> Option<Secret> {
    let key = Secret::new(platform.setting(Setting::AdminKey).await?.to_string());
    if key.expose().chars().count() < ADMIN_KEY_MIN_LENGTH {
        platform.log(&format!(
            "{} is shorter than {ADMIN_KEY_MIN_LENGTH} characters and is not used.",
            Setting::AdminKey.name()
        ));
        return None;
    }
    Some(key)
}
