//! Parsing, structural limits, operations and cost, without an engine.

#![allow(clippy::unwrap_used)]

mod admission;
mod cost;
