//! Webhooks: partners' servers are told what happens in their products, whatever those servers do.

mod crash;
mod delivery;
mod faults;
mod operations;
pub mod partner;
pub mod receiver;
