//! The binary of the catalogue: `portico-catalog serve | sdl | migrate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    subgraph_kit::service::main::<catalog::Catalog>()
}
