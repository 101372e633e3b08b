//! Composes mutated subgraphs for some minutes: `cargo run --release -p gateway-composition --example fuzz -- --minutes 10`.
//!
//! A panic, a case that takes longer than thirty seconds, and a stack that overflows end it with an exit code; the case's
//! seed is the last line of the file that is named at the start, and `--seed N` runs one alone.

#[path = "../tests/it/answered.rs"]
mod answered;
#[path = "../tests/it/mutate.rs"]
mod mutate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use gateway_composition::SubgraphSource;

/// As the threads of the gateway have.
const STACK: usize = 2 * 1024 * 1024;
const SLOW: Duration = Duration::from_secs(30);

/// Cases that are done.
static DONE: AtomicU64 = AtomicU64::new(0);

fn main() -> io::Result<ExitCode> {
    let corpus = corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"))?;
    let note = env::temp_dir().join(format!("composition-fuzz-{}", std::process::id()));
    println!(
        "{} corpora; the running case is in {}",
        corpus.len(),
        note.display()
    );
    let (minutes, seed) = (argument("--minutes").unwrap_or(1), argument("--seed"));
    let until = Instant::now() + Duration::from_secs(minutes * 60);
    let first = seed.unwrap_or_else(|| u64::from(std::process::id()) << 32);
    let work = move || -> io::Result<()> {
        let mut seed_now = first;
        while Instant::now() < until {
            fs::write(&note, format!("{seed_now}\n"))?;
            run(&corpus, seed_now);
            DONE.fetch_add(1, Ordering::Relaxed);
            if seed.is_some() {
                break;
            }
            seed_now += 1;
        }
        fs::remove_file(&note)
    };
    let worker = thread::Builder::new().stack_size(STACK).spawn(work)?;
    let mut seen = (DONE.load(Ordering::Relaxed), Instant::now());
    while !worker.is_finished() {
        thread::park_timeout(Duration::from_millis(200));
        let done = DONE.load(Ordering::Relaxed);
        if done != seen.0 {
            seen = (done, Instant::now());
        } else if seen.1.elapsed() > SLOW {
            println!("a case takes longer than {} s", SLOW.as_secs());
            return Ok(ExitCode::FAILURE);
        }
    }
    let ended = worker.join();
    println!(
        "{} cases in {minutes} minutes, from seed {first}",
        DONE.load(Ordering::Relaxed)
    );
    match ended {
        Ok(result) => result.map(|()| ExitCode::SUCCESS),
        // The panic itself was printed by its thread.
        Err(_) => Ok(ExitCode::FAILURE),
    }
}

fn run(corpus: &[Vec<SubgraphSource>], seed: u64) {
    let mut dice = mutate::Dice::new(seed);
    let mut sources = corpus[dice.below(corpus.len())].clone();
    mutate::mutate(&mut sources, &mut dice);
    answered::answered(&sources);
}

fn argument(name: &str) -> Option<u64> {
    let mut arguments = env::args().skip_while(|argument| argument != name);
    arguments.nth(1)?.parse().ok()
}

/// Every folder with subgraphs in it.
fn corpus(root: &Path) -> io::Result<Vec<Vec<SubgraphSource>>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut sources = Vec::new();
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<_>>()?;
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "graphql")
            {
                sources.push(SubgraphSource {
                    name: path
                        .file_stem()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .into_owned(),
                    url: String::new(),
                    sdl: fs::read_to_string(&path)?,
                    file: None,
                });
            }
        }
        if !sources.is_empty() {
            found.push(sources);
        }
    }
    Ok(found)
}
