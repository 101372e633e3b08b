//! Settings of the launcher's own, and those it passes to the services.

use std::str::FromStr;

use subgraph_kit::config::{Environment, MapSource, Source};

/// Requests a caller may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RateLimit {
    pub(crate) per_second: u32,
}

impl FromStr for RateLimit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text
            .strip_suffix("/s")
            .and_then(|number| number.parse().ok());
        match number {
            Some(per_second @ 1..=100_000) => Ok(Self { per_second }),
            Some(_) | None => Err("expected requests a second, such as 50/s, up to 100000/s"),
        }
    }
}

/// Address of a RabbitMQ server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BrokerUrl(pub(crate) String);

impl FromStr for BrokerUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text
            .strip_prefix("amqp://")
            .or_else(|| text.strip_prefix("amqps://"));
        match rest {
            Some(rest) if !rest.is_empty() && !rest.starts_with('/') => Ok(Self(text.to_owned())),
            Some(_) | None => {
                Err("expected an address such as amqp://user:password@localhost:5672/%2f")
            }
        }
    }
}

/// A service's settings from the environment: `PORTICO_NOTIFICATIONS__SMTP_URL` is notifications'
/// `PORTICO_SMTP_URL`. All services share this process, so that each needs a name of its own here.
pub(crate) fn of_service(service: &str) -> MapSource {
    let prefix = format!("PORTICO_{}__", service.to_uppercase());
    let given = Environment.names().into_iter().filter_map(|name| {
        let setting = name.strip_prefix(&prefix)?;
        Some((format!("PORTICO_{setting}"), Environment.get(&name)?))
    });
    given.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_limits_have_a_unit_and_a_range() {
        assert_eq!("50/s".parse(), Ok(RateLimit { per_second: 50 }));
        for bad in ["50", "0/s", "-1/s", "100001/s", "fast"] {
            assert!(bad.parse::<RateLimit>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_broker_is_named_by_an_amqp_address() {
        for good in ["amqp://localhost", "amqps://a:b@broker:5671/%2f"] {
            assert_eq!(good.parse(), Ok(BrokerUrl(good.to_owned())));
        }
        for bad in [
            "localhost:5672",
            "http://localhost",
            "amqp://",
            "amqp:///shop",
        ] {
            assert!(bad.parse::<BrokerUrl>().is_err(), "{bad}");
        }
    }
}
