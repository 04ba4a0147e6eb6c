//! The principal of a request of the operators' API: reading the proof that its route requires.

use api::error::{ApiError, ErrorCode};
use api::ids::SessionId;
use api::role::Role;
use api::routes::Auth;
use http::HeaderMap;
use platform::{Platform, Setting};
use store::{ClientAddress, Principal, Proof};
use vault::TokenSecret;

use crate::http::admin_key::{self, AdminKey};
use crate::http::{client_address, refusals};

/// The answer to a wrong admin key or access token, whatever is wrong with it.
#[must_use]
pub fn invalid_token() -> ApiError {
    ApiError::new(ErrorCode::InvalidToken, "The admin key or access token is wrong, expired or revoked.")
}

/// The answer to every login that fails: an unknown operator and a wrong password get the same.
#[must_use]
pub fn invalid_login() -> ApiError {
    ApiError::new(ErrorCode::InvalidLogin, "There is no such operator, or this is not the password.")
}

/// The principal of scheduled work. It may do what the admin key may.
#[must_use]
pub const fn scheduler() -> Principal {
    Principal {
        proof: Proof::AdminKey,
        least_role: Role::Admin,
        client: ClientAddress { ip_address: None, network: None },
        unchanged_since: None,
    }
}

/// Reads the proof that a route of this kind asks for. Whether a key or session is still good is left to the
/// statement that does the work.
///
/// # Errors
/// 401 without a proof, or with one that is wrong without asking the database; 429 where too many wrong admin keys came from the
/// same place; 500 `misconfigured` for an admin key that is right and weak.
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
    let header = text("x-admin-key");
    let is_claimed = admin_key && (header, bearer) != (None, None);
    let admin_key = if is_claimed { AdminKey::load(platform).await } else { AdminKey::NotSet };
    let client = client_address::of::<P>(headers);
    let proof = match (header, bearer) {
        claims if admin_key.is_among(platform, &[claims.0, claims.1])? => Proof::AdminKey,
        _ if admin_key.is_guessed_at(header, bearer) => {
            return Err(admin_key::refuse_guess(platform, &client).await);
        }
        (_, Some(claim)) if claim.starts_with("sk-") && team => {
            Proof::VirtualKey { key_hash: vault::hex(&vault::hash_virtual_key(claim)) }
        }
        (_, Some(claim)) => Proof::Session { session_id: session_of(platform, claim).await? },
        (Some(_), None) => return Err(invalid_token()),
        (None, None) => return Err(missing_credentials()),
    };
    Ok(Principal { proof, least_role, client, unchanged_since: None })
}

/// Asks the database whether the principal may do what its route requires an operator for: before work that is expensive.
///
/// # Errors
/// Those of an operator's request that is refused.
pub async fn ensure_operator<P: Platform>(platform: &P, principal: &Principal) -> Result<(), ApiError> {
    store::check_operator(platform.database(), principal)
        .await
        .map_err(|error| refusals::store_error(platform, error))
}

/// The session that an access token was issued for, if it is genuine and has not expired.
async fn session_of<P: Platform>(platform: &P, token: &str) -> Result<SessionId, ApiError> {
    // A deployment without the secret has issued no tokens.
    let secret = token_secret(platform).await.map_err(|_| invalid_token())?;
    let claims = secret.verify(token, platform.unix_time_ms() / 1000).map_err(|_| invalid_token())?;
    Ok(claims.sid)
}

/// What access tokens are signed with.
///
/// # Errors
/// 500 `misconfigured` where it is not set, or too short.
pub(crate) async fn token_secret<P: Platform>(platform: &P) -> Result<TokenSecret, ApiError> {
    let name = Setting::TokenSecret.name();
    let secret = match platform.setting(Setting::TokenSecret).await {
        None => Err(format!("The secret {name} is not set.")),
        Some(text) => {
            TokenSecret::new(&text).map_err(|error| format!("The secret {name} is no good: {error}."))
        }
    };
    secret.map_err(|fault| {
        let detail = format!(
            "{fault} Operators cannot sign in without it. Make one with `openssl rand -base64 48` and set it {}.",
            P::how_to_set(Setting::TokenSecret)
        );
        platform.log(&detail);
        ApiError::new(ErrorCode::Misconfigured, detail)
    })
}

fn missing_credentials() -> ApiError {
    ApiError::new(
        ErrorCode::MissingCredentials,
        "Sign in and send `Authorization: Bearer <access token>`, or the admin key as `X-Admin-Key`.",
    )
}
