//! The `world-review` program: reads the command line and hands over to the command. What a command does is in
//! `cli/`, the server itself in `lib.rs`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    api::cli::run()
}
