//! Why a command failed: one line for people, the whole chain of causes in it.

use std::error::Error;
use std::fmt;

/// A failure that ends the command.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure that needs no cause: the text says what is wrong and what to do.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            source: None,
        }
    }

    /// For `map_err`: what could not be done, and the error that says why.
    pub(crate) fn of<E: Into<Box<dyn Error + Send + Sync>>>(
        what: impl Into<String>,
    ) -> impl FnOnce(E) -> Self {
        let what = what.into();
        move |source| Self {
            what,
            source: Some(source.into()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let mut cause = self.source.as_deref().map(|source| source as &dyn Error);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            what: error.to_string(),
            source: None,
        }
        .with_source_of(&error)
    }
}

impl Failure {
    /// Appends the causes of an error that cannot be kept as a trait object beside its own text.
    fn with_source_of(mut self, error: &dyn Error) -> Self {
        let mut cause = error.source();
        while let Some(error) = cause {
            self.what.push_str(": ");
            self.what.push_str(&error.to_string());
            cause = error.source();
        }
        self
    }
}
