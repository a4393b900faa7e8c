//! Doubles of the ports, and sessions of every kind of viewer: for tests alone, behind the feature `testing`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use jiff::{SignedDuration, Timestamp};

use crate::access::{AccessOptions, Login, PasswordCost, SessionMethod, begin_session};
use crate::account::{self, Email, NewAccount};
use crate::article::{Article, ArticleQuery, ArticleText, Kind};
use crate::changes::{self, Changes, Entry};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::{AccountId, AccountSessionId};
use crate::media::{self, ImageState, ImageUse};
use crate::page::{Fingerprint, PageRequest};
use crate::partner::{self, Terms};
use crate::policy;
use crate::ports::{
    Clock, IdentityClaims, IdentityProvider, IdentityProviderError, LoginBegun, LoginProvider, LoginReturned, Mailer,
    MailerError, MediaStore, MediaStoreError, Message, Random,
};
use crate::session::Session;
use crate::viewer::{Holder, Kind as Who, Role, Viewer};
use crate::{DatabaseOptions, Domain, Language, Languages, Options, Ports, article};

mod webhook;

pub use webhook::TestWebhookSender;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// A clock that stands at this instant.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        Self(Mutex::new(instant))
    }

    /// Moves the clock on.
    ///
    /// # Panics
    /// When that is past the end of time.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Bytes that look random and are the same in every run.
#[derive(Debug, Default)]
pub struct TestRandom(AtomicU64);

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) {
        use sha2::{Digest, Sha256};
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        let bytes = Sha256::digest(count.to_be_bytes());
        for (byte, random) in buffer.iter_mut().zip(bytes.iter().cycle()) {
            *byte = *random;
        }
    }
}

/// A media store in memory. What is put there was stored at the beginning of time, until a test says otherwise.
#[derive(Debug, Default)]
pub struct TestMediaStore {
    objects: Mutex<HashMap<String, (Bytes, Timestamp)>>,
    is_down: AtomicBool,
}

impl TestMediaStore {
    /// All names.
    pub fn names(&self) -> Vec<String> {
        self.held().keys().cloned().collect()
    }

    /// Says when an object was stored.
    pub fn date(&self, name: &str, at: Timestamp) {
        if let Some((_, stored)) = self.held().get_mut(name) {
            *stored = at;
        }
    }

    /// From now on it doesn't answer, or does again.
    pub fn go_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::Relaxed);
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Bytes, Timestamp)>> {
        self.objects.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn up(&self, name: &str) -> std::result::Result<(), MediaStoreError> {
        match self.is_down.load(Ordering::Relaxed) {
            true => Err(MediaStoreError { name: name.to_owned(), reason: "the store is down".to_owned() }),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl MediaStore for TestMediaStore {
    async fn put(&self, name: &str, bytes: Bytes) -> std::result::Result<(), MediaStoreError> {
        self.up(name)?;
        self.held().insert(name.to_owned(), (bytes, Timestamp::UNIX_EPOCH));
        Ok(())
    }

    async fn get(&self, name: &str) -> std::result::Result<Option<Bytes>, MediaStoreError> {
        self.up(name)?;
        Ok(self.held().get(name).map(|(bytes, _)| bytes.clone()))
    }

    async fn delete(&self, name: &str) -> std::result::Result<(), MediaStoreError> {
        self.up(name)?;
        self.held().remove(name);
        Ok(())
    }

    async fn stored_at(&self, name: &str) -> std::result::Result<Option<Timestamp>, MediaStoreError> {
        self.up(name)?;
        Ok(self.held().get(name).map(|(_, at)| *at))
    }

    fn list(&self) -> BoxStream<'_, std::result::Result<(String, Timestamp), MediaStoreError>> {
        let down = self.up("").err().map(Err);
        let all: Vec<_> = self.held().iter().map(|(name, (_, at))| Ok((name.clone(), *at))).collect();
        futures::stream::iter(down.map_or(all, |down| vec![down])).boxed()
    }
}

/// No provider at all, until a test puts some in its place.
#[derive(Default)]
pub struct TestIdentityProvider(Mutex<Option<Arc<dyn IdentityProvider>>>);

impl TestIdentityProvider {
    /// From now on these providers are asked.
    pub fn put_in_place(&self, providers: Arc<dyn IdentityProvider>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(providers);
    }

    fn asked(&self) -> Option<Arc<dyn IdentityProvider>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl IdentityProvider for TestIdentityProvider {
    async fn providers(&self) -> Vec<LoginProvider> {
        match self.asked() {
            Some(providers) => providers.providers().await,
            None => Vec::new(),
        }
    }

    async fn begin(&self, provider: &str, begun: LoginBegun<'_>) -> std::result::Result<String, IdentityProviderError> {
        self.asked().ok_or(IdentityProviderError::Unknown)?.begin(provider, begun).await
    }

    async fn finish(
        &self,
        provider: &str,
        returned: LoginReturned<'_>,
    ) -> std::result::Result<IdentityClaims, IdentityProviderError> {
        self.asked().ok_or(IdentityProviderError::Unknown)?.finish(provider, returned).await
    }
}

/// A mailer that keeps what it is given.
#[derive(Debug, Default)]
pub struct TestMailer {
    sent: Mutex<Vec<Message>>,
    failing: Mutex<Option<bool>>,
}

impl TestMailer {
    /// All that was sent, in its order.
    pub fn sent(&self) -> Vec<Message> {
        self.sent.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// From now on every message is refused: for good (`Some(true)`), for the moment (`Some(false)`), or no longer.
    pub fn fail(&self, for_good: Option<bool>) {
        *self.failing.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = for_good;
    }
}

#[async_trait]
impl Mailer for TestMailer {
    async fn send(&self, message: &Message) -> std::result::Result<(), MailerError> {
        match *self.failing.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Some(true) => return Err(MailerError::Final("no such mailbox".to_owned())),
            Some(false) => return Err(MailerError::Passing("the server is busy".to_owned())),
            None => {}
        }
        self.sent.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(message.clone());
        Ok(())
    }
}

/// Every kind of viewer that there is, with its name. Their accounts aren't in any database.
#[must_use]
pub fn viewers() -> Vec<(&'static str, Viewer)> {
    let holder = |number| Holder {
        account: AccountId::new(ulid::Ulid::from_parts(1, number)),
        session: AccountSessionId::new(ulid::Ulid::from_parts(1, number)),
    };
    let staff = |number, role| Viewer::of(Who::Staff(holder(number), vec![role]));
    vec![
        ("anonymous", Viewer::of(Who::Anonymous)),
        ("reader", Viewer::of(Who::Reader(holder(1)))),
        ("author", staff(2, Role::Author)),
        ("editor", staff(3, Role::Editor)),
        ("admin", staff(4, Role::Admin)),
        ("partner manager", staff(5, Role::PartnerManager)),
        ("partner without a product", Viewer::of(Who::Partner(partner::example(None)))),
        ("partner", partner_with(Terms::default())),
        ("partner a day ahead", partner_with(Terms { lead_minutes: 24 * 60, ..Terms::default() })),
        ("partner with images", partner_with(Terms { images: true, ..Terms::default() })),
        ("partner until yesterday", partner_with(Terms { ends_at: Some(Timestamp::UNIX_EPOCH), ..Terms::default() })),
        ("partner of opinions", partner_with(Terms { kinds: vec![Kind::Opinion], ..Terms::default() })),
        ("system", Viewer::system("test")),
    ]
}

/// Options on this database, in English and German, with passwords that cost nothing to hash.
///
/// # Panics
/// Never: both are languages.
#[must_use]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
pub fn options(url: &str, max_connections: u32) -> Options {
    let languages = ["en", "de"].map(|tag| Language::parse(tag).expect("a language")).to_vec();
    let password_cost = PasswordCost { memory_kib: 64, iterations: 1, parallelism: 1 };
    Options {
        database: DatabaseOptions { url: url.to_owned(), max_connections },
        languages: Languages::new(languages).expect("two languages"),
        access: AccessOptions { password_cost, ..AccessOptions::default() },
        playlists: crate::playlist::PlaylistOptions::default(),
    }
}

/// All ports as doubles of which a test asks nothing, with this clock.
#[must_use]
pub fn ports(clock: Arc<dyn Clock>) -> Ports {
    Ports {
        clock,
        random: Arc::new(TestRandom::default()),
        media: Arc::new(TestMediaStore::default()),
        mailer: Arc::new(TestMailer::default()),
        identity_provider: Arc::new(TestIdentityProvider::default()),
        webhooks: Arc::new(TestWebhookSender),
        purger: None,
    }
}

/// The password of every account that [`log_in`] makes.
pub const PASSWORD: &str = "seven quiet harbours at dawn";

/// Makes an account with these roles and logs it in, as if it had registered.
///
/// # Errors
/// When the database fails, or the address has an account.
pub async fn log_in(domain: &Domain, name: &str, roles: &[Role]) -> Result<Login> {
    let session = domain.anonymous(crate::Client { device: Some(format!("{name}'s device")), network: None }, "test");
    let permit = policy::require(session.viewer(), policy::Action::AccountEnter)?;
    let access = domain.access();
    let hash = access.passwords.rehash(PASSWORD, &domain.ports().random).await?;
    let tx = WriteTx::begin(&session, &permit).await?;
    let new = NewAccount {
        email: Email::parse(&format!("{}@example.org", name.to_lowercase()))?,
        display_name: name.to_owned(),
        language: domain.languages().default_language().clone(),
        roles: roles.to_vec(),
        password_hash: Some(hash.clone()),
    };
    let made = account::make(&tx, &permit, new).await?;
    let (account, made) = made.ok_or_else(|| Error::internal("there is such an account"))?;
    let verified = access.passwords.check(PASSWORD, Some(&hash)).await?;
    let (login, begun) = begin_session(&tx, &permit, verified, account, SessionMethod::Password).await?;
    tx.commit(Changes::Of(vec![made, begun])).await?;
    Ok(login)
}

/// A session of any viewer.
#[must_use]
pub fn session_of(domain: &Domain, viewer: &Viewer) -> Session {
    domain.session_of(viewer.clone())
}

/// A partner's program with one product that says this. Its organisation isn't in any database.
#[must_use]
pub fn partner_with(terms: Terms) -> Viewer {
    Viewer::of(Who::Partner(partner::example(Some(terms))))
}

/// What `policy` says of one text of an article, where there are neither topics nor regions.
#[must_use]
pub fn may_see(viewer: &Viewer, article: &Article, text: &ArticleText, now: Timestamp) -> bool {
    policy::text(&policy::sight(viewer, || (Arc::default(), now)), article, text).is_ok()
}

/// What `policy` says of one text of an article here.
#[must_use]
pub fn sees(session: &Session, article: &Article, text: &ArticleText) -> bool {
    let sight = policy::sight(session.viewer(), || (session.snapshot(), session.now()));
    policy::text(&sight, article, text).is_ok()
}

/// Which images this viewer sees, by their state and by whether their rights allow to show them here now: `ready`,
/// `ready without rights` …
#[must_use]
pub fn images_seen(viewer: &Viewer) -> Vec<String> {
    let (now, mut seen) = (Timestamp::UNIX_EPOCH, Vec::new());
    for state in ImageState::ALL {
        for (rights, uses, rights_until) in [
            ("", ImageUse::ALL, None),
            (" without rights", &ImageUse::ALL[1..], None),
            (" past its time", ImageUse::ALL, Some(now)),
        ] {
            let image = media::example(*state, uses.to_vec(), rights_until);
            if policy::image(viewer, &image, now).is_ok() {
                seen.push(format!("{state}{rights}"));
            }
        }
    }
    seen
}

/// What `visible_to` gives this viewer: the articles in the database, whoever the viewer is, without the catalogue.
///
/// # Errors
/// When the database fails.
pub async fn stored_articles(session: &Session, query: &ArticleQuery) -> Result<Vec<Article>> {
    let request = PageRequest { first: Some(100), ..PageRequest::default() };
    let spec = request.check(Fingerprint::of("test"))?;
    let all = article::row::Subtrees { topics: None, regions: None };
    let sight = policy::sight(session.viewer(), || (session.snapshot(), session.now()));
    let page = article::row::page(session.db().reader(), query, &all, &spec, &sight).await?;
    Ok(page.into_iter().map(|(_, article)| article).collect())
}

/// The change log from its beginning, at most a thousand entries.
///
/// # Errors
/// When the database fails.
pub async fn change_log(domain: &Domain) -> Result<Vec<Entry>> {
    changes::after(domain.db().wake().connection(), 0, 1_000).await
}

/// A token with any header and claims, signed by the key of the server that signs now.
///
/// # Errors
/// When there is no key.
pub fn sign(domain: &Domain, header: &serde_json::Value, claims: &serde_json::Value) -> Result<String> {
    domain.access().sign(header, claims, domain.ports().clock.now())
}

/// All lists that are held on an account, as its data export has them.
///
/// # Errors
/// When the database fails.
pub async fn held_playlists(domain: &Domain, account: AccountId) -> Result<serde_json::Value> {
    crate::playlist::row::held(domain.db().reader(), account).await
}

/// Removes the lists of an account as its erasure does, and answers kind and audience of what is told of that.
///
/// # Errors
/// When the database fails.
pub async fn forget_playlists(domain: &Domain, account: AccountId) -> Result<Vec<String>> {
    let session = domain.system("test");
    let permit = policy::require(session.viewer(), policy::Action::AccountManage)?;
    let tx = WriteTx::begin(&session, &permit).await?;
    let told = crate::playlist::row::forget_account(&tx, &permit, account).await?;
    let said = told.iter().map(|change| format!("{} {}", change.kind, change.audience.as_str())).collect();
    tx.commit(Changes::Of(told)).await?;
    Ok(said)
}
