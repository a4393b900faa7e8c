//! # domain: what is true
//!
//! The model of the publication, its rules, its rows and the in-memory catalogue of what the public may see.
//! Nothing here knows GraphQL or HTTP. A noun is a folder; inside it the verb is a file: `mod.rs` the type,
//! `rules.rs` pure rules, `row` the stored shape, `read.rs` and `edit.rs` the operations of a [`Session`].
//!
//! Three laws are kept here: no data without a viewer ([`Session`]), no write without a [`policy::Permit`], no commit
//! without a change ([`changes`]).

use std::sync::Arc;

use tokio::task::JoinHandle;

pub mod access;
pub mod account;
pub mod article;
pub mod audit;
mod catalogue;
pub mod challenge;
pub mod changes;
pub mod data_export;
mod db;
pub mod error;
pub mod expert;
pub mod feed;
pub mod follow;
pub mod front_page;
pub mod id;
pub mod idempotency;
pub mod identity;
pub mod import;
mod input;
mod instant;
pub mod language;
pub mod mail;
pub mod manuscript;
pub mod media;
mod once;
pub mod page;
pub mod partner;
pub mod playlist;
pub mod policy;
pub mod ports;
pub mod profile;
pub mod purge;
pub mod reading;
pub mod recommend;
mod redirect;
pub mod retention;
mod session;
mod sparse;
pub mod sync;
pub mod taxonomy;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
mod throttle;
mod trace;
mod viewer;
pub mod vitals;
pub mod webhook;
mod word;

pub use catalogue::{Health as CatalogueHealth, Provenance};
pub use db::DatabaseOptions;
pub use error::{Code, Error, Fault, Result, Versions};
pub use language::{Language, Languages, Preference, Served};
pub use session::{Client, Session};
pub use viewer::{Holder, Role, Viewer};

use catalogue::Catalogue;
use db::Db;
use language::Languages as Spoken;
use ports::{Clock, IdentityProvider, Mailer, MediaStore, Purger, Random, WebhookSender};

/// What the domain is given of the world outside.
#[derive(Clone)]
pub struct Ports {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The bytes of images.
    pub media: Arc<dyn MediaStore>,
    /// Who takes mail away.
    pub mailer: Arc<dyn Mailer>,
    /// Other providers that readers log in with.
    pub identity_provider: Arc<dyn IdentityProvider>,
    /// Who takes webhooks away.
    pub webhooks: Arc<dyn WebhookSender>,
    /// The caches in front of the server, if there are any that want to be told what to purge.
    pub purger: Option<Arc<dyn Purger>>,
}

/// What the domain is told by its operator.
#[derive(Debug, Clone)]
pub struct Options {
    /// The database and its connections.
    pub database: DatabaseOptions,
    /// The languages of the publication.
    pub languages: Languages,
    /// Tokens, sessions, passwords and codes.
    pub access: access::AccessOptions,
    /// Featured lists.
    pub playlists: playlist::PlaylistOptions,
}

/// The whole of the domain: opened once a process, cheap to clone, and of use only through a [`Session`].
#[derive(Clone)]
pub struct Domain(Arc<Inner>);

struct Inner {
    db: Db,
    catalogue: Catalogue,
    bodies: article::BodyCache,
    languages: Spoken,
    access: access::Access,
    partners: partner::Book,
    webhooks_followed: webhook::Followed,
    purged: purge::Purged,
    playlists: playlist::PlaylistOptions,
    featured: playlist::FeaturedLists,
    popular: recommend::Popular,
    workshop: media::Workshop,
    ports: Ports,
}

/// The running follower that keeps the catalogue. Dropping it doesn't stop it; [`Follower::stop`] does.
pub struct Follower(JoinHandle<()>);

impl Follower {
    /// Stops following, for a shutdown.
    pub fn stop(&self) {
        self.0.abort();
    }
}

impl Domain {
    /// Opens the database, whose schema must be up to date.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be reached or is not what this build expects.
    pub async fn open(options: Options, ports: Ports) -> Result<Self> {
        let db = Db::open(&options.database).await?;
        let bodies = article::BodyCache::new(article::BODY_CACHE_BYTES);
        let access = access::Access::open(&db, options.access, ports.clock.now()).await?;
        let partners = partner::Book::open(&db).await?;
        let (catalogue, languages, playlists) = (Catalogue::default(), options.languages, options.playlists);
        let (workshop, webhooks_followed) = (media::Workshop::default(), webhook::Followed::default());
        Ok(Self(Arc::new(Inner {
            db,
            catalogue,
            bodies,
            languages,
            access,
            partners,
            webhooks_followed,
            purged: purge::Purged::default(),
            playlists,
            featured: playlist::FeaturedLists::default(),
            popular: recommend::Popular::default(),
            workshop,
            ports,
        })))
    }

    /// Builds the catalogue from the database and keeps it from then on. Until this is called nothing is public:
    /// a program that only imports doesn't need it.
    ///
    /// # Errors
    /// When the database doesn't answer or holds something that this build can't read.
    pub async fn start_catalogue(&self) -> Result<Follower> {
        catalogue::build(self).await?;
        let domain = self.clone();
        Ok(Follower(tokio::spawn(async move { changes::follow(domain).await })))
    }

    /// A session of nobody in particular.
    #[must_use]
    pub fn anonymous(&self, client: Client, request_id: &str) -> Session {
        Session::new(self, Viewer::anonymous(), client, request_id)
    }

    /// A session of whoever this `Authorization` field proves to be.
    ///
    /// # Errors
    /// `credential_invalid`, whatever is wrong with it: a broken credential never passes as anonymous.
    pub fn authenticate(&self, authorization: &str, client: Client, request_id: &str) -> Result<Session> {
        let now = self.0.ports.clock.now();
        let key = authorization.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        match key.filter(|(_, key)| partner::Book::is_key(key)) {
            Some((_, key)) => self.authenticate_key(key, client, request_id),
            None => Ok(Session::new(self, self.0.access.verify(authorization, now)?, client, request_id)),
        }
    }

    /// A session of the partner's program that holds this key.
    ///
    /// # Errors
    /// `credential_invalid`, whatever is wrong with it.
    pub fn authenticate_key(&self, key: &str, client: Client, request_id: &str) -> Result<Session> {
        let partner = self.0.partners.verify(key, self.0.ports.clock.now()).ok_or_else(access::refused)?;
        Ok(Session::new(self, Viewer::program_of(partner), client, request_id))
    }

    /// The one refusal of credentials, for a request that has several of them.
    #[must_use]
    pub fn refuse_credentials(&self) -> Error {
        access::refused()
    }

    /// A session of the program itself, on the job of this name.
    #[must_use]
    pub fn system(&self, job: &'static str) -> Session {
        let run = id::generate(&*self.0.ports.clock, &*self.0.ports.random);
        Session::new(self, Viewer::system(job), Client::default(), &run.to_string().to_lowercase())
    }

    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn session_of(&self, viewer: Viewer) -> Session {
        Session::new(self, viewer, Client::default(), "test")
    }

    /// The languages of the publication.
    #[must_use]
    pub fn languages(&self) -> &Languages {
        &self.0.languages
    }

    /// Whether what comes from there would be the same if it were made now: in this process no change is answered before this says so.
    #[must_use]
    pub fn is_fresh(&self, provenance: &Provenance) -> bool {
        self.0.catalogue.is_fresh(provenance, || self.0.ports.clock.now())
    }

    /// The provenance of whatever is public now: it is fresh until anything is another than it is.
    #[must_use]
    pub fn present(&self) -> Provenance {
        self.0.catalogue.present()
    }

    /// How large the catalogue is, and how far behind the log.
    ///
    /// # Errors
    /// `unavailable` when the database doesn't answer.
    pub async fn catalogue_health(&self) -> Result<CatalogueHealth> {
        let head = changes::head(self.db().wake().connection()).await?;
        Ok(self.0.catalogue.health(head))
    }

    /// The database answers.
    ///
    /// # Errors
    /// `unavailable` when it doesn't.
    pub async fn ping(&self) -> Result<()> {
        self.db().ping().await
    }

    /// How many SQL statements were sent by sessions since the start; followers aren't counted.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.db().statements()
    }

    /// How many passwords were hashed or checked since the start.
    #[must_use]
    pub fn passwords_hashed(&self) -> u64 {
        self.0.access.passwords.done()
    }

    /// The most memory that pictures took at once since the start, in MiB, as they are reckoned.
    #[must_use]
    pub fn workshop_peak(&self) -> u64 {
        self.0.workshop.most_taken()
    }

    /// Closes the database after the statements under way.
    ///
    /// # Errors
    /// When it doesn't close in order.
    pub async fn close(&self) -> Result<()> {
        self.db().close().await
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    pub(crate) fn bodies(&self) -> &article::BodyCache {
        &self.0.bodies
    }

    pub(crate) fn access(&self) -> &access::Access {
        &self.0.access
    }

    pub(crate) fn partners(&self) -> &partner::Book {
        &self.0.partners
    }

    pub(crate) fn webhooks_followed(&self) -> &webhook::Followed {
        &self.0.webhooks_followed
    }

    pub(crate) fn purged(&self) -> &purge::Purged {
        &self.0.purged
    }

    pub(crate) fn playlist_options(&self) -> playlist::PlaylistOptions {
        self.0.playlists
    }

    pub(crate) fn featured_lists(&self) -> &playlist::FeaturedLists {
        &self.0.featured
    }

    pub(crate) fn popular(&self) -> &recommend::Popular {
        &self.0.popular
    }

    pub(crate) fn workshop(&self) -> &media::Workshop {
        &self.0.workshop
    }

    pub(crate) fn ports(&self) -> &Ports {
        &self.0.ports
    }
}
