//! PostgreSQL refuses to run as root: the ordinary user it runs as then, and what that user can reach.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use nix::unistd::{Gid, Uid, User};

use crate::ClusterError;

/// Who runs PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    /// We are an ordinary user ourselves.
    Own,
    /// We are root, and step down to this user.
    StepDown { uid: Uid, gid: Gid },
}

impl Rights {
    pub(crate) fn choose() -> Result<Self, ClusterError> {
        if !Uid::effective().is_root() {
            return Ok(Self::Own);
        }
        let named = |name| User::from_name(name).ok().flatten();
        let user = named("postgres")
            .or_else(|| named("nobody"))
            .ok_or(ClusterError::NoOrdinaryUser)?;
        Ok(Self::StepDown {
            uid: user.uid,
            gid: user.gid,
        })
    }

    pub(crate) fn apply(self, command: &mut Command) {
        match self {
            Self::Own => {}
            Self::StepDown { uid, gid } => {
                command.uid(uid.as_raw()).gid(gid.as_raw());
            }
        }
    }

    /// Gives a file or folder to the user.
    pub(crate) fn own(self, path: &Path) -> Result<(), ClusterError> {
        match self {
            Self::Own => Ok(()),
            Self::StepDown { uid, gid } => {
                std::os::unix::fs::chown(path, Some(uid.as_raw()), Some(gid.as_raw()))
                    .map_err(ClusterError::file("the owner cannot be changed", path))
            }
        }
    }

    /// Whether the user can walk down to `folder`, as not into a clone below `/root`.
    pub(crate) fn can_reach(self, folder: &Path) -> bool {
        match self {
            Self::Own => true,
            Self::StepDown { uid, .. } => folder.ancestors().skip(1).all(|ancestor| {
                ancestor.metadata().is_ok_and(|metadata| {
                    let others_may = metadata.permissions().mode() & 0o001 != 0;
                    others_may || metadata.uid() == uid.as_raw()
                })
            }),
        }
    }
}
