//! Where webhooks may go: public https addresses, and what a deployment for development names besides.

use api::webhooks::WebhookUrl;
use http::Uri;
use platform::{Platform, Setting};

use crate::secrets::provider_address;

/// What is allowed in this deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedAddresses {
    private_origins: Vec<String>,
}

impl AllowedAddresses {
    /// Reads the setting.
    pub async fn load<P: Platform>(platform: &P) -> Self {
        let origins = platform.setting(Setting::WebhookPrivateOrigins).await;
        Self::with(origins.as_deref().map_or("", String::as_str))
    }

    /// Public addresses, and these origins.
    fn with(origins: &str) -> Self {
        let origins = origins.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        Self { private_origins: origins.map(|origin| origin.trim_end_matches('/').to_owned()).collect() }
    }

    /// Whether something may be sent to this URL. Not with a user or a fragment in it, which people read as something else
    /// than it is.
    ///
    /// Names are not looked up here: a public name that resolves to a private address is for the runtime's own network
    /// rules. Workers reach no private network; on Spin, see the documentation on deploying.
    #[must_use]
    pub fn allow(&self, url: &str) -> bool {
        if url.chars().count() > WebhookUrl::MAX_LENGTH || url.contains(['@', '#', '\\']) || !url.is_ascii() {
            return false;
        }
        let Ok(uri) = url.parse::<Uri>() else { return false };
        provider_address::is_allowed(&uri, false) || self.is_named(&uri)
    }

    fn is_named(&self, uri: &Uri) -> bool {
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return false;
        };
        let origin = format!("{scheme}://{authority}");
        self.private_origins.iter().any(|named| named == "*" || *named == origin)
    }
}

/// The origin of an address, with its port: what a webhook's `Authorization` is sealed for. None for what is no address.
#[must_use]
pub fn origin(url: &str) -> Option<String> {
    let uri = url.parse::<Uri>().ok()?;
    let scheme = uri.scheme_str()?;
    let port = uri.port_u16().or(match scheme {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })?;
    Some(format!("{scheme}://{}:{port}", uri.host()?.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_have_one_origin_where_only_the_path_or_the_spelling_differs() {
        let of = |url| origin(url).unwrap();
        assert_eq!(of("https://Hooks.Example.com/a?b"), of("HTTPS://hooks.example.com:443"));
        assert_eq!(of("http://hooks.example.com/"), "http://hooks.example.com:80");
        for other in ["http://hooks.example.com", "https://hooks.example.com:8443", "https://example.com"] {
            assert_ne!(of(other), of("https://hooks.example.com"), "{other}");
        }
        assert_eq!(origin("hooks.example.com"), None);
    }

    #[test]
    fn webhooks_go_to_public_https_addresses() {
        let allowed = AllowedAddresses::default();
        for url in [
            "https://hooks.example.com/tollgate?token=abc",
            "https://hooks.example.com:8443",
            "https://8.8.8.8/x",
            "https://[2606:4700::1111]/x",
        ] {
            assert!(allowed.allow(url), "{url}");
        }
        for url in [
            "",
            "hooks.example.com",
            "http://hooks.example.com",
            "ftp://hooks.example.com",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://localhost/x",
            "https://localhost./x",
            "https://app.localhost",
            "https://printer.local",
            "https://self.alt/api",
            "https://jobs.spin.alt/",
            "https://metadata.google.internal/computeMetadata",
            "https://db",
            "https://127.0.0.1",
            "https://127.1",
            "https://2130706433",
            "https://0x7f000001",
            "https://0177.0.0.1",
            "https://127%2e0.0.1",
            "https://10.0.0.1",
            "https://172.31.255.255",
            "https://192.168.0.1",
            "https://169.254.169.254/latest/meta-data",
            "https://100.100.100.200",
            "https://0.0.0.0",
            "https://255.255.255.255",
            "https://[::1]",
            "https://[::]",
            "https://[::ffff:10.0.0.1]",
            "https://[64:ff9b::10.0.0.1]",
            "https://[fc00::1]",
            "https://[fe80::1]",
            "https://user:secret@hooks.example.com",
            "https://hooks.example.com@127.0.0.1",
            "https://hooks.example.com\\@127.0.0.1",
            "https://hooks.example.com#@127.0.0.1",
            "https://\u{ff11}27.0.0.1",
            " https://hooks.example.com",
            "https://hooks.example.com/a b",
        ] {
            assert!(!allowed.allow(url), "{url}");
        }
    }

    #[test]
    fn a_deployment_for_development_names_more() {
        let allowed = AllowedAddresses::with("http://127.0.0.1:9000, https://hooks.internal/");
        assert!(allowed.allow("http://127.0.0.1:9000/a?b=c") && allowed.allow("https://hooks.internal/x"));
        assert!(!allowed.allow("http://127.0.0.1:9001/") && !allowed.allow("https://127.0.0.1:9000/"));
        assert!(!allowed.allow("http://a@127.0.0.1:9000/"));
        assert!(AllowedAddresses::with("*").allow("http://10.0.0.1/"));
        assert!(!AllowedAddresses::with("*").allow("ftp://10.0.0.1/"));
    }

    proptest! {
        #[test]
        fn no_number_of_a_private_network_is_allowed_however_it_is_written(
            network in prop::sample::select(vec![(10_u32 << 24, 24), (0x7f00_0000, 24), (0xa9fe_0000, 16), (0xc0a8_0000, 16), (0xac10_0000, 20)]),
            host in any::<u32>(),
            port in prop::option::of(1_u16..),
        ) {
            let (base, bits) = network;
            let number = base | (host & ((1 << bits) - 1));
            let address = std::net::Ipv4Addr::from(number);
            let [a, b, c, d] = address.octets();
            let port = port.map_or(String::new(), |port| format!(":{port}"));
            for written in [
                address.to_string(), number.to_string(), format!("{number:#x}"), format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
                format!("{a}.{}", number & 0x00ff_ffff), format!("{a:#o}.{b}.{c}.{d}").replace("0o", "0"),
                format!("[::ffff:{address}]"), format!("[64:ff9b::{address}]"),
            ] {
                let url = format!("https://{written}{port}/x");
                prop_assert!(!AllowedAddresses::default().allow(&url), "{}", url);
            }
        }
    }
}
