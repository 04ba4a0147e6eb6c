//! Setting up, signing in, and going on with a session.

use api::error::{ApiError, FieldError};
use api::sign_in::{Credentials, FirstOperator, Login, Refresh, TokenType};
use platform::{Platform, Response};
use serde_json::Value;
use store::{NewSession, OpenSession, OwnerToCreate};
use vault::{ACCESS_TOKEN_SECONDS, AccessClaims, PasswordCheck, RefreshToken, TokenSecret};

use super::password;
use super::session_cookie::{self, Keeper};
use crate::http::incoming::Incoming;
use crate::http::{client_address, outgoing, principal, refusals};

pub(super) async fn setup_status<P: Platform>(platform: &P) -> Result<Value, ApiError> {
    let status = store::setup_status(platform.database()).await;
    refusals::granted(platform, status)
}

/// The admin key is the setup secret, because only the person who deploys has it.
pub(super) async fn set_up<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let keeper = Keeper::of(incoming.headers())?;
    let signer = principal::token_secret(platform).await?;
    let operator: FirstOperator = incoming.body()?;
    let password_hash = password::hash_for(platform, &principal, operator.password.expose()).await?;
    let owner = OwnerToCreate { operator: &operator, password_hash };
    let refresh_token = RefreshToken::generate(platform.random_bytes());
    let session = new_session::<P>(incoming, &refresh_token);
    let opened = store::setup_owner(platform.database(), &principal, &owner, &session).await;
    let opened = opened.map_err(|error| refusals::store_error(platform, error))?;
    Ok(signed_in(platform, &signer, keeper, &refresh_token, opened))
}

/// Two statements: what they do, and why, is in [`store::begin_login`] and [`store::finish_login`].
pub(super) async fn login<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let keeper = Keeper::of(incoming.headers())?;
    let signer = principal::token_secret(platform).await?;
    let Credentials { email, password } = incoming.body()?;
    let client = client_address::of::<P>(incoming.headers());
    let account = store::begin_login(platform.database(), email.trim(), &client).await;
    let account = account.map_err(|error| refusals::store_error(platform, error))?;
    let known_hash = account.as_ref().map(|account| account.password_hash.as_str());
    let new_hash = match vault::check_password(password.expose(), known_hash) {
        PasswordCheck::Wrong => return Err(principal::invalid_login()),
        PasswordCheck::Right => None,
        PasswordCheck::RightButOutdated => Some(password::hash(platform, password.expose())?),
    };
    let account = account.ok_or_else(principal::invalid_login)?;
    let refresh_token = RefreshToken::generate(platform.random_bytes());
    let session = new_session::<P>(incoming, &refresh_token);
    let opened =
        store::finish_login(platform.database(), &account, new_hash.as_deref(), &client, &session).await;
    let opened = opened.map_err(|error| refusals::store_error(platform, error))?;
    Ok(signed_in(platform, &signer, keeper, &refresh_token, opened))
}

pub(super) async fn refresh<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let keeper = Keeper::of(incoming.headers())?;
    let signer = principal::token_secret(platform).await?;
    let Refresh { refresh_token } = incoming.body_if_any()?;
    match (refresh_token, keeper) {
        (Some(token), _) => {
            refresh_with(platform, incoming, &signer, keeper, vault::hash_refresh_token(token.expose())).await
        }
        (None, Keeper::Client) => {
            let message = "Field required without `Tollgate-Session: cookie`";
            Err(ApiError::validation(vec![FieldError::body("refresh_token", "missing", message)]))
        }
        (None, Keeper::Browser) => {
            let token = session_cookie::token(incoming.headers()).map_err(session_cookie::refused)?;
            let refreshed = refresh_with(platform, incoming, &signer, keeper, token.hash()).await;
            refreshed.map_err(session_cookie::refused)
        }
    }
}

async fn refresh_with<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    signer: &TokenSecret,
    keeper: Keeper,
    token_hash: [u8; 32],
) -> Result<Response, ApiError> {
    let refresh_token = RefreshToken::generate(platform.random_bytes());
    let address = client_address::of::<P>(incoming.headers()).ip_address;
    let new_hash = refresh_token.hash();
    let opened =
        store::refresh_session(platform.database(), &token_hash, &new_hash, address.as_deref()).await;
    let opened = opened.map_err(|error| refusals::store_error(platform, error))?;
    Ok(signed_in(platform, signer, keeper, &refresh_token, opened))
}

fn new_session<P: Platform>(incoming: &Incoming, refresh_token: &RefreshToken) -> NewSession {
    NewSession {
        refresh_token_hash: vault::hex(&refresh_token.hash()),
        ip_address: client_address::of::<P>(incoming.headers()).ip_address,
        user_agent: client_address::user_agent(incoming.headers()),
    }
}

fn signed_in<P: Platform>(
    platform: &P,
    signer: &TokenSecret,
    keeper: Keeper,
    refresh_token: &RefreshToken,
    opened: OpenSession,
) -> Response {
    let OpenSession { session_id, refresh_expires_at, user } = opened;
    let now = platform.unix_time_ms() / 1000;
    let access_token = signer.issue(&AccessClaims {
        user_id: user.user_id,
        email: user.email.as_str().to_owned(),
        role: user.role,
        sid: session_id,
        iat: now,
        exp: now + ACCESS_TOKEN_SECONDS,
    });
    let (in_body, cookie) = match keeper {
        Keeper::Client => (Some(refresh_token.expose().to_owned()), None),
        Keeper::Browser => {
            let seconds = (refresh_expires_at.unix_ms / 1000).saturating_sub(now);
            (None, Some(session_cookie::keep(refresh_token, seconds)))
        }
    };
    let mut response = outgoing::ok(&Login {
        access_token: access_token.expose().to_owned(),
        token_type: TokenType::Bearer,
        expires_in: ACCESS_TOKEN_SECONDS,
        refresh_token: in_body,
        refresh_expires_at,
        session_id,
        user,
    });
    outgoing::add_headers(response.headers_mut(), cookie.as_slice());
    response
}
