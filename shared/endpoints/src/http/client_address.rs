//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;
use platform::Platform;
use store::ClientAddress;

/// The greatest length of what a client calls itself, in characters.
const USER_AGENT_MAX: usize = 500;

/// The client's address, and the network of one subscriber: that of an IPv6 address is its /64.
pub(crate) fn of<P: Platform>(headers: &HeaderMap) -> ClientAddress {
    let Some(text) = headers.get(P::CLIENT_ADDRESS_HEADER).and_then(|value| value.to_str().ok()) else {
        return ClientAddress::default();
    };
    // Some runtimes give the port as well.
    let address = text.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.map_or_else(
        |_| ClientAddress::default(),
        |address: IpAddr| {
            let address = address.to_canonical();
            ClientAddress { ip_address: Some(address.to_string()), network: Some(network(address)) }
        },
    )
}

/// What the client calls itself.
pub(crate) fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(http::header::USER_AGENT)?.to_str().ok()?;
    Some(text.chars().take(USER_AGENT_MAX).collect())
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_of_one_subscriber_are_one_network() {
        let network = |text: &str| network(text.parse::<IpAddr>().unwrap().to_canonical());
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2:ffff::"), network("2001:db8:1:2::1"));
    }
}
