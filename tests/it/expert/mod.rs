//! Experts: what everybody reads of them, and how editors change them.

mod edit;
mod merge;
mod profile;
mod read;
