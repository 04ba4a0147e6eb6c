//! Every endpoint reads any body and any query without a panic, and answers with a few kilobytes, whatever it was sent.
//!
//! The first byte of the input chooses the route, the second what the rest is: a body, or a query.

#![no_main]

use api::routes::ROUTES;
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

/// What an answer to a request that was refused may have: a hundred faults with their places.
const MOST_ANSWERED: usize = 64 * 1024;

fuzz_target!(|input: &[u8]| {
    let [route, kind, rest @ ..] = input else { return };
    let route = &ROUTES[usize::from(*route) % ROUTES.len()];
    let path = route.path.replace("{", "").replace("}", "").replace("_id", "");
    let (path, body) = match kind % 2 {
        0 => (path, Bytes::copy_from_slice(rest)),
        _ => (format!("{path}?{}", query(rest)), Bytes::from_static(b"{}")),
    };
    let Ok(path) = path.parse() else { return };
    let outcome = no_database::send_bytes(route, path, body);
    assert!(outcome.body.len() <= MOST_ANSWERED, "{} bytes are answered", outcome.body.len());
    assert_ne!(outcome.code, "internal", "{}: {}", route.path, outcome.body);
    let accepted = outcome.is_accepted() || outcome.status == 200;
    assert!(accepted || (400..500).contains(&outcome.status), "{} {}", outcome.status, outcome.body);
});

/// Any bytes as a query: those that no URL can have are escaped.
fn query(bytes: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"=&%+-_.~:".contains(&byte);
    bytes.iter().map(|&byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") }).collect()
}
