//! The real ports of the domain: the system's clock and randomness, the media store, mail, login providers, webhooks, and caches in front.

mod clock;
mod mail_folder;
mod mail_message;
mod mail_smtp;
mod media;
mod oidc;
mod purge;
mod random;
mod tls;
mod webhook;

pub use clock::SystemClock;
pub use mail_folder::MailFolder;
pub use mail_smtp::MailServer;
pub use media::MediaObjects;
pub use oidc::LoginProviders;
pub use purge::PurgePost;
pub use random::SystemRandom;
pub use tls::choose_tls;
pub use webhook::WebhookPost;
