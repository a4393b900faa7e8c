//! A copy of a product that is kept in step: the reference client of `GET /v1/sync`. It goes on where it was, verifies that nothing
//! was left out or changed (`verify.rs`), and applies what it is told to a folder of files (`folder.rs`). A copy may begin with a bundle
//! (`bundle.rs`) that was taken where there was a connection.

use std::path::Path;
use std::time::Duration;

use domain::id::ProductId;
use jiff::Timestamp;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use tokio::io::AsyncWriteExt as _;

mod bundle;
mod folder;
mod page;
mod verify;

use folder::{Folder, State};
use page::{Page, Step};

/// The texts of a page.
const PAGE: &str = "100";
/// How long a bundle may take.
const BUNDLE_TIMEOUT: Duration = Duration::from_secs(3_600);
/// How long any other request may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The longest that is waited for a server that says when to come again.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a copy couldn't be brought into step. What was applied until then stays, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The server can't be reached, or breaks off.
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    /// The server refuses.
    #[error("the server answers {status}: {detail}")]
    Refused {
        /// The status.
        status: u16,
        /// What it says.
        detail: String,
    },
    /// What it says can't be read.
    #[error("the answer can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// What it says doesn't fit what it said before, or isn't signed.
    #[error("the answer doesn't verify: {0}")]
    Unverified(String),
    /// A bundle is a beginning, and the copy has begun.
    #[error("there is a copy already: a bundle begins one in an empty folder")]
    Begun,
    /// The folder.
    #[error("{0}")]
    Folder(#[from] std::io::Error),
}

/// What a run has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Texts that were written.
    pub written: usize,
    /// Texts that were removed.
    pub removed: usize,
    /// The number of the entry that was reached.
    pub number: i64,
}

/// Where a copy comes from.
#[derive(Clone)]
pub struct Mirror {
    url: String,
    key: HeaderValue,
    product: Option<ProductId>,
    client: Client,
}

impl Mirror {
    /// A copy of a product of the server at `url`, that is read by this key. Without a product it is the one that there is.
    ///
    /// # Errors
    /// A key that can't be sent; a client that can't be made.
    pub fn new(url: &str, key: &str, product: Option<ProductId>) -> Result<Self, MirrorError> {
        let refused = |_| MirrorError::Refused { status: 401, detail: "this is no key".to_owned() };
        let mut key = HeaderValue::from_str(key.trim()).map_err(refused)?;
        key.set_sensitive(true);
        crate::ports::choose_tls();
        let agent = concat!("world-review-sync/", env!("CARGO_PKG_VERSION"));
        let client = Client::builder().user_agent(agent).build()?;
        Ok(Self { url: url.trim_end_matches('/').to_owned(), key, product, client })
    }

    /// Takes a bundle into a file, verifies it, and answers how many texts it has.
    ///
    /// # Errors
    /// See [`MirrorError`]; there is no file then.
    pub async fn take_bundle(&self, file: &Path) -> Result<usize, MirrorError> {
        let keys = self.keys().await?;
        let product = self.product.map(|product| product.to_string());
        let query: Vec<_> = product.iter().map(|product| ("product", product.as_str())).collect();
        let mut answer = self.get("/v1/sync/bundle", &query, BUNDLE_TIMEOUT).await?;
        let part = file.with_extension("part");
        let mut whole = tokio::fs::File::create(&part).await?;
        while let Some(piece) = answer.chunk().await? {
            whole.write_all(&piece).await?;
        }
        whole.sync_all().await?;
        let (_, texts) = bundle::read(&part, &keys, None)?;
        std::fs::rename(&part, file)?;
        Ok(texts)
    }

    /// Begins the copy in a folder with a bundle, and answers how many texts it has: what had to be deleted by now isn't among them.
    /// [`Mirror::pull`] goes on from there.
    ///
    /// # Errors
    /// See [`MirrorError`]; nothing of a bundle that doesn't verify is taken for a copy.
    pub async fn open_bundle(&self, file: &Path, folder: &Path, now: Timestamp) -> Result<usize, MirrorError> {
        let folder = Folder::open(folder)?;
        if folder.state()?.is_some() {
            return Err(MirrorError::Begun);
        }
        folder.begin_copy()?;
        let (state, texts) = bundle::read(file, &self.keys().await?, Some((&folder, now)))?;
        if self.product.is_some_and(|product| product.to_string() != state.product) {
            return Err(MirrorError::Unverified(format!("the bundle is of {}", state.product)));
        }
        folder.finish_copy(Some(&state))?;
        folder.save(&State { copying: false, ..state })?;
        Ok(texts)
    }

    /// The keys that the server signs with.
    async fn keys(&self) -> Result<String, MirrorError> {
        Ok(self.get("/.well-known/jwks.json", &[], TIMEOUT).await?.text().await?)
    }

    /// Brings the copy in a folder into step.
    ///
    /// # Errors
    /// See [`MirrorError`].
    pub async fn pull(&self, folder: &Path) -> Result<Pulled, MirrorError> {
        let folder = Folder::open(folder)?;
        let keys = self.keys().await?;
        let mut pulled = Pulled::default();
        if folder.state()?.is_none() {
            // What a run that came to nothing has left.
            folder.begin_anew()?;
        }
        loop {
            let state = folder.state()?;
            let Some(page) = self.page(state.as_ref()).await? else {
                // What happened meanwhile has been cleared away there: all of it anew.
                folder.begin_anew()?;
                continue;
            };
            verify::page(&page, state.as_ref(), &keys).map_err(MirrorError::Unverified)?;
            let (copying, has_next) = (page.step == Step::Snapshot, page.page.has_next);
            if !copying {
                folder.finish_copy(state.as_ref())?;
            }
            folder.apply(&page, &mut pulled)?;
            pulled.number = page.chain.to.number;
            let state = State {
                product: page.product,
                cursor: page.page.end_cursor,
                number: page.chain.to.number,
                hash: page.chain.to.hash,
                copying,
            };
            folder.save(&state)?;
            if has_next {
                continue;
            }
            if copying {
                folder.finish_copy(Some(&state))?;
                folder.save(&State { copying: false, ..state })?;
            }
            return Ok(pulled);
        }
    }

    /// The next page; `None` when the server doesn't know the place any more.
    async fn page(&self, state: Option<&State>) -> Result<Option<Page>, MirrorError> {
        let product = self.product.map(|product| product.to_string()).or(state.map(|state| state.product.clone()));
        let mut query = vec![("first", PAGE)];
        query.extend(product.as_deref().map(|product| ("product", product)));
        query.extend(state.map(|state| ("after", state.cursor.as_str())));
        match self.get("/v1/sync", &query, TIMEOUT).await {
            Ok(answer) => Ok(Some(serde_json::from_str(&answer.text().await?)?)),
            Err(MirrorError::Refused { status: 410, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)], timeout: Duration) -> Result<Response, MirrorError> {
        let mut url = format!("{}{path}", self.url);
        if !query.is_empty() {
            let pairs = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
            url = format!("{url}?{pairs}");
        }
        loop {
            let answer = self.client.get(&url).timeout(timeout).header("x-api-key", self.key.clone()).send().await?;
            let status = answer.status();
            if status.is_success() {
                return Ok(answer);
            }
            let wait = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            let wait = wait.map(Duration::from_secs).filter(|wait| *wait <= PATIENCE);
            match wait.filter(|_| matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(refused(status, &answer.text().await?)),
            }
        }
    }
}

/// What a server says when it refuses (RFC 9457).
fn refused(status: StatusCode, body: &str) -> MirrorError {
    let problem: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let detail = problem.as_ref().and_then(|problem| problem["detail"].as_str());
    MirrorError::Refused { status: status.as_u16(), detail: detail.unwrap_or("it doesn't say why").to_owned() }
}
