//! What is shown on front pages, from the catalogue alone: it goes by the clock, and nothing has to be switched on or off.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Arrangement, FrontPageItem, ITEMS_MAX, rules};
use crate::article::{Article, ArticleQuery};
use crate::catalogue::Tag;
use crate::error::{Code, Error, Result};
use crate::id::ArticleId;
use crate::language::{InLanguage, Language};
use crate::page::{Fingerprint, PageRequest, Position};
use crate::policy::{self, Action};
use crate::session::Session;

/// Front pages.
pub struct FrontPages<'s>(pub(super) &'s Session);

impl Session {
    /// Front pages.
    #[must_use]
    pub fn front_pages(&self) -> FrontPages<'_> {
        FrontPages(self)
    }
}

impl FrontPages<'_> {
    /// The front page of a language as everybody sees it now: what editors have put there and is public in the language, and
    /// behind it the latest of the language, up to this many. No article is there twice.
    ///
    /// # Errors
    /// `page_size_invalid` at `first` for a number below 1 or past [`ITEMS_MAX`].
    pub fn items(&self, language: &Language, first: i64) -> Result<Vec<FrontPageItem>> {
        let count = usize::try_from(first).ok().filter(|count| (1..=ITEMS_MAX).contains(count)).ok_or_else(|| {
            let message = format!("`first` is {first}; a front page has 1 to {ITEMS_MAX} items.");
            Error::new(Code::PageSizeInvalid, message).at("first")
        })?;
        let query = ArticleQuery { language: Some(language.clone()), ..ArticleQuery::default() };
        let snapshot = self.0.snapshot_by(|snapshot| snapshot.tags_of(&query).chain([Tag::FrontPages]));
        let is_there = |article: &Arc<Article>| article.texts.iter().any(|text| text.language() == language);
        let mut seen: HashSet<ArticleId> = HashSet::new();
        let slots = snapshot.front_pages.get(language).map_or(&[][..], |page| page.slots.as_slice());
        let now = self.0.now_until(|now| rules::next(slots, now));
        self.0.snapshot_of(slots.iter().map(|slot| Tag::Article(slot.article)));
        let shown = self.0.articles().seen();
        let placed = rules::live(slots, now).filter_map(|id| shown(snapshot.articles.get(id)?));
        let mut items: Vec<FrontPageItem> = placed
            .filter(|article| is_there(article) && seen.insert(article.id))
            .take(count)
            .map(|article| FrontPageItem { article, is_placed: true })
            .collect();
        // Those that are placed may be among the latest: so many more are looked at.
        let wanted = i64::try_from(count).map_err(Error::internal)?;
        let request = PageRequest { first: Some(wanted), ..PageRequest::default() };
        let mut spec = request.check::<Position>(Fingerprint::of("front page"))?;
        // Of a partner's view nobody knows how far back it reaches.
        spec.size = if self.0.viewer().partner().is_some() { snapshot.articles.len() } else { count + items.len() };
        let latest = snapshot.articles_page(&query, &spec).into_iter();
        let latest = latest.filter_map(|(_, article)| shown(&article)).filter(is_there);
        let latest = latest.filter(|article| !seen.contains(&article.id));
        let room = count - items.len();
        items.extend(latest.take(room).map(|article| FrontPageItem { article, is_placed: false }));
        Ok(items)
    }

    /// The front page of a language as editors have arranged it, with what is planned. For editors.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `language_invalid`.
    pub fn arrangement(&self, language: &Language) -> Result<Arrangement> {
        policy::require(self.0.viewer(), Action::FrontPageEdit)?;
        let language = self.0.languages().served(language)?;
        let snapshot = self.0.snapshot();
        let arranged = snapshot.front_pages.get(&language).map(|page| Arrangement::clone(page));
        Ok(arranged.unwrap_or(Arrangement { id: None, language, revision: 0, slots: Vec::new() }))
    }
}
