//! Files that are replaced whole.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes beside the file, to the disk, then moves it into its place: whoever reads it, also after a crash, finds the
/// old one or the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
