//! How many operations one caller may send.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::auth::Caller;
use crate::config::RateLimitConfig;
use crate::error::{ErrorCode, Rejection};

/// How often callers that have been quiet are forgotten, at most.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);

/// Counts operations a caller. Remembers a bounded number of callers.
#[derive(Debug)]
pub(crate) struct CallerLimiter {
    limiter: DefaultKeyedRateLimiter<CallerKey>,
    clock: DefaultClock,
    max_callers: usize,
    cost_unit: Option<u64>,
    swept: Mutex<Instant>,
}

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum CallerKey {
    Subject(Arc<str>),
    Address(IpAddr),
    /// All callers that came when the memory was full.
    Overflow,
}

impl CallerLimiter {
    pub(crate) fn new(config: &RateLimitConfig) -> Self {
        let per_second = NonZeroU32::new(config.requests_per_second).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(config.burst).unwrap_or(NonZeroU32::MIN);
        Self {
            limiter: RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)),
            clock: DefaultClock::default(),
            max_callers: config.max_callers,
            cost_unit: config.cost_unit,
            swept: Mutex::new(Instant::now()),
        }
    }

    /// Takes one operation off the caller's allowance.
    pub(crate) fn check(&self, caller: &Caller, address: IpAddr) -> Result<(), Rejection> {
        let key = self.remembered(CallerKey::of(caller, address));
        self.limiter.check_key(&key).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            Rejection::new(
                ErrorCode::RateLimited,
                "too many requests; wait before the next one",
            )
            .retry_after(wait)
        })
    }

    /// Takes off what the operation costs beyond one request, where cost counts.
    pub(crate) fn charge(
        &self,
        caller: &Caller,
        address: IpAddr,
        cost: u64,
    ) -> Result<(), Rejection> {
        let Some(unit) = self.cost_unit else {
            return Ok(());
        };
        let more = (cost / unit).saturating_sub(1);
        let Some(more) = NonZeroU32::new(u32::try_from(more).unwrap_or(u32::MAX)) else {
            return Ok(());
        };
        let key = self.remembered(CallerKey::of(caller, address));
        match self.limiter.check_key_n(&key, more) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refused)) => {
                let wait = refused.wait_time_from(self.clock.now());
                let text = "this operation costs more than is left of the caller's allowance; wait";
                Err(Rejection::new(ErrorCode::RateLimited, text).retry_after(wait))
            }
            // Waiting would not help.
            Err(_) => {
                let text = format!(
                    "the operation is estimated to cost {cost}, which is more than a caller may spend at once"
                );
                Err(Rejection::new(ErrorCode::CostLimitExceeded, text))
            }
        }
    }

    /// Forgets callers whose allowance is whole again; when even that does not make room, strangers share one key.
    fn remembered(&self, key: CallerKey) -> CallerKey {
        if self.limiter.len() < self.max_callers {
            return key;
        }
        let mut swept = self.swept.lock().expect("no holder panics");
        if swept.elapsed() >= SWEEP_INTERVAL {
            *swept = Instant::now();
            self.limiter.retain_recent();
        }
        drop(swept);
        if self.limiter.len() < self.max_callers {
            key
        } else {
            CallerKey::Overflow
        }
    }
}

impl CallerKey {
    fn of(caller: &Caller, address: IpAddr) -> Self {
        match &caller.subject {
            Some(subject) => Self::Subject(subject.clone()),
            None => Self::Address(network(address)),
        }
    }
}

/// One household or server has a whole /64 of IPv6 addresses and could use each only once.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let prefix = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(burst: u32, max_callers: usize) -> CallerLimiter {
        CallerLimiter::new(&RateLimitConfig {
            requests_per_second: 1,
            burst,
            cost_unit: Some(10),
            max_callers,
            trusted_proxies: 0,
        })
    }

    #[test]
    fn callers_are_counted_apart_and_told_when_to_come_back() {
        let limiter = limiter(2, 100);
        let anonymous = Caller::anonymous();
        let (one, two) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        assert!(limiter.check(&anonymous, one).is_ok());
        assert!(limiter.check(&anonymous, one).is_ok());
        let refused = limiter.check(&anonymous, one).unwrap_err();
        assert_eq!(refused.code, ErrorCode::RateLimited);
        assert!(refused.retry_after.unwrap() <= Duration::from_secs(1));
        assert!(limiter.check(&anonymous, two).is_ok());
        let known = Caller::new(
            Some(Arc::from("c1")),
            Default::default(),
            Default::default(),
            None,
        );
        assert!(limiter.check(&known, one).is_ok());
    }

    #[test]
    fn what_is_dear_counts_more_than_once() {
        let limiter = limiter(10, 100);
        let anonymous = Caller::anonymous();
        let address = IpAddr::from([10, 0, 0, 1]);
        // One request and four more.
        assert!(limiter.check(&anonymous, address).is_ok());
        assert!(limiter.charge(&anonymous, address, 59).is_ok());
        assert!(limiter.charge(&anonymous, address, 19).is_ok());
        let refused = limiter.charge(&anonymous, address, 70).unwrap_err();
        assert_eq!(refused.code, ErrorCode::RateLimited);
        assert!(refused.retry_after.is_some());
        let never = limiter.charge(&anonymous, address, 10_000).unwrap_err();
        assert_eq!(never.code, ErrorCode::CostLimitExceeded);
    }

    #[test]
    fn the_memory_is_bounded() {
        let limiter = limiter(1, 10);
        let anonymous = Caller::anonymous();
        let answers: Vec<bool> = (0..200u8)
            .map(|host| {
                limiter
                    .check(&anonymous, IpAddr::from([10, 0, 0, host]))
                    .is_ok()
            })
            .collect();
        assert!(limiter.limiter.len() <= 11);
        assert!(answers[..11].iter().all(|allowed| *allowed));
        assert!(answers[11..].iter().all(|allowed| !allowed));
    }

    #[test]
    fn an_ipv6_network_is_one_caller() {
        let first: IpAddr = "2001:db8:1:2:3::1".parse().unwrap();
        let second: IpAddr = "2001:db8:1:2:ffff::2".parse().unwrap();
        assert_eq!(network(first), network(second));
        let mapped: IpAddr = "::ffff:10.0.0.1".parse().unwrap();
        assert_eq!(network(mapped), IpAddr::from([10, 0, 0, 1]));
    }
}
