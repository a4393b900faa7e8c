//! Reads that are put together: what many resolvers of one answer want is read at once. Per request, since they hold
//! its session; what is in the catalogue needs none of this.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use domain::article::Article;
use domain::follow::Target;
use domain::id::{ArticleId, PlaylistId};
use domain::page::Page;
use domain::playlist::{ItemsWanted, Playlist, PlaylistItem};
use domain::text::Body;
use domain::{Language, Session};
use tokio::sync::OnceCell;

use crate::error::{Result, Told};

/// Which body: an article's, in a language.
type BodyKey = (ArticleId, Language);

/// The loaders of one request.
pub(crate) struct Loaders {
    session: Session,
    bodies: Batches<BodyKey, Arc<Body>>,
    articles: Batches<ArticleId, Arc<Article>>,
    followers: Batches<Target, i64>,
    followed: Batches<Target, ()>,
    playlists: Batches<PlaylistId, Playlist>,
    playlist_items: Batches<ItemsWanted, Page<PlaylistItem>>,
}

impl Loaders {
    pub(crate) fn new(session: Session) -> Self {
        Self {
            session,
            bodies: Batches::default(),
            articles: Batches::default(),
            followers: Batches::default(),
            followed: Batches::default(),
            playlists: Batches::default(),
            playlist_items: Batches::default(),
        }
    }

    /// The body of a text; `None` when it has gone meanwhile.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub(crate) async fn body(&self, article: ArticleId, language: Language) -> Result<Option<Arc<Body>>> {
        let read = |keys: Vec<BodyKey>| async move { self.session.articles().bodies(&keys).await.told(&self.session) };
        self.bodies.get((article, language), read).await
    }

    /// One article, for root fields: several of them in a document cost as much as one.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database is needed and fails.
    pub(crate) async fn article(&self, id: ArticleId) -> Result<Option<Arc<Article>>> {
        if self.session.viewer().is_anonymous() {
            // Read from memory: there is nothing to put together.
            return self.session.articles().by_id(id).await.told(&self.session);
        }
        let read = |ids: Vec<ArticleId>| async move {
            let found = self.session.articles().by_ids(&ids).await.told(&self.session)?;
            Ok(ids.into_iter().zip(found).filter_map(|(id, article)| Some((id, article?))).collect())
        };
        self.articles.get(id, read).await
    }

    /// How many follow something.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub(crate) async fn followers(&self, target: Target) -> Result<Option<i64>> {
        let read =
            |targets: Vec<Target>| async move { self.session.follows().followers(&targets).await.told(&self.session) };
        self.followers.get(target, read).await
    }

    /// Whether the viewer follows something: `None` when they don't.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub(crate) async fn followed(&self, target: Target) -> Result<Option<()>> {
        let read = |targets: Vec<Target>| async move {
            let followed = self.session.follows().among(&targets).await.told(&self.session)?;
            Ok(followed.into_iter().map(|target| (target, ())).collect())
        };
        self.followed.get(target, read).await
    }

    /// One playlist, for root fields.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub(crate) async fn playlist(&self, id: PlaylistId) -> Result<Option<Playlist>> {
        let read = |ids: Vec<PlaylistId>| async move {
            let found = self.session.playlists().by_ids(&ids).await.told(&self.session)?;
            Ok(ids.into_iter().zip(found).filter_map(|(id, list)| Some((id, list?))).collect())
        };
        self.playlists.get(id, read).await
    }

    /// A page of a playlist's items, which must have been checked: one that makes no sense would spoil the others.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub(crate) async fn playlist_items(&self, wanted: ItemsWanted) -> Result<Page<PlaylistItem>> {
        let read =
            |wanted: Vec<ItemsWanted>| async move { self.session.playlists().items(&wanted).await.told(&self.session) };
        let found = self.playlist_items.get(wanted, read).await?;
        Ok(found.unwrap_or_default())
    }
}

/// Reads of one kind. Those that are asked for in one pass of the engine over an answer are one batch.
///
/// The engine's own loader spawns a task that waits for a timer, so that a read begins a millisecond late and, on a
/// runtime with several threads, perhaps before all that want it have said so. Here nothing is spawned: each resolver
/// joins the open batch and lets the others go first; the one that comes back first reads for all.
struct Batches<K, V> {
    open: Mutex<Option<Arc<Batch<K, V>>>>,
}

struct Batch<K, V> {
    keys: Mutex<Vec<K>>,
    found: OnceCell<Result<HashMap<K, V>>>,
}

impl<K, V> Default for Batches<K, V> {
    fn default() -> Self {
        Self { open: Mutex::new(None) }
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Batches<K, V> {
    async fn get<F>(&self, key: K, read: impl FnOnce(Vec<K>) -> F) -> Result<Option<V>>
    where
        F: Future<Output = Result<HashMap<K, V>>>,
    {
        let batch = self.join(key.clone());
        tokio::task::yield_now().await;
        let found = batch.found.get_or_init(|| read(self.close(&batch))).await;
        found.as_ref().map(|found| found.get(&key).cloned()).map_err(Clone::clone)
    }

    fn join(&self, key: K) -> Arc<Batch<K, V>> {
        // The locks guard plain lists that are whole between statements, and are never held across a wait.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let batch =
            open.get_or_insert_with(|| Arc::new(Batch { keys: Mutex::new(Vec::new()), found: OnceCell::new() }));
        let mut keys = batch.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if !keys.contains(&key) {
            keys.push(key);
        }
        drop(keys);
        Arc::clone(batch)
    }

    /// Closes a batch, so that the next one to ask begins another, and tells what it wants.
    fn close(&self, batch: &Arc<Batch<K, V>>) -> Vec<K> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.as_ref().is_some_and(|open| Arc::ptr_eq(open, batch)) {
            *open = None;
        }
        batch.keys.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
