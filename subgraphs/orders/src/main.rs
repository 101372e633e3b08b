//! `portico-orders serve | sdl | migrate`.

fn main() -> std::process::ExitCode {
    subgraph_kit::service::main::<orders::Orders>()
}
