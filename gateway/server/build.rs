//! Embeds the built playground, `playground/dist`, where it was built. Copies its files and writes their table: clones of
//! the repository share a target folder, in which no clone's path may stand. A gateway without a playground says so on
//! its page. `dist/.gitkeep` keeps the folder: cargo takes a missing one for changed, every time.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the manifest's folder"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets the output folder"));
    let dist = root.join("playground/dist");
    println!("cargo::rerun-if-changed=playground/dist");
    let mut files = Vec::new();
    if dist.is_dir() {
        list(&dist, &mut files)?;
    }
    files.sort();
    let copies = out.join("playground");
    fs::create_dir_all(&copies)?;
    let mut table = String::from("static ASSETS: &[Asset] = &[\n");
    for (index, file) in files.iter().enumerate() {
        fs::copy(file, copies.join(index.to_string()))?;
        let path = file
            .strip_prefix(&dist)
            .expect("it was listed there")
            .to_string_lossy()
            .replace('\\', "/");
        let media_type = media_type(&path);
        writeln!(table, "    Asset {{ path: {path:?}, media_type: {media_type:?}, bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/playground/{index}\")) }},")
            .expect("a text takes any text");
    }
    table.push_str("];\n");
    fs::write(out.join("playground.rs"), table)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            files.push(path);
        }
    }
    Ok(())
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("ttf") => "font/ttf",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}
