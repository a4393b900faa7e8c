//! HTTP as such: what each request passes on its way in and out, whatever is asked and by which voice. What is
//! answered is no business of this room.
//!
//! | file | holds |
//! | --- | --- |
//! | `edge.rs` | the way in and out: request id, credentials, log, headers that all answers have, CORS |
//! | `body.rs` `idempotency.rs` | what a request sends, and the key that it does so by |
//! | `answer.rs` `finished.rs` `stored.rs` `streamed.rs` | from a representation to a response |
//! | `kept.rs` | finished answers that are kept for whoever asks the same |
//! | `etag.rs` `encoding.rs` `cache.rs` | validators and conditions, content codings, classes of caching |
//! | `limit.rs` | how fast partners' programs may ask, and how they are told |
//! | `accept.rs` `accept_language.rs` `weights.rs` | what clients accept |

mod accept;
pub mod accept_language;
pub mod answer;
mod body;
pub mod cache;
pub mod edge;
pub mod encoding;
pub mod etag;
mod finished;
mod idempotency;
pub mod kept;
mod limit;
mod stored;
mod streamed;
pub mod surrogate;
mod weights;

pub use answer::{Content, Done, Reply, Representation, Vary, respond, send};
pub(crate) use body::is_of_type;
pub use body::{BODY_MAX, Body};
pub use cache::Class;
pub use edge::edge;
pub use finished::Finished;
pub use idempotency::idempotency_key;
pub use stored::Stored;
pub use streamed::Streamed;
