//! What a session reads of articles. What everybody sees comes from the catalogue; those who see more read the
//! database, and get the same type.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::sync::Arc;

use jiff::Timestamp;

use super::row;
use super::rules::of_texts;
use super::{Article, ArticleQuery, ArticleText};
use crate::catalogue::{Snapshot, Tag};
use crate::error::{Error, Result};
use crate::id::{ArticleId, Noun, ProductId};
use crate::language::{Language, Preference};
use crate::page::{Page, PageRequest};
use crate::partner;
use crate::policy::{self, Sight};
use crate::session::Session;
use crate::text::{Body, Slug};

/// Articles, as far as the viewer of the session may see them.
pub struct Articles<'s>(&'s Session);

/// An article that was found by a slug.
#[derive(Debug, Clone)]
pub struct FoundArticle {
    /// The article.
    pub article: Arc<Article>,
    /// The language of the text that has, or had, the slug.
    pub language: Language,
    /// The slug is one that it had formerly: its address has moved.
    pub moved: bool,
}

impl Session {
    /// Articles.
    #[must_use]
    pub fn articles(&self) -> Articles<'_> {
        Articles(self)
    }
}

impl<'s> Articles<'s> {
    pub(crate) fn session(&self) -> &'s Session {
        self.0
    }

    /// Those of these articles that there are for the viewer, in the order asked for.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database is needed and fails.
    pub async fn by_ids(&self, ids: &[ArticleId]) -> Result<Vec<Option<Arc<Article>>>> {
        match self.sight() {
            Sight::Published => {
                let snapshot = self.0.snapshot_of(ids.iter().map(|id| Tag::Article(*id)));
                Ok(ids.iter().map(|id| snapshot.articles.get(*id).cloned()).collect())
            }
            sight => {
                let found = row::by_ids(self.0.db().reader(), ids, &sight).await?;
                let found: HashMap<ArticleId, Arc<Article>> =
                    found.into_iter().map(|article| (article.id, Arc::new(article))).collect();
                Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
            }
        }
    }

    /// One article, or `None` when there is none for the viewer.
    ///
    /// # Errors
    /// As [`Articles::by_ids`].
    pub async fn by_id(&self, id: ArticleId) -> Result<Option<Arc<Article>>> {
        Ok(self.by_ids(&[id]).await?.pop().flatten())
    }

    /// The article that a slug leads to: the languages of the wish go first, then the others; a present slug goes
    /// before a former one. In which language the article is then served is for the caller to say.
    ///
    /// # Errors
    /// As [`Articles::by_ids`].
    pub async fn by_slug(&self, slug: &Slug, wish: &Preference) -> Result<Option<FoundArticle>> {
        let languages = self.0.languages().in_order_of(wish);
        let sight = self.sight();
        if sight != Sight::Published {
            for language in languages.clone() {
                if let Some(id) = row::by_slug(self.0.db().reader(), language, slug, &sight).await? {
                    let article = self.by_id(id).await?;
                    return Ok(article.map(|article| FoundArticle {
                        article,
                        language: language.clone(),
                        moved: false,
                    }));
                }
            }
        }
        let snapshot = self.0.snapshot_of([Tag::Slug(Noun::Article, slug.clone())]);
        let Some(found) = snapshot.slugs.find(Noun::Article, slug, languages) else { return Ok(None) };
        let Some(language) = found.language else { return Ok(None) };
        let article = self.by_id(ArticleId::try_from(found.id)?).await?;
        // A partner's product may have the article without the text that the slug is of.
        let is_partner = matches!(sight, Sight::Products(_));
        let article = article.filter(|article| !is_partner || article.texts.iter().any(|it| it.language == language));
        Ok(article.map(|article| FoundArticle { article, language, moved: found.moved }))
    }

    /// A page of the articles that match.
    ///
    /// # Errors
    /// `page_size_invalid`, `cursor_invalid`; and as [`Articles::by_ids`].
    pub async fn page(&self, query: &ArticleQuery, request: &PageRequest) -> Result<Page<Arc<Article>>> {
        let list = query.fingerprint();
        let spec = request.check(list)?;
        let query = &*self.led_on(query);
        let found = match self.sight() {
            Sight::Published => self.listed(query).articles_page(query, &spec),
            sight => {
                let found = row::page(self.0.db().reader(), query, &self.subtrees(query), &spec, &sight).await?;
                found.into_iter().map(|(at, article)| (at, Arc::new(article))).collect()
            }
        };
        Ok(Page::of(list, &spec, found))
    }

    /// How many articles match, exactly.
    ///
    /// # Errors
    /// As [`Articles::by_ids`].
    pub async fn count(&self, query: &ArticleQuery) -> Result<usize> {
        let query = &*self.led_on(query);
        match self.sight() {
            Sight::Published => Ok(self.listed(query).articles_count(query)),
            sight => row::count(self.0.db().reader(), query, &self.subtrees(query), &sight).await,
        }
    }

    /// All public articles that were first published in a period, the earliest first, whoever asks: for lists of addresses.
    #[must_use]
    pub fn public_between(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> Vec<Arc<Article>> {
        self.0.snapshot().articles_between(from, until)
    }

    /// Public articles that are near to this one, the nearest first.
    #[must_use]
    pub fn related(&self, article: &Article, count: usize) -> Vec<Arc<Article>> {
        // Some of them may not be for a partner.
        let looked_at = if self.0.viewer().partner().is_some() { usize::MAX } else { count };
        let near = self.0.snapshot_of(Snapshot::tags_near(article)).related(article, looked_at).into_iter();
        let seen = self.seen();
        near.filter_map(|article| seen(&article)).take(count).collect()
    }

    /// Shows public articles as this viewer sees them, those that they do: partners see what their products have.
    pub(crate) fn seen(&self) -> impl Fn(&Arc<Article>) -> Option<Arc<Article>> + use<> {
        let sight = self.sight();
        move |article| seen_of(&sight, article)
    }

    /// The bodies of texts that the viewer has in hand, with at most one statement. A text whose article the viewer
    /// does not see, or that has no such language, is left out.
    ///
    /// # Errors
    /// As [`Articles::by_ids`].
    pub async fn bodies(&self, texts: &[(ArticleId, Language)]) -> Result<HashMap<(ArticleId, Language), Arc<Body>>> {
        let mut found = HashMap::with_capacity(texts.len());
        let mut missing: HashMap<(ArticleId, Language), i64> = HashMap::new();
        for ((id, language), article) in self.given(texts).await? {
            match self.0.domain().bodies().get(&(id, language.clone(), article.revision)) {
                Some(body) => {
                    found.insert((id, language), body);
                }
                None => {
                    missing.insert((id, language), article.revision);
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let wanted: Vec<(ArticleId, Language)> = missing.keys().cloned().collect();
        for (key, json) in row::bodies(self.0.db_behind().reader(), &wanted).await? {
            let value = serde_json::from_str(&json).map_err(Error::internal)?;
            let body = Arc::new(Body::from_json(&value).map_err(Error::internal)?);
            if let (Some(revision), Some(size)) = (missing.get(&key), NonZeroUsize::new(json.len())) {
                self.0.domain().bodies().put((key.0, key.1.clone(), *revision), Arc::clone(&body), size);
            }
            found.insert(key, body);
        }
        Ok(found)
    }

    pub(super) fn sight(&self) -> Sight {
        policy::sight(self.0.viewer(), || (self.0.snapshot(), self.0.now()))
    }

    /// The snapshot in which what matches is looked for.
    pub(super) fn listed(&self, query: &ArticleQuery) -> Arc<Snapshot> {
        self.0.snapshot_by(|snapshot| snapshot.tags_of(query))
    }

    /// Those of these texts whose bodies the viewer is given, with their articles. What a partner is given is noted for its
    /// product.
    async fn given(&self, texts: &[(ArticleId, Language)]) -> Result<Vec<((ArticleId, Language), Arc<Article>)>> {
        let ids: Vec<ArticleId> = texts.iter().map(|(id, _)| *id).collect();
        let articles = self.by_ids(&ids).await?;
        let mut given = Vec::with_capacity(texts.len());
        let mut delivered: BTreeSet<(ProductId, ArticleId)> = BTreeSet::new();
        let sight = self.sight();
        for (key, article) in texts.iter().zip(articles) {
            let Some(article) = article else { continue };
            let Some(text) = article.texts.iter().find(|text| text.language == key.1) else { continue };
            if let Sight::Products(products) = &sight {
                let full = products.iter().find(|product| product.is_full && product.admits(&article, text));
                let Some(product) = full else { continue };
                delivered.insert((product.product, key.0));
            }
            given.push((key.clone(), article));
        }
        if let Some(partner) = self.0.viewer().partner() {
            let delivered: Vec<_> = delivered.into_iter().collect();
            partner::deliver(self.0, partner, &delivered).await?;
        }
        Ok(given)
    }

    /// The query, with what a merged topic, region or expert stands for now in its place.
    pub(super) fn led_on<'q>(&self, query: &'q ArticleQuery) -> Cow<'q, ArticleQuery> {
        // What was merged touches everything.
        let snapshot = self.0.snapshot_of([]);
        if !snapshot.has_merged() {
            return Cow::Borrowed(query);
        }
        let mut query = query.clone();
        query.topic = query.topic.map(|id| snapshot.present(id));
        query.region = query.region.map(|id| snapshot.present(id));
        query.expert = query.expert.map(|id| snapshot.present(id));
        Cow::Owned(query)
    }

    pub(super) fn subtrees(&self, query: &ArticleQuery) -> row::Subtrees {
        let snapshot = self.0.snapshot();
        row::Subtrees {
            topics: query.topic.map(|topic| snapshot.topics.subtree(topic).into_iter().collect()),
            regions: query.region.map(|region| snapshot.regions.subtree(region).into_iter().collect()),
        }
    }
}

/// A public article with those of its texts that are in sight, if any is.
fn seen_of(sight: &Sight, article: &Arc<Article>) -> Option<Arc<Article>> {
    let Sight::Products(_) = sight else { return Some(Arc::clone(article)) };
    let is_seen = |text: &ArticleText| policy::text(sight, article, text).is_ok();
    let texts: Vec<ArticleText> = article.texts.iter().filter(|text| is_seen(text)).cloned().collect();
    if texts.is_empty() {
        return None;
    }
    let corrections = of_texts(article.corrections.clone(), &texts);
    Some(Arc::new(Article { texts, corrections, ..Article::clone(article) }))
}
