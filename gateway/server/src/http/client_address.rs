//! The address a request came from, for counting callers that have no token.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use http::request::Parts;

use crate::config::RateLimitConfig;

/// The peer of the connection, put into each request by the listener.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The client's address. Each trusted proxy appends the address it sees to `x-forwarded-for`: with n of them, the nth
/// from the right was written by a proxy we trust, whatever the client wrote before it.
pub(crate) fn of(parts: &Parts, config: Option<&RateLimitConfig>) -> IpAddr {
    let peer = parts
        .extensions
        .get::<Peer>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let proxies = config.map_or(0, |config| config.trusted_proxies);
    if proxies == 0 {
        return peer;
    }
    let values = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let client = hops.len().checked_sub(proxies).map(|index| hops[index]);
    client
        .and_then(|client| client.parse().ok())
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_client_writes_itself_is_not_believed() {
        let (mut parts, ()) = http::Request::builder()
            .header("x-forwarded-for", "6.6.6.6, 1.2.3.4")
            .header("x-forwarded-for", "10.0.0.1")
            .body(())
            .unwrap()
            .into_parts();
        parts
            .extensions
            .insert(Peer(SocketAddr::from(([10, 0, 0, 9], 1))));
        let with = |trusted_proxies| RateLimitConfig {
            trusted_proxies,
            ..RateLimitConfig::default()
        };
        let of = |proxies| of(&parts, Some(&with(proxies)));
        assert_eq!(of(0), IpAddr::from([10, 0, 0, 9]));
        assert_eq!(of(1), IpAddr::from([10, 0, 0, 1]));
        assert_eq!(of(2), IpAddr::from([1, 2, 3, 4]));
        assert_eq!(of(4), IpAddr::from([10, 0, 0, 9]));
    }
}
