//! The executor in front of a small schema that has each kind of answer and error.

#![allow(clippy::unwrap_used)]

mod answers;
mod hostile;
mod toy;
