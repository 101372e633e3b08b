//! The binary of the stock: `portico-inventory serve | sdl | migrate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    subgraph_kit::service::main::<inventory::Inventory>()
}
