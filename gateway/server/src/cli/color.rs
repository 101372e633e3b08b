//! `--color`

use std::io::IsTerminal;

use clap::ValueEnum;

use crate::telemetry::suits_colours;

/// When text for people is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On terminals, unless NO_COLOR is set.
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    pub(super) fn on(self, stream: &impl IsTerminal) -> bool {
        match self {
            Self::Auto => suits_colours(stream),
            Self::Always => true,
            Self::Never => false,
        }
    }
}
