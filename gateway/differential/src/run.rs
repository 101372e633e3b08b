//! Many seeds, on all cores, and what came of them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::case::{Case, Settings, Subgraph};
use crate::dice::Dice;
use crate::generate::{Wishes, subgraphs};
use crate::grants::Claims;
use crate::judge::{Split, Verdict};
use crate::operation::random;

/// What to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Operations in all.
    pub operations: u64,
    /// The first seed; each split has one of its own.
    pub seed: u64,
    /// Operations a split.
    pub each: u64,
    pub threads: usize,
    /// The run ends early with so many findings.
    pub findings: usize,
    /// Whether each operation is also asked with some of its selections deferred.
    pub deferred: bool,
}

/// A case that is not as it should be.
#[derive(Debug, Clone)]
pub struct Finding {
    pub seed: u64,
    pub case: Case,
    /// `None`: the subgraphs do not compose, for the reason that the case is about.
    pub verdict: Option<Verdict>,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Report {
    pub splits: u64,
    pub operations: u64,
    pub duration: Duration,
    pub findings: Vec<Finding>,
}

impl Report {
    /// Findings of that kind.
    pub fn count(&self, of: impl Fn(Option<&Verdict>) -> bool) -> usize {
        self.findings
            .iter()
            .filter(|it| of(it.verdict.as_ref()))
            .count()
    }
}

/// Runs splits until there were enough operations, or too many findings.
pub fn run(plan: &Plan) -> Report {
    let started = Instant::now();
    let next = AtomicU64::new(0);
    let full = AtomicBool::new(false);
    let report = Mutex::new(Report::default());
    let splits = plan.operations.div_ceil(plan.each.max(1));
    std::thread::scope(|scope| {
        for _ in 0..plan.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= splits || full.load(Ordering::Relaxed) {
                        return;
                    }
                    let found = seed(plan.seed + at, plan.each, plan.deferred);
                    let mut report = report.lock().expect("no run panics while it reports");
                    report.splits += 1;
                    report.operations += plan.each;
                    report.findings.extend(found);
                    full.fetch_or(report.findings.len() >= plan.findings, Ordering::Relaxed);
                }
            });
        }
    });
    let mut report = report.into_inner().expect("no run panics while it reports");
    report.duration = started.elapsed();
    report.findings.sort_by_key(|finding| finding.seed);
    report
}

/// One split and its operations: the first finding of each kind.
pub fn seed(seed: u64, operations: u64, deferred: bool) -> Vec<Finding> {
    let mut dice = Dice::new(seed);
    let mode = Mode::of(&mut dice);
    let (subgraphs, labels) = subgraphs(&mut dice, mode.wishes());
    let split = match Split::of(&subgraphs) {
        Ok(split) => split,
        Err(why) => return vec![not_composed(seed, &subgraphs, &why)],
    };
    let mut findings: Vec<Finding> = Vec::new();
    for round in 0..operations {
        let mut dice = Dice::new(seed ^ ((round + 1) << 40));
        let operation = random(&mut dice, &split.supergraph.api_schema);
        let mut settings =
            operation.settings(settings(&mut dice, mode, &split, &subgraphs, &labels));
        settings.deferred = deferred;
        if operation.is_mutation() {
            // A mutation that was not made does not count for the next.
            settings.down.clear();
        }
        let verdict = split.judge(&operation.text, &settings);
        let known = |finding: &Finding| {
            finding
                .verdict
                .as_ref()
                .is_some_and(|it| it.is_like(&verdict))
        };
        if verdict.is_same() || findings.iter().any(known) {
            continue;
        }
        let case = Case {
            about: format!("seed {seed}, round {round}"),
            subgraphs: subgraphs.clone(),
            operation: operation.text,
            settings,
        };
        findings.push(Finding {
            seed,
            case,
            verdict: Some(verdict),
        });
    }
    findings
}

/// The case of one round of a seed, whatever comes of it.
///
/// # Errors
/// When the subgraphs do not compose.
pub fn case(seed: u64, round: u64) -> Result<Case, String> {
    let mut dice = Dice::new(seed);
    let mode = Mode::of(&mut dice);
    let (subgraphs, labels) = subgraphs(&mut dice, mode.wishes());
    let split = Split::of(&subgraphs)?;
    let mut dice = Dice::new(seed ^ ((round + 1) << 40));
    let operation = random(&mut dice, &split.supergraph.api_schema);
    let mut settings = operation.settings(settings(&mut dice, mode, &split, &subgraphs, &labels));
    if operation.is_mutation() {
        settings.down.clear();
    }
    Ok(Case {
        about: format!("seed {seed}, round {round}"),
        subgraphs,
        operation: operation.text,
        settings,
    })
}

fn not_composed(seed: u64, subgraphs: &[Subgraph], why: &str) -> Finding {
    let case = Case {
        about: format!("seed {seed} does not compose: {why}"),
        subgraphs: subgraphs.to_vec(),
        operation: String::new(),
        settings: Settings::default(),
    };
    Finding {
        seed,
        case,
        verdict: None,
    }
}

/// What goes wrong behind the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Plain,
    /// Resolvers fail.
    Throws,
    /// Subgraphs do not answer, or do not know an entity.
    Broken,
    /// Entities lack a key.
    NullKeys,
}

impl Mode {
    fn of(dice: &mut Dice) -> Self {
        match dice.below(12) {
            0..=5 => Self::Plain,
            6..=9 => Self::Throws,
            10 => Self::Broken,
            _ => Self::NullKeys,
        }
    }

    /// Where something fails, null rules are the same everywhere.
    fn wishes(self) -> Wishes {
        Wishes {
            strict: self == Self::Plain,
            null_keys: self == Self::NullKeys,
            contexts: matches!(self, Self::Plain | Self::Throws),
        }
    }
}

fn settings(
    dice: &mut Dice,
    mode: Mode,
    split: &Split,
    subgraphs: &[Subgraph],
    labels: &[String],
) -> Settings {
    let mut settings = Settings {
        labels: labels.iter().filter(|_| dice.chance(50)).cloned().collect(),
        claims: match split.graph.is_guarded() {
            true => claims(dice),
            false => Claims::default(),
        },
        ..Settings::default()
    };
    match mode {
        Mode::Plain => {}
        Mode::Throws => {
            let fields = split.graph.throwable();
            settings.throws = fields.into_iter().filter(|_| dice.chance(15)).collect();
        }
        Mode::Broken => {
            settings.lost = dice.chance(60);
            if !settings.lost || dice.chance(30) {
                let (name, _) = dice.pick(subgraphs);
                settings.down.insert(name.clone());
            }
        }
        Mode::NullKeys => settings.null_keys = true,
    }
    settings
}

fn claims(dice: &mut Dice) -> Claims {
    let mut some = |names: &[&str]| {
        let held = names.iter().filter(|_| dice.chance(50));
        held.map(|name| (*name).to_owned()).collect()
    };
    let (scopes, policies) = (some(&["a", "b", "c"]), some(&["p", "r"]));
    Claims {
        authenticated: dice.chance(60),
        scopes,
        policies,
    }
}
