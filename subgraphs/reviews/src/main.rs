//! The service `reviews` as a process.

fn main() -> std::process::ExitCode {
    subgraph_kit::service::main::<reviews::ReviewsService>()
}
