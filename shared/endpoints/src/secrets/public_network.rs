//! Which hosts are on the public network.
//!
//! Names are not looked up: a public name that leads to a private address, such as `127.0.0.1.nip.io`, is for the runtime's own
//! network rules. Workers reach no private network; on Spin, see the documentation on deploying.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// What is not public of IPv4: IANA's special-purpose address registry but for the blocks that are globally reachable, what
/// is reserved or multicast, and addresses of a cloud's own.
const PRIVATE_V4: [Ipv4Net; 16] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    // Shared by the subscribers of a carrier.
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    // Azure's own services, at each of its machines.
    v4([168, 63, 129, 16], 32),
    // Link-local, with the metadata of most clouds.
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    // IETF protocol assignments.
    v4([192, 0, 0, 0], 24),
    // Documentation.
    v4([192, 0, 2, 0], 24),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    // Relays of 6to4, which there should be none of any more.
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    // Benchmarks.
    v4([198, 18, 0, 0], 15),
    // Multicast; reserved, with the broadcast address.
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
];

/// All of IPv6 that is public. Whatever is special is elsewhere: loopback, mapped and translated addresses of IPv4, `100::/64`,
/// `5f00::/16`, unique local, link-local and multicast ones.
const PUBLIC_V6: Ipv6Net = v6([0x2000, 0, 0], 3);

/// What is not public of that, by the same registry.
const PRIVATE_V6: [Ipv6Net; 3] = [
    // IETF protocol assignments: Teredo, benchmarks, ORCHID and others.
    v6([0x2001, 0, 0], 23),
    // Documentation.
    v6([0x2001, 0xdb8, 0], 32),
    v6([0x3fff, 0, 0], 20),
];

/// 6to4: the IPv4 address that it leads to is in the second and third group.
const SIX_TO_FOUR: Ipv6Net = v6([0x2002, 0, 0], 16);

/// NAT64: the IPv4 address that it leads to is in the last two groups. The operator's own prefix, `64:ff9b:1::/48`, is not public.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0], 96);

/// Names that lead nowhere, or only within a network, by their last labels: IANA's special-use domain names, what ICANN keeps
/// undelegated because networks use it, and what is usual in clusters.
const PRIVATE_NAMES: [&str; 25] = [
    // RFC 6761, 6762, 7686, 9476 (with Spin's own names); ICANN's `internal`; `arpa` with `home.arpa`.
    "alt",
    "arpa",
    "example",
    "internal",
    "invalid",
    "local",
    "localhost",
    "onion",
    "test",
    // Never to be delegated; RFC 6762, appendix G.
    "corp",
    "home",
    "intranet",
    "lan",
    "mail",
    "private",
    // Usual in networks and clusters.
    "cluster",
    "consul",
    "docker",
    "domain",
    "localdomain",
    "localnet",
    "pod",
    "svc",
    "vpn",
    "workgroup",
];

const fn v4(octets: [u8; 4], bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::from_octets(octets), bits)
}

const fn v6([a, b, c]: [u16; 3], bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), bits)
}

/// Whether a host, as it stands in a URL, is on the public network.
#[must_use]
pub fn is_public(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let host = host.strip_suffix('.').unwrap_or(host);
    match host.parse() {
        Ok(IpAddr::V4(address)) => is_public_v4(address),
        Ok(IpAddr::V6(address)) => is_public_v6(address),
        Err(_) => is_public_name(&host.to_ascii_lowercase()),
    }
}

/// A name as browsers read it: labels of letters, digits, hyphens and underscores, with dots between them.
fn is_public_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    name.split('.').all(is_label)
        // A last label that begins with a digit makes this one of the older forms of an IPv4 address, which no server needs.
        && !last.starts_with(|c: char| c.is_ascii_digit())
        && !PRIVATE_NAMES.contains(&last)
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !PRIVATE_V4.iter().any(|network| network.contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [_, second, third, .., seventh, eighth] = address.segments();
    let leads_to = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    if NAT64.contains(&address) {
        return leads_to(seventh, eighth);
    }
    PUBLIC_V6.contains(&address)
        && !PRIVATE_V6.iter().any(|network| network.contains(&address))
        && (!SIX_TO_FOUR.contains(&address) || leads_to(second, third))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::{Host, Url};

    #[test]
    fn public_hosts_are_public() {
        for host in [
            "api.openai.com",
            "API.OpenAI.com.",
            "hooks.example.com",
            "8.8.8.8",
            "168.63.129.17",
            "192.88.98.1",
            "[2606:4700::1111]",
            "[64:ff9b::8.8.8.8]",
            "[2002:808:808::1]",
            "internal.example.com",
        ] {
            assert!(is_public(host), "{host}");
        }
    }

    #[test]
    fn special_addresses_and_names_are_not_public() {
        for host in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::127.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:8.8.8.8]",
            "[::ffff:0:127.0.0.1]",
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b:1::8.8.8.8]",
            "[100::1]",
            "[100:0:0:1::1]",
            "[2001::1]",
            "[2001:2::1]",
            "[2001:10::1]",
            "[2001:20::1]",
            "[2001:1ff::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[2002:a9fe:a9fe::1]",
            "[3fff::1]",
            "[3fff:fff::1]",
            "[5f00::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[4000::1]",
            "db",
            "localhost",
            "localhost.",
            "app.localhost",
            "LOCALHOST",
            "printer.local",
            "metadata.google.internal",
            "self.alt",
            "router.home.arpa",
            "1.168.192.in-addr.arpa",
            "nas.lan",
            "crm.corp",
            "wiki.intranet",
            "router.home",
            "db.default.svc",
            "db.default.svc.cluster.local",
            "web.service.consul",
            "x.onion",
            "x.test",
            "x.invalid",
            "127.1",
            "0x7f.1",
            "0x7f000001",
            "2130706433",
            "0177.0.0.1",
            "127.0.0.1.",
            "1.0x7f",
            "",
        ] {
            assert!(!is_public(host), "{host}");
        }
    }

    /// Whether what a browser and Workers make of a host is on the public network.
    fn is_public_to_browsers(host: Host<&str>) -> bool {
        match host {
            Host::Ipv4(address) => is_public_v4(address),
            Host::Ipv6(address) => is_public_v6(address),
            Host::Domain(name) => is_public(name),
        }
    }

    /// Of a URL that is allowed, browsers and Workers make the same host, and a public one.
    fn agrees_with_browsers(text: &str) {
        let Ok(uri) = text.parse::<http::Uri>() else { return };
        if !uri.host().is_some_and(is_public)
            || uri.scheme_str() != Some("https")
            || text.contains(['@', '#', '\\'])
        {
            return;
        }
        // What is no URL to them is sent nothing.
        let Ok(url) = Url::parse(text) else { return };
        let host = url.host().unwrap();
        assert!(is_public_to_browsers(host.clone()), "{text} leads to {host}");
        let same = uri.host().unwrap().trim_matches(['[', ']']).to_ascii_lowercase();
        if let Host::Domain(name) = host {
            assert_eq!(name, same, "{text}");
        }
    }

    #[test]
    fn other_spellings_of_private_hosts_are_refused_or_read_alike() {
        for host in [
            "0x7f.1",
            "127.1",
            "127.0.1",
            "0177.1",
            "0x7f.0x0.0x0.0x1",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:127.0.0.1]",
            "\u{ff11}27.0.0.1",
            "127\u{3002}0.0.1",
            "\u{2460}27.0.0.1",
            "127.0.0.1.",
            "localhost.",
            "127.0.0.1..",
            "%31%32%37.0.0.%31",
            "127%2e0.0.1",
            "a.localhos%74",
            "ⓛocalhost.a",
            "loc\u{ad}alhost",
            "ex\tample.com",
            "08.8.8.8",
            "256.1.1.1",
            "1.2.3.4.5",
            "1.2.3.0x",
            "0x.0x.0x.0x",
            "xn--",
            "a..b",
            "[::1%25eth0]",
            "[fe80::1%eth0]",
        ] {
            for text in
                [format!("https://{host}/x"), format!("https://{host}:8443/x"), format!("https://{host}")]
            {
                let refused =
                    text.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(is_public)) != Some(true);
                assert!(refused, "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn browsers_read_an_allowed_url_alike(
            labels in prop::collection::vec(
                prop_oneof!["[a-z0-9-]{1,4}", "0x[0-9a-f]{0,3}", "[0-9]{1,10}", "(com|local|svc|localhost|%[0-7][0-9a-f]|)"], 1..6),
            end in prop_oneof![Just(""), Just("."), Just(":443"), Just(":"), Just("/a"), Just("?a@b")],
        ) {
            agrees_with_browsers(&format!("https://{}{end}", labels.join(".")));
        }

        #[test]
        fn browsers_read_an_allowed_address_alike(segments in any::<[u16; 8]>(), first in prop::sample::select(vec![0u16, 0x64, 0x100, 0x2001, 0x2002, 0x2606, 0x3fff, 0x5f00, 0xfc00])) {
            let [_, b, c, d, e, f, g, h] = segments;
            agrees_with_browsers(&format!("https://[{}]/", Ipv6Addr::new(first, b, c, d, e, f, g, h)));
            agrees_with_browsers(&format!("https://{}/", Ipv4Addr::from((u32::from(b) << 16) | u32::from(c))));
        }
    }
}
