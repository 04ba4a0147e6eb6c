//! Where provider keys may be sent, and what is a public address: https, unless the deployment is one for development.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

/// Whether a key may be sent to this address.
///
/// Names are not looked up here: a public name that resolves to a private address is for the runtime's own network
/// rules (Workers reach no private network, nor does Spin where its runtime configuration blocks them).
#[must_use]
pub fn is_allowed(uri: &Uri, allow_private: bool) -> bool {
    let Some(host) = uri.host() else { return false };
    if allow_private {
        return matches!(uri.scheme_str(), Some("https" | "http"));
    }
    uri.scheme_str() == Some("https") && !is_private_host(host)
}

/// The same for the `api_base` of a credential, where none is the provider's own address. One that has a user, a password
/// or a query is not allowed: it may hold a secret, and people see it.
#[must_use]
pub fn is_allowed_base(api_base: Option<&str>, allow_private: bool) -> bool {
    let Some(base) = api_base else { return true };
    !base.contains(['@', '?', '#']) && base.parse().is_ok_and(|uri| is_allowed(&uri, allow_private))
}

fn is_private_host(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
    match host.parse() {
        Ok(IpAddr::V4(address)) => is_private_v4(address),
        Ok(IpAddr::V6(address)) => is_private_v6(address),
        // A last label of digits makes this one of the older forms of an IPv4 address, which no provider uses.
        Err(_) => {
            let last = host.rsplit('.').next().unwrap_or_default();
            !host.contains('.')
                || last.starts_with(|c: char| c.is_ascii_digit())
                // Below alt (RFC 9476) are Spin's own names for an application and its parts.
                || matches!(last, "localhost" | "local" | "internal" | "home" | "lan" | "alt")
        }
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        // IETF protocol assignments, RFC 6890.
        || address.octets()[..3] == [192, 0, 0]
        // Carrier-grade NAT, RFC 6598.
        || (a == 100 && (64..128).contains(&b))
        // Benchmarking, RFC 2544.
        || (a == 198 && (b == 18 || b == 19))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let [first, second, third, ..] = segments;
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        // Unique local, RFC 4193; link-local.
        || first & 0xfe00 == 0xfc00
        || first & 0xffc0 == 0xfe80
        // Site-local, RFC 3879; Teredo, RFC 4380; documentation, RFC 3849.
        || first & 0xffc0 == 0xfec0
        || (first == 0x2001 && matches!(second, 0 | 0xdb8))
        // 6to4, RFC 3056, and NAT64, RFC 6052 and 8215, lead to the IPv4 address in them.
        || (first == 0x2002 && embedded(second, third))
        || (first == 0x64 && second == 0xff9b && (third != 0 || embedded(segments[6], segments[7])))
        || address.to_ipv4().is_some_and(is_private_v4)
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
