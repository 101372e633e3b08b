//! `portico up`: databases, services, gateway; run; drain in the reverse order.

use std::collections::BTreeMap;
use std::sync::Arc;

use subgraph_kit::bus::{AmqpBus, AmqpConfig, Bus, InProcessBus};
use subgraph_kit::config::MapSource;
use subgraph_kit::db::Db;
use subgraph_kit::identity::Signer;
use subgraph_kit::service::{Process, Running};
use subgraph_kit::telemetry::{LogFormat, init_logs, install_metrics};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::cli::UpArgs;
use crate::data_dir::DataDir;
use crate::databases::Databases;
use crate::failure::Failure;
use crate::members::MEMBERS;
use crate::progress::Step;
use crate::run_file::RunFile;
use crate::terminal::tell;
use crate::{banner, doctor, gateway, seed, settings};

/// The one service that writes files.
const NOTIFICATIONS: &str = "notifications";
/// Exit code of a second Ctrl-C: somebody will not wait for the drain.
const INTERRUPTED: i32 = 130;

/// Starts everything, runs until a signal, stops everything.
pub(crate) async fn up(args: UpArgs) -> Result<(), Failure> {
    init_logs(args.log.parse()?, LogFormat::Text)?;
    if let Some(fault) = doctor::examine(&args).into_iter().next() {
        return Err(fault);
    }
    let data_dir = DataDir::open(&args.data.data_dir)?;
    let stop = stop_on_signals()?;
    let step = Step::start("PostgreSQL");
    let databases = Databases::open(&args.data, &data_dir).await?;
    step.done();
    let outcome = on_databases(&args, &data_dir, &databases, &stop).await;
    // Whatever came of it, the cluster is not left behind.
    databases.close().await?;
    outcome
}

async fn on_databases(
    args: &UpArgs,
    data_dir: &DataDir,
    databases: &Databases,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    let signer = Signer::generate();
    let step = Step::start("services");
    let services = start_services(args, data_dir, databases, &signer).await?;
    step.done();
    let outcome = with_services(args, data_dir, &services, &signer, stop).await;
    let mut clean = true;
    for service in services.into_iter().rev() {
        clean &= service.stop().await;
    }
    outcome?;
    if clean {
        Ok(())
    } else {
        Err(Failure::new(
            "a service did not end cleanly; its log says why",
        ))
    }
}

/// All services, each on its database, sharing one bus.
async fn start_services(
    args: &UpArgs,
    data_dir: &DataDir,
    databases: &Databases,
    signer: &Signer,
) -> Result<Vec<Running>, Failure> {
    let process = Process {
        bus: bus(args),
        metrics: Some(install_metrics()?),
    };
    let identity_key = signer.public_jwk()?;
    // The services stop after the gateway, one by one, not by a signal.
    let stop = CancellationToken::new();
    let mut sources = Vec::with_capacity(MEMBERS.len());
    for member in MEMBERS {
        let source = settings::of_service(member.name)
            .with("PORTICO_DATABASE_URL", databases.url(member.name).await?)
            .with("PORTICO_IDENTITY_PUBLIC_KEY", &identity_key);
        sources.push(with_mail(source, member.name, args, data_dir));
    }
    let starts = MEMBERS.iter().zip(&sources).map(async |(member, source)| {
        let failed = Failure::of(format!("{} did not start", member.name));
        (member.start)(source, &process, &stop)
            .await
            .map_err(failed)
    });
    let (running, failed): (Vec<_>, Vec<_>) = futures::future::join_all(starts)
        .await
        .into_iter()
        .partition(Result::is_ok);
    let running: Vec<_> = running.into_iter().flatten().collect();
    let Some(Err(failure)) = failed.into_iter().next() else {
        return Ok(running);
    };
    for service in running {
        service.stop().await;
    }
    Err(failure)
}

fn bus(args: &UpArgs) -> Arc<dyn Bus> {
    let names = MEMBERS.iter().map(|member| member.name);
    match &args.broker {
        None => Arc::new(InProcessBus::new(names)),
        Some(url) => Arc::new(AmqpBus::new(AmqpConfig {
            url: url.0.clone(),
            namespace: args.broker_namespace.clone(),
            consumers: names.map(ToOwned::to_owned).collect(),
            ..AmqpConfig::default()
        })),
    }
}

/// Notifications writes mail into the data folder, unless a mail server is named.
fn with_mail(source: MapSource, service: &str, args: &UpArgs, data_dir: &DataDir) -> MapSource {
    if service != NOTIFICATIONS {
        return source;
    }
    let source = source.with("PORTICO_MAILBOX", data_dir.mail().display().to_string());
    match args.listen.port() {
        // Known only after the start, and another one next time: no link is better than a dead one.
        0 => source,
        _ => source.with("PORTICO_SHOP_URL", format!("http://{}", args.listen)),
    }
}

async fn with_services(
    args: &UpArgs,
    data_dir: &DataDir,
    services: &[Running],
    signer: &Signer,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    let mut logins = Vec::new();
    if !args.no_seed {
        let step = Step::start("demo data");
        let dbs: BTreeMap<&'static str, Db> = services
            .iter()
            .map(|service| (service.name(), service.db().clone()))
            .collect();
        logins = seed::seed(&dbs).await?;
        step.done();
    }
    let step = Step::start("gateway");
    let urls: BTreeMap<_, _> = services
        .iter()
        .map(|service| {
            (
                service.name(),
                format!("http://{}/graphql", service.address()),
            )
        })
        .collect();
    let gateway = gateway::bind(args, &urls, signer).await?;
    step.done();
    let run_file = RunFile::write(&data_dir.run_file(), gateway.local_addr(), &urls)?;
    banner::print(gateway.local_addr(), data_dir, &logins);

    let drained = tokio::select! {
        drained = gateway.run(stop.clone()) => drained,
        () = any_stops(services) => {
            return Err(Failure::new("a service stopped by itself; its log says why"));
        }
    };
    drop(run_file);
    if drained.cut > 0 {
        tell(format_args!(
            "portico: {} connection(s) were cut off at the end of the drain period",
            drained.cut
        ));
    }
    Ok(())
}

/// Resolves when one of the services stops by itself.
async fn any_stops(services: &[Running]) {
    let stopping = services.iter().map(|service| Box::pin(service.stopping()));
    futures::future::select_all(stopping).await;
}

/// Cancelled by Ctrl-C or SIGTERM; a second one ends the process at once.
fn stop_on_signals() -> Result<CancellationToken, Failure> {
    let stop = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let token = stop.clone();
    // Lives as long as the process, which is why nobody waits for it.
    tokio::spawn(async move {
        either(&mut interrupt, &mut terminate).await;
        tell("portico: stopping, what is under way is finished first (again: at once)");
        token.cancel();
        either(&mut interrupt, &mut terminate).await;
        std::process::exit(INTERRUPTED);
    });
    Ok(stop)
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}
