//! `allowed_outbound_hosts`: where a component may connect to. By Spin's rules, less the wildcards that are a part of a host.

use anyhow::{Context, Result, ensure};

/// The hosts that a component may connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHosts(Vec<AllowedHost>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct AllowedHost {
    scheme: String,
    /// None: any.
    host: Option<String>,
    /// None: any.
    port: Option<u16>,
}

impl AllowedHosts {
    /// Reads the entries of a manifest, templates filled in.
    ///
    /// # Errors
    /// For one without a scheme, with a path, or for whose scheme no port is known.
    pub fn parse(entries: &[String]) -> Result<Self> {
        entries.iter().map(|entry| parse_entry(entry)).collect::<Result<_>>().map(Self)
    }

    /// Whether a component may connect to this host.
    pub fn allows(&self, scheme: &str, host: &str, port: Option<u16>) -> bool {
        let Some(port) = port.or_else(|| known_port(scheme)) else { return false };
        self.0.iter().any(|entry| {
            entry.scheme == scheme
                && entry.host.as_ref().is_none_or(|allowed| allowed.eq_ignore_ascii_case(host))
                && entry.port.is_none_or(|allowed| allowed == port)
        })
    }
}

fn parse_entry(entry: &str) -> Result<AllowedHost> {
    let (scheme, rest) = entry.split_once("://").with_context(|| format!("{entry:?} has no scheme"))?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    ensure!(!rest.contains('/'), "{entry:?} has a path");
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, "*")) => (host, None),
        Some((host, port)) => {
            (host, Some(port.parse().with_context(|| format!("{entry:?} has no such port"))?))
        }
        None => (rest, Some(known_port(scheme).with_context(|| format!("{entry:?} needs a port"))?)),
    };
    let host = (host != "*").then(|| host.to_owned());
    ensure!(
        host.as_ref().is_none_or(|host| !host.is_empty() && !host.contains('*')),
        "{entry:?} names neither one host nor all"
    );
    Ok(AllowedHost { scheme: scheme.to_owned(), host, port })
}

fn known_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "postgres" => Some(5432),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(entries: &[&str]) -> Result<AllowedHosts> {
        AllowedHosts::parse(&entries.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn scheme_host_and_port_must_all_be_allowed() {
        let hosts = hosts(&["https://api.example.com", "postgres://127.0.0.1:6000"]).unwrap();
        assert!(hosts.allows("https", "api.example.com", None));
        assert!(hosts.allows("https", "API.example.com", Some(443)));
        assert!(hosts.allows("postgres", "127.0.0.1", Some(6000)));
        assert!(!hosts.allows("http", "api.example.com", None));
        assert!(!hosts.allows("https", "api.example.com", Some(8443)));
        assert!(!hosts.allows("https", "example.com", None));
        assert!(!hosts.allows("postgres", "127.0.0.1", None));
        assert!(!hosts.allows("ftp", "api.example.com", None));
    }

    #[test]
    fn a_star_is_any_host_or_any_port() {
        let hosts = hosts(&["https://*:*", "http://127.0.0.1:*"]).unwrap();
        assert!(hosts.allows("https", "hooks.example.com", Some(8443)));
        assert!(hosts.allows("http", "127.0.0.1", Some(9000)));
        assert!(!hosts.allows("http", "hooks.example.com", Some(80)));
    }

    #[test]
    fn malformed_entries_are_refused() {
        for entry in [
            "api.example.com",
            "https://api.example.com/v1",
            "ftp://x",
            "https://",
            "https://x:y",
            "https://*.x",
            "",
        ] {
            assert!(hosts(&[entry]).is_err(), "{entry}");
        }
    }
}
