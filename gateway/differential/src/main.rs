//! `portico-differential`: the gateway's answers beside those of one server that has all the data, for as many random
//! operations as one likes; and single cases, to look into.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::{Parser, Subcommand};
use gateway_differential::{Case, Finding, Plan, Report, Split, Verdict, case, run, seed, shrink};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(
    about = "Compares the gateway with one server that has all the data, on random graphs and operations"
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[arg(long, default_value_t = 10_000)]
    operations: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Operations for each random split.
    #[arg(long, default_value_t = 25)]
    each: u64,
    /// All cores when it is not given.
    #[arg(long)]
    threads: Option<usize>,
    /// Ends the run after so many findings.
    #[arg(long, default_value_t = 20)]
    findings: usize,
    /// Asks each operation once more with some of its selections deferred, and compares the parts with the whole.
    #[arg(long)]
    deferred: bool,
    /// A folder that smaller forms of the findings are written to.
    #[arg(long)]
    keep: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs kept cases and says what is wrong with each.
    Replay { files: Vec<PathBuf> },
    /// Prints the case of one round of a seed, without running it.
    Case { seed: u64, round: u64 },
    /// Prints the subgraphs of a seed and what its operations show.
    Show {
        seed: u64,
        #[arg(long, default_value_t = 25)]
        each: u64,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    match &arguments.command {
        Some(Command::Replay { files }) => replay(files),
        Some(Command::Case { seed, round }) => {
            let mut case = case(*seed, *round).map_err(|why| anyhow!("{why}"))?;
            case.settings.deferred = arguments.deferred;
            print!("{case}");
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Show { seed: number, each }) => {
            for finding in seed(*number, *each, arguments.deferred) {
                print_finding(&finding, true);
            }
            Ok(ExitCode::SUCCESS)
        }
        None => many(&arguments),
    }
}

fn many(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let report = run(&Plan {
        operations: arguments.operations,
        seed: arguments.seed,
        each: arguments.each,
        threads: arguments.threads.unwrap_or(cores),
        findings: arguments.findings,
        deferred: arguments.deferred,
    });
    for finding in &report.findings {
        print_finding(finding, false);
        if let Some(folder) = &arguments.keep {
            keep(folder, finding)?;
        }
    }
    print_report(arguments, &report);
    let clean = report.findings.is_empty();
    Ok(if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print_finding(finding: &Finding, whole: bool) {
    if whole {
        println!("{}", finding.case);
    }
    match &finding.verdict {
        Some(verdict) => println!("seed {}: {}", finding.seed, first_lines(verdict, whole)),
        None => println!("{}", finding.case.about),
    }
}

fn first_lines(verdict: &Verdict, whole: bool) -> String {
    let text = verdict.to_string();
    let lines = text.lines().take(if whole { usize::MAX } else { 1 });
    lines.collect::<Vec<&str>>().join("\n")
}

fn print_report(arguments: &Arguments, report: &Report) {
    let refused = report.count(|it| matches!(it, Some(Verdict::Refused(_))));
    let uncomposed = report.count(|it| it.is_none());
    let others = report.findings.len() - refused - uncomposed;
    let last = arguments.seed + report.splits.saturating_sub(1);
    let seconds = report.duration.as_secs_f64();
    println!(
        "{} operations on {} splits (seeds {} to {last}) in {seconds:.1} s: {others} differences, {refused} plans refused by the checker, {uncomposed} splits not composed",
        report.operations, report.splits, arguments.seed
    );
}

fn keep(folder: &Path, finding: &Finding) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
    let case = match &finding.verdict {
        Some(verdict) => shrink(&finding.case, verdict),
        None => finding.case.clone(),
    };
    let path = folder.join(format!("seed-{}.txt", finding.seed));
    std::fs::write(&path, case.to_string()).with_context(|| format!("{}", path.display()))?;
    println!("kept in {}", path.display());
    Ok(())
}

fn replay(files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let mut clean = true;
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
        let case = Case::parse(&text).map_err(|why| anyhow!("{}: {why}", file.display()))?;
        let said = match Split::of(&case.subgraphs) {
            Ok(split) => split.judge(&case.operation, &case.settings),
            Err(why) => Verdict::Invalid(format!("does not compose: {why}")),
        };
        clean &= said.is_same();
        println!("{}: {said}", file.display());
    }
    Ok(if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
