//! The front page of a language, and its arrangement.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::Preference;
use domain::front_page::{self as model, ITEMS_DEFAULT};

use crate::article::Article;
use crate::context::{loaders, session, wish};
use crate::error::{Result, Told};
use crate::scalar::{DateTime, LanguageTag};

/// What stands on the front page of a language now.
#[derive(SimpleObject)]
pub(crate) struct FrontPage {
    /// The language.
    language: LanguageTag,
    /// What stands there, in its order: what editors have placed, and the latest behind it. No article is there twice.
    items: Vec<FrontPageItem>,
}

/// What stands on a front page.
#[derive(SimpleObject)]
pub(crate) struct FrontPageItem {
    /// The article, in the language of the page.
    article: Article,
    /// Editors have placed it; else it is there as one of the latest.
    is_placed: bool,
}

/// The front page of a language as editors have arranged it, with what is planned.
#[derive(SimpleObject)]
pub(crate) struct FrontPageArrangement {
    /// The language.
    language: LanguageTag,
    /// Raised by every change: what `frontPageSave` takes as `expectedRevision`. 0 as long as nothing was arranged.
    revision: i32,
    /// The slots, in the order of the page.
    slots: Vec<FrontPageSlot>,
}

/// A slot of a front page.
pub(crate) struct FrontPageSlot {
    slot: model::Slot,
    wish: Arc<Preference>,
}

/// A place on a front page that editors have filled.
#[Object]
impl FrontPageSlot {
    /// The id of the article.
    async fn article_id(&self) -> ID {
        self.slot.article.into()
    }

    /// The article, whatever its state. It is shown only while it is public in the language of the page.
    async fn article(&self, ctx: &Context<'_>) -> Option<Result<Article>> {
        let found = loaders(ctx).article(self.slot.article).await.transpose()?;
        match found {
            Ok(article) => Article::served(article, &self.wish).map(Ok),
            Err(failure) => Some(Err(failure)),
        }
    }

    /// From when it counts; null for at once.
    async fn starts_at(&self) -> Option<DateTime> {
        self.slot.starts_at.map(DateTime)
    }

    /// Until when it counts; null for good.
    async fn ends_at(&self) -> Option<DateTime> {
        self.slot.ends_at.map(DateTime)
    }
}

impl FrontPageArrangement {
    pub(super) fn new(arrangement: model::Arrangement, wish: &Preference) -> Self {
        let wish = Arc::new(wish.starting_with(&arrangement.language));
        let slots = arrangement.slots.into_iter().map(|slot| FrontPageSlot { slot, wish: Arc::clone(&wish) });
        Self {
            slots: slots.collect(),
            revision: i32::try_from(arrangement.revision).unwrap_or(i32::MAX),
            language: LanguageTag(arrangement.language),
        }
    }
}

/// Root fields on front pages.
#[derive(Default)]
pub(crate) struct FrontPageQueries;

#[Object]
impl FrontPageQueries {
    /// The front page of a language: what editors have placed there now, and the latest articles behind it. An article that
    /// isn't public in the language isn't there.
    async fn front_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; without it the one that the client asks for first.")] language: Option<
            LanguageTag,
        >,
        #[graphql(desc = "How many items at most: 1 to 50, 12 by default.")] first: Option<i32>,
    ) -> Result<FrontPage> {
        let session = session(ctx);
        let wish = wish(ctx, language.as_ref(), true)?;
        let language = wish.chain().first().unwrap_or(session.languages().default_language()).clone();
        let first = first.map_or(ITEMS_DEFAULT as i64, i64::from);
        let items = session.front_pages().items(&language, first).told(session)?;
        let wish = Preference::exactly(language.clone());
        let items = items.into_iter().filter_map(|item| {
            Some(FrontPageItem { article: Article::served(item.article, &wish)?, is_placed: item.is_placed })
        });
        Ok(FrontPage { items: items.collect(), language: LanguageTag(language) })
    }

    /// The front page of a language as editors have arranged it, with what is planned. For editors.
    async fn front_page_arrangement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language.")] language: LanguageTag,
    ) -> Option<Result<FrontPageArrangement>> {
        let session = session(ctx);
        let found = session.front_pages().arrangement(&language.0).told(session);
        let said = found.and_then(|arrangement| Ok(FrontPageArrangement::new(arrangement, &wish(ctx, None, true)?)));
        Some(said)
    }
}
