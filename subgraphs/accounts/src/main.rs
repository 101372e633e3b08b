//! The service `accounts` as a process.

fn main() -> std::process::ExitCode {
    subgraph_kit::service::main::<accounts::AccountsService>()
}
