//! Webhooks: partners' servers are told what happens in their products, whatever those servers do.

mod delivery;
mod partner;
mod receiver;
