//! Where provider keys may be sent: public https addresses, unless the deployment is one for development.

use http::Uri;

use crate::secrets::public_network;

/// Whether a key may be sent to this address. Names are not looked up: see [`public_network`].
#[must_use]
pub fn is_allowed(uri: &Uri, allow_private: bool) -> bool {
    let Some(host) = uri.host() else { return false };
    if allow_private {
        return matches!(uri.scheme_str(), Some("https" | "http"));
    }
    uri.scheme_str() == Some("https") && public_network::is_public(host)
}

/// The same for the `api_base` of a credential, where none is the provider's own address. One that has a user, a password
/// or a query is not allowed: it may hold a secret, and people see it.
#[must_use]
pub fn is_allowed_base(api_base: Option<&str>, allow_private: bool) -> bool {
    let Some(base) = api_base else { return true };
    !base.contains(['@', '?', '#']) && base.parse().is_ok_and(|uri| is_allowed(&uri, allow_private))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(address: &str) -> bool {
        is_allowed(&address.parse().unwrap(), false)
    }

    #[test]
    fn public_https_addresses_are_allowed() {
        assert!(allowed("https://api.openai.com/v1"));
        assert!(allowed("https://8.8.8.8/v1"));
        assert!(allowed("https://[2606:4700::1111]/v1"));
        assert!(allowed("https://[64:ff9b::8.8.8.8]/v1"));
    }

    #[test]
    fn plain_http_and_private_addresses_are_refused() {
        for address in [
            "http://api.openai.com/v1",
            "https://localhost/v1",
            "https://127.0.0.1:8443",
            "https://10.1.2.3",
            "https://172.16.0.1",
            "https://192.168.1.1",
            "https://169.254.169.254/latest",
            "https://100.64.0.1",
            "https://0x7f000001",
            "https://127.1",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[64:ff9b::127.0.0.1]/",
            "https://[64:ff9b:1::8.8.8.8]/",
            "https://[2002:7f00:1::]/",
            "https://[2001:db8::1]/",
            "https://192.0.0.1",
            "https://metadata.internal",
            "https://self.alt",
            "https://db",
        ] {
            assert!(!allowed(address), "{address}");
        }
    }

    #[test]
    fn an_api_base_is_such_an_address_without_a_secret_in_it() {
        assert!(is_allowed_base(None, false));
        assert!(is_allowed_base(Some("https://gateway.example.com/openai/v1"), false));
        for base in [
            "",
            "gateway.example.com",
            "https://user:secret@gateway.example.com",
            "https://gateway.example.com/v1?key=secret",
            "https://gateway.example.com/v1#x",
            "https://10.0.0.1/v1",
            "ftp://gateway.example.com",
        ] {
            assert!(!is_allowed_base(Some(base), false), "{base}");
        }
        assert!(is_allowed_base(Some("http://127.0.0.1:9000/v1"), true));
    }

    #[test]
    fn a_development_deployment_may_use_any_address() {
        assert!(is_allowed(&"http://127.0.0.1:9000/v1".parse().unwrap(), true));
        assert!(!is_allowed(&"/v1".parse().unwrap(), true));
    }
}
