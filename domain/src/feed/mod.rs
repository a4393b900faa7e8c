//! The personal feed: what was published by what a reader follows, the newest first. The follows are one statement; the
//! articles come from the catalogue.

use std::collections::HashSet;
use std::sync::Arc;

use crate::article::Article;
use crate::error::Result;
use crate::follow::Target;
use crate::page::{Fingerprint, Page, PageRequest};
use crate::policy;
use crate::recommend::Reason;
use crate::session::Session;

/// An article of a feed.
#[derive(Debug, Clone)]
pub struct FeedItem {
    /// The article.
    pub article: Arc<Article>,
    /// All that is followed and has published it: experts first, then topics, then regions.
    pub reasons: Vec<Reason>,
}

/// The feed of the viewer.
pub struct Feed<'s>(&'s Session);

impl Session {
    /// The viewer's feed.
    #[must_use]
    pub fn feed(&self) -> Feed<'_> {
        Feed(self)
    }
}

impl Feed<'_> {
    /// A page of what was published by what the viewer follows, each article once, the newest first by its first
    /// publication in any language.
    ///
    /// # Errors
    /// `authentication_required`; `page_size_invalid`, `cursor_invalid`.
    pub async fn page(&self, request: &PageRequest) -> Result<Page<FeedItem>> {
        let owner = policy::owner(self.0.viewer())?;
        let list = Fingerprint::of(&format!("feed:{}", owner.account));
        let spec = request.check(list)?;
        let targets = self.targets().await?;
        let snapshot = self.0.snapshot();
        let found = snapshot.feed_page(&targets, &spec);
        let followed: HashSet<Target> = targets.into_iter().collect();
        let item = |article: Arc<Article>| {
            let reasons = snapshot.publishers(&article, &followed).into_iter().map(Reason::follows).collect();
            FeedItem { article, reasons }
        };
        Ok(Page::of(list, &spec, found.into_iter().map(|(at, article)| (at, item(article))).collect()))
    }

    /// How many articles the whole feed has, exactly.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn count(&self) -> Result<usize> {
        Ok(self.0.snapshot().feed_count(&self.targets().await?))
    }

    async fn targets(&self) -> Result<Vec<Target>> {
        Ok(self.0.follows().own(None).await?.into_iter().map(|follow| follow.target).collect())
    }
}
