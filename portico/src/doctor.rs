//! What a start needs, looked at before anything is started.

use std::path::Path;

use private_postgres::Binaries;

use crate::cli::UpArgs;
use crate::data_dir::DataDir;
use crate::databases::npm_binaries;
use crate::failure::Failure;
use crate::gateway::in_use;
use crate::terminal::show;

/// A new cluster takes 60 MB, the demo data little more; the rest is room to grow.
const NEEDED_BYTES: u64 = 300 << 20;

/// Every fault found; empty when a start can go ahead.
pub(crate) fn examine(args: &UpArgs) -> Vec<Failure> {
    let data_dir = DataDir::open(&args.data.data_dir);
    let data_dir = match data_dir {
        Ok(data_dir) => data_dir,
        Err(failure) => return vec![failure],
    };
    let checks = [
        room(data_dir.path()),
        postgres(args, &data_dir),
        storefront(&args.storefront),
        in_use(args.listen),
    ];
    checks.into_iter().flatten().collect()
}

/// `portico doctor`.
pub(crate) fn command(args: &UpArgs) -> Result<(), Failure> {
    let faults = examine(args);
    if faults.is_empty() {
        show("Nothing is missing: `portico up` can start.");
        return Ok(());
    }
    for fault in &faults {
        show(format_args!("- {fault}"));
    }
    Err(Failure::new(format!("{} thing(s) to mend", faults.len())))
}

fn room(folder: &Path) -> Option<Failure> {
    let free = match nix::sys::statvfs::statvfs(folder) {
        Ok(stat) => stat.blocks_available() * stat.fragment_size(),
        Err(error) => {
            return Some(Failure::of("the free room of the disk cannot be told")(
                error,
            ));
        }
    };
    (free < NEEDED_BYTES).then(|| {
        Failure::new(format!(
            "only {} MiB are free where {} lies, the shop needs {}: free some, or choose another folder with --data-dir",
            free >> 20,
            folder.display(),
            NEEDED_BYTES >> 20
        ))
    })
}

fn postgres(args: &UpArgs, data_dir: &DataDir) -> Option<Failure> {
    if args.data.databases.is_some() || data_dir.postgres().join("data/postmaster.pid").exists() {
        return None;
    }
    Binaries::find(args.data.postgres_bin.as_deref(), &npm_binaries(), None)
        .err()
        .map(Into::into)
}

fn storefront(folder: &Path) -> Option<Failure> {
    (!folder.join("index.html").exists()).then(|| {
        Failure::new(format!(
            "no storefront in {}: run `make up`, which builds it, or name its folder with --storefront",
            folder.display()
        ))
    })
}
