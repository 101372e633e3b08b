//! The gateway over the services of this process.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use gateway_composition::{Composition, Diagnostic, SubgraphSource, compose};
use gateway_server::config::{
    AuthConfig, Config, IdentityConfig, JwksSource, RateLimitConfig, StorefrontConfig,
};
use gateway_server::{BoundGateway, Gateway};
use subgraph_kit::identity::Signer;

use crate::cli::UpArgs;
use crate::failure::Failure;
use crate::members::MEMBERS;

/// A burst of so many seconds' requests passes.
const BURST_SECONDS: u32 = 4;

/// Composes the services' schemas; `urls` by service name.
pub(crate) fn composition(urls: &BTreeMap<&'static str, String>) -> Result<Composition, Failure> {
    let sources: Vec<SubgraphSource> = MEMBERS
        .iter()
        .map(|member| SubgraphSource {
            name: member.name.to_owned(),
            url: urls.get(member.name).cloned().unwrap_or_default(),
            sdl: (member.sdl)(),
            file: Some(format!("schema/subgraphs/{}.graphql", member.name)),
        })
        .collect();
    compose(&sources).map_err(|findings| {
        let lines: Vec<String> = findings.iter().map(line).collect();
        Failure::new(format!(
            "the services' schemas do not compose:\n{}",
            lines.join("\n")
        ))
    })
}

fn line(finding: &Diagnostic) -> String {
    let place = finding
        .places
        .first()
        .map(|place| format!("{}:{}: ", place.subgraph, place.line));
    format!(
        "  {}{}: {}",
        place.unwrap_or_default(),
        finding.code,
        finding.message
    )
}

/// Builds the gateway and takes its address.
pub(crate) async fn bind(
    args: &UpArgs,
    urls: &BTreeMap<&'static str, String>,
    signer: &Signer,
) -> Result<BoundGateway, Failure> {
    let supergraph = composition(urls)?.supergraph_sdl;
    let gateway = Gateway::build(config(args, urls, signer)?, &supergraph)?;
    gateway
        .bind()
        .await
        .map_err(|error| in_use(args.listen).unwrap_or_else(|| error.into()))
}

fn config(
    args: &UpArgs,
    urls: &BTreeMap<&'static str, String>,
    signer: &Signer,
) -> Result<Config, Failure> {
    let accounts = urls
        .get("accounts")
        .ok_or_else(|| Failure::new("accounts does not run"))?;
    let jwks = accounts
        .replace("/graphql", "/.well-known/jwks.json")
        .parse()?;
    Ok(Config {
        listen: args.listen,
        auth: Some(AuthConfig::new(
            JwksSource::Url(jwks),
            "portico-accounts",
            "portico",
        )),
        identity: Some(IdentityConfig::new(signer.pkcs8_pem())),
        rate_limit: Some(RateLimitConfig {
            requests_per_second: args.rate_limit.per_second,
            burst: args.rate_limit.per_second.saturating_mul(BURST_SECONDS),
            ..RateLimitConfig::default()
        }),
        storefront: Some(StorefrontConfig::new(&args.storefront)),
        // This is a shop on one's own machine, where the plan is what one wants to see.
        expose_plan: true,
        ..Config::default()
    })
}

/// What to do when the address is taken; `None` when it is free.
pub(crate) fn in_use(address: SocketAddr) -> Option<Failure> {
    let error = std::net::TcpListener::bind(address).err()?;
    Some(match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::new(format!(
            "{address} is in use: stop what listens there, or choose another address with --listen"
        )),
        _ => Failure::of(format!("cannot listen on {address}"))(error),
    })
}
