//! The refresh token of a page: in a cookie that no script can read, instead of in bodies.
//!
//! A cookie is read and set only for requests with the header `Tollgate-Session: cookie`. A browser sends such a header from another
//! origin only after a preflight has allowed it, and CORS allows it to none: no foreign page can act with the cookie.

use api::error::{ApiError, ErrorCode, FieldError};
use http::HeaderMap;
use http::header::COOKIE;
use vault::RefreshToken;

use crate::http::principal;

/// The name of the cookie.
const NAME: &str = "tollgate_refresh";
/// What it has besides its value (RFC 6265, section 5.2; `SameSite` from draft-ietf-httpbis-rfc6265bis): it is sent only to these paths,
/// over encrypted connections, from pages of the same site, and is hidden from scripts.
const ATTRIBUTES: &str = "Path=/api/admin-users; HttpOnly; Secure; SameSite=Strict";

/// A header of an answer.
type Header = (&'static str, String);

/// Who keeps the refresh token of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeper {
    /// The client, which gets it in answers and sends it in bodies.
    Client,
    /// The browser, in a cookie.
    Browser,
}

impl Keeper {
    /// Whom the request's `Tollgate-Session` names.
    ///
    /// # Errors
    /// 422 for another value than `cookie`.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let Some(value) = headers.get("tollgate-session") else { return Ok(Self::Client) };
        if value == "cookie" {
            return Ok(Self::Browser);
        }
        let location = vec!["header".to_owned(), "Tollgate-Session".to_owned()];
        let message = "Must be `cookie`".to_owned();
        Err(ApiError::validation(vec![FieldError { location, message, kind: "value_error" }]))
    }
}

/// The token in the request's cookie. Only a request for which the [`Keeper`] is the browser may be asked for it.
///
/// # Errors
/// 401 without a cookie; also for several, of which a page of a neighbouring host may have set one, and for one that has not the form
/// of a refresh token: neither gets as far as the database.
pub(super) fn token(headers: &HeaderMap) -> Result<RefreshToken, ApiError> {
    let cookies =
        headers.get_all(COOKIE).iter().flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
    let mut values = cookies.filter_map(|cookie| {
        let name_and_rest = cookie.trim_ascii_start().strip_prefix(NAME.as_bytes())?;
        name_and_rest.strip_prefix(b"=").map(<[u8]>::trim_ascii_end)
    });
    let Some(value) = values.next() else {
        let detail = "There is no session: sign in with `Tollgate-Session: cookie`.";
        return Err(ApiError::new(ErrorCode::MissingCredentials, detail));
    };
    let token = std::str::from_utf8(value).ok().and_then(RefreshToken::parse);
    token.filter(|_| values.next().is_none()).ok_or_else(principal::invalid_token)
}

/// Has the browser keep a token for so many seconds.
pub(super) fn keep(token: &RefreshToken, seconds: u64) -> Header {
    ("set-cookie", format!("{NAME}={}; {ATTRIBUTES}; Max-Age={seconds}", token.expose()))
}

/// Has the browser forget the token.
pub(super) fn forget() -> Header {
    ("set-cookie", format!("{NAME}=; {ATTRIBUTES}; Max-Age=0"))
}

/// The refusal of what a cookie was to prove. If its token is no longer good, the browser forgets it.
pub(super) fn refused(error: ApiError) -> ApiError {
    if error.code == ErrorCode::InvalidToken { error.with_headers(vec![forget()]) } else { error }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    fn good() -> RefreshToken {
        RefreshToken::generate([0xfb; 32])
    }

    fn code(cookies: &[&str]) -> ErrorCode {
        token(&headers("cookie", cookies)).unwrap_err().code
    }

    #[test]
    fn only_a_request_that_says_so_has_its_token_kept_by_the_browser() {
        let keeper = |values: &[&str]| Keeper::of(&headers("tollgate-session", values));
        assert_eq!(keeper(&[]).unwrap(), Keeper::Client);
        assert_eq!(keeper(&["cookie"]).unwrap(), Keeper::Browser);
        for other in ["", "Cookie", "cookie, cookie", "body", "ü"] {
            assert_eq!(keeper(&[other]).unwrap_err().code, ErrorCode::ValidationError, "{other}");
        }
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let own = format!("tollgate_refresh={}", good().expose());
        for cookies in [
            vec![own.clone()],
            vec![format!("theme=dark; {own}; tollgate_refreshed=1")],
            vec![format!("name=Zoë;{own} ")],
            vec!["not_tollgate_refresh=x; tollgate_refresh".to_owned(), own.clone()],
        ] {
            let cookies: Vec<&str> = cookies.iter().map(String::as_str).collect();
            assert_eq!(token(&headers("cookie", &cookies)).unwrap(), good(), "{cookies:?}");
        }
    }

    #[test]
    fn a_cookie_that_is_missing_is_told_from_one_that_is_no_good() {
        assert_eq!(code(&[]), ErrorCode::MissingCredentials);
        assert_eq!(code(&["theme=dark; Tollgate_Refresh=x"]), ErrorCode::MissingCredentials);
        let good = good();
        let long = format!("tollgate_refresh=rt-{}", "A".repeat(100_000));
        let quoted = format!("tollgate_refresh=\"{}\"", good.expose());
        for bad in ["tollgate_refresh=", "tollgate_refresh=rt-", "tollgate_refresh=Zoë", &long, &quoted] {
            assert_eq!(code(&[bad]), ErrorCode::InvalidToken, "{bad:.60}");
        }
        // A neighbour's cookie beside the own one: which of them is the own one cannot be told.
        let own = format!("tollgate_refresh={}", good.expose());
        assert_eq!(code(&[&format!("{own}; {own}")]), ErrorCode::InvalidToken);
        assert_eq!(code(&[&own, "tollgate_refresh=x"]), ErrorCode::InvalidToken);
    }

    #[test]
    fn a_kept_token_is_found_again_and_hidden_from_scripts_and_other_sites() {
        let (name, kept) = keep(&good(), 1_209_600);
        assert_eq!(name, "set-cookie");
        let (cookie, attributes) = kept.split_once("; ").unwrap();
        assert_eq!(attributes, "Path=/api/admin-users; HttpOnly; Secure; SameSite=Strict; Max-Age=1209600");
        assert_eq!(token(&headers("cookie", &[cookie])).unwrap(), good());
    }

    #[test]
    fn a_token_that_is_no_longer_good_is_forgotten_and_others_are_kept() {
        let forgotten = refused(principal::invalid_token()).headers;
        assert_eq!(forgotten, [forget()]);
        // Browsers forget a cookie only by the path that it was set with.
        assert_eq!(
            forgotten[0].1,
            "tollgate_refresh=; Path=/api/admin-users; HttpOnly; Secure; SameSite=Strict; Max-Age=0"
        );
        let unavailable = ApiError::new(ErrorCode::DatabaseUnavailable, "The database cannot be reached.");
        assert!(refused(unavailable).headers.is_empty());
    }
}
