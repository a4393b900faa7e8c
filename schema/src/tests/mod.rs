//! The committed SDL, and smoke tests of the resolvers over a small publication on a temporary SQLite file. What
//! clients see over HTTP is tested through the front door, in the crate `tests`.

use std::path::Path;

mod bodies;
mod errors;
mod languages;
mod lists;
mod uploads;
mod world;

/// Run with `UPDATE=1` in the environment to write the file anew.
#[test]
fn the_committed_sdl_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, crate::sdl()).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap() == crate::sdl(), "schema.graphql is old: run again with UPDATE=1");
}
