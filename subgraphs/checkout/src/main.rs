//! `portico-checkout serve | sdl | migrate`.

fn main() -> std::process::ExitCode {
    subgraph_kit::service::main::<checkout::Checkout>()
}
