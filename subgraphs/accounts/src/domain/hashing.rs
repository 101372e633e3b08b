//! Password hashes: argon2id, off the async threads, and never more at a time than planned.

use std::{sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{self, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory in KiB, passes and lanes: the first choice of the OWASP password storage cheat sheet.
/// Some 30 ms and 19 MiB a hash in an optimised build.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How much hashing may go on.
#[derive(Clone, Copy, Debug)]
pub struct HashingLimits {
    /// Hashes computed at the same time; each takes a core and 19 MiB.
    pub workers: usize,
    /// Callers that may wait for a worker; one more is refused at once.
    pub waiting: usize,
    /// How long a caller waits before it is refused.
    pub wait: Duration,
}

impl Default for HashingLimits {
    fn default() -> Self {
        Self {
            workers: 2,
            waiting: 64,
            wait: Duration::from_secs(3),
        }
    }
}

/// Hashes and checks passwords.
#[derive(Clone, Debug)]
pub struct Hashing {
    argon2: Argon2<'static>,
    /// The hash of nobody's password, checked where there is no account.
    decoy: Arc<str>,
    admitted: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    wait: Duration,
}

/// Whether a password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right {
        /// The hash was made with other parameters than today's and should be made anew.
        outdated: bool,
    },
    Wrong,
}

/// Why nothing was hashed.
#[derive(Debug, Error)]
pub enum HashingError {
    #[error("too many passwords are being checked")]
    Busy,
    #[error("hashing failed")]
    Hash(#[source] password_hash::Error),
    #[error("a stored password hash cannot be read")]
    Stored(#[source] password_hash::phc::Error),
    #[error("the hashing thread was lost")]
    Lost(#[source] tokio::task::JoinError),
}

impl Hashing {
    /// Computes the decoy, so it takes as long as one hash.
    pub fn new(limits: HashingLimits) -> Self {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
            .expect("the constants are within argon2's bounds");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = argon2
            .hash_password_with_salt(b"nobody's password", b"nobody's salt...")
            .expect("a fixed password and salt of valid length hash")
            .to_string();
        Self {
            argon2,
            decoy: decoy.into(),
            admitted: Arc::new(Semaphore::new(limits.workers + limits.waiting)),
            workers: Arc::new(Semaphore::new(limits.workers)),
            wait: limits.wait,
        }
    }

    /// The hash of a new password, as a PHC string.
    pub async fn hash(&self, password: String) -> Result<String, HashingError> {
        let argon2 = self.argon2.clone();
        self.run(move || {
            argon2
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
                .map_err(HashingError::Hash)
        })
        .await
    }

    /// Checks a password against a stored hash; without one it works as long and says wrong, so
    /// that the time taken does not tell whether there is an account.
    pub async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<Verdict, HashingError> {
        let argon2 = self.argon2.clone();
        let known = stored.is_some();
        let hash = stored.unwrap_or_else(|| self.decoy.to_string());
        self.run(move || match check(&argon2, &password, &hash)? {
            Verdict::Right { outdated } if known => Ok(Verdict::Right { outdated }),
            Verdict::Right { .. } | Verdict::Wrong => Ok(Verdict::Wrong),
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let admitted = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| HashingError::Busy)?;
        let worker = self.worker().await?;
        // The permits go with the thread: a caller that hangs up frees nothing early.
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop((admitted, worker));
            result
        })
        .await
        .map_err(HashingError::Lost)?
    }

    async fn worker(&self) -> Result<OwnedSemaphorePermit, HashingError> {
        let permit = Arc::clone(&self.workers).acquire_owned();
        match tokio::time::timeout(self.wait, permit).await {
            Ok(permit) => Ok(permit.expect("this semaphore is never closed")),
            Err(_elapsed) => Err(HashingError::Busy),
        }
    }
}

fn check(argon2: &Argon2<'_>, password: &str, stored: &str) -> Result<Verdict, HashingError> {
    let hash = PasswordHash::new(stored).map_err(HashingError::Stored)?;
    match argon2.verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(Verdict::Right {
            outdated: is_outdated(&hash),
        }),
        Err(password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(fault) => Err(HashingError::Hash(fault)),
    }
}

fn is_outdated(hash: &PasswordHash) -> bool {
    match Params::try_from(hash) {
        Ok(params) => {
            (params.m_cost(), params.t_cost(), params.p_cost()) != (MEMORY_KIB, PASSES, LANES)
        }
        Err(_unreadable) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tells_right_from_wrong() {
        let hashing = Hashing::new(HashingLimits::default());
        let hash = hashing.hash("tide over basalt".into()).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let verdict = |password: &str, hash: Option<String>| {
            let (hashing, password) = (hashing.clone(), password.to_owned());
            async move { hashing.verify(password, hash).await.unwrap() }
        };
        assert_eq!(
            verdict("tide over basalt", Some(hash.clone())).await,
            Verdict::Right { outdated: false }
        );
        assert_eq!(
            verdict("tide over granite", Some(hash)).await,
            Verdict::Wrong
        );
        assert_eq!(verdict("nobody's password", None).await, Verdict::Wrong);
    }

    #[tokio::test]
    async fn sees_old_parameters() {
        let old = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(1024, 1, 1, None).unwrap(),
        );
        let hash = old.hash_password(b"tide over basalt").unwrap().to_string();
        let verdict = Hashing::new(HashingLimits::default())
            .verify("tide over basalt".into(), Some(hash))
            .await
            .unwrap();
        assert_eq!(verdict, Verdict::Right { outdated: true });
    }

    #[tokio::test]
    async fn refuses_more_than_it_admits() {
        let hashing = Hashing::new(HashingLimits {
            workers: 1,
            waiting: 0,
            wait: Duration::from_secs(1),
        });
        let (first, second) = tokio::join!(
            hashing.hash("tide over basalt".into()),
            hashing.hash("tide over granite".into())
        );
        assert!(first.is_ok());
        assert!(matches!(second, Err(HashingError::Busy)));
        assert!(hashing.hash("after that".into()).await.is_ok());
    }
}
