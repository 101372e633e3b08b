//! The service `notifications` as a process.

fn main() -> std::process::ExitCode {
    subgraph_kit::service::main::<notifications::NotificationsService>()
}
