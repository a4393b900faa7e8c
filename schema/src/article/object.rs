//! The article, served in one of its languages. Where it was read from, the catalogue or the database, it doesn't
//! know.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use domain::article as model;
use domain::{Code, Error, Preference};

use super::body::Body;
use super::byline::{Contribution, Correction, Translation};
use super::word::{ArticleKind, PublicationStatus};
use crate::context::{loaders, session};
use crate::error::{Result, Told};
use crate::language::{Chosen, choose};
use crate::media::Image;
use crate::scalar::{DateTime, LanguageTag};
use crate::taxonomy::{Region, Topic};

/// The most related articles that are given.
const RELATED_MAX: usize = 20;
/// How many are looked at for those that have the one language which will do.
const RELATED_CANDIDATES: usize = 60;

/// An article in the language that it is served in.
#[derive(Clone)]
pub(crate) struct Article {
    article: Arc<model::Article>,
    text: Chosen,
    wish: Preference,
}

impl Article {
    /// The article as it is served by a wish; `None` when it has no text in a language that will do.
    pub(crate) fn served(article: Arc<model::Article>, wish: &Preference) -> Option<Self> {
        let text = choose(&article.texts, wish)?;
        Some(Self { article, text, wish: wish.clone() })
    }

    fn text(&self) -> &model::ArticleText {
        &self.article.texts[self.text.index]
    }
}

/// An article: an analysis, a report, an opinion, an interview or a briefing. It is served in one language; `language`
/// says which, and `translations` which others there are.
#[Object]
impl Article {
    /// The id, the same in all languages: `art_01jb…`.
    pub(crate) async fn id(&self) -> ID {
        self.article.id.into()
    }

    /// What kind of piece it is.
    async fn kind(&self) -> ArticleKind {
        self.article.kind.into()
    }

    /// The language that it is served in.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.text().language.clone())
    }

    /// It is not served in the language that was asked for first, because there is none of it.
    async fn is_fallback(&self) -> bool {
        self.text.is_fallback
    }

    /// Its name in addresses, unique among the articles of its language. When it changes, the former one still leads
    /// here.
    async fn slug(&self) -> &str {
        self.text().slug.as_str()
    }

    /// The headline.
    async fn title(&self) -> &str {
        &self.text().title
    }

    /// What it says, in a sentence or two.
    async fn standfirst(&self) -> Option<&str> {
        self.text().standfirst.as_deref()
    }

    /// Where it stands, in this language.
    async fn status(&self) -> PublicationStatus {
        self.text().status.into()
    }

    /// When it was published in this language; of what is scheduled, when it will be. Null for drafts, which only the newsroom sees.
    async fn published_at(&self) -> Option<DateTime> {
        self.text().published_at.map(DateTime)
    }

    /// Until when it is not to be published, of what is seen before everybody sees it: by partners with a lead and by the
    /// newsroom, while it is scheduled and embargoed. Null for everything else.
    async fn embargoed_until(&self) -> Option<DateTime> {
        self.text().embargoed_until().map(DateTime)
    }

    /// When it last changed in this language.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.text().updated_at)
    }

    /// Words of the body, by Unicode's rules.
    async fn word_count(&self) -> u32 {
        self.text().word_count
    }

    /// Minutes that reading the body takes, at least 1.
    async fn reading_minutes(&self) -> u32 {
        self.text().reading_minutes
    }

    /// The text. Bodies are read from the database, all of an answer at once: leave them out of lists that don't show
    /// them. Null only when it could not be read, which is then among the errors, or has gone in this very moment.
    async fn body(&self, ctx: &Context<'_>) -> Option<Result<Body>> {
        let body = loaders(ctx).body(self.article.id, self.text().language.clone()).await.transpose()?;
        Some(body.map(|body| Body::new(body, self.wish.starting_with(&self.text().language))))
    }

    /// Who contributed what, in order.
    async fn byline(&self, ctx: &Context<'_>) -> Vec<Contribution> {
        let experts = session(ctx).experts();
        let contributions = self.article.byline.iter().enumerate();
        contributions
            .filter_map(|(index, contribution)| {
                let expert = experts.by_id(contribution.expert)?;
                Some(Contribution::new(&self.article, index, expert, &self.wish))
            })
            .collect()
    }

    /// What it is about, the main topic first.
    async fn topics(&self, ctx: &Context<'_>) -> Vec<Topic> {
        let topics = session(ctx).topics();
        self.article.topics.iter().filter_map(|id| Topic::named(topics.by_id(*id)?, &self.wish)).collect()
    }

    /// Where it is about, the main region first.
    async fn regions(&self, ctx: &Context<'_>) -> Vec<Region> {
        let regions = session(ctx).regions();
        self.article.regions.iter().filter_map(|id| Region::named(regions.by_id(*id)?, &self.wish)).collect()
    }

    /// The image that goes with it in lists and on top of its page.
    async fn lead_image(&self, ctx: &Context<'_>) -> Option<Image> {
        let image = session(ctx).images().by_id(self.article.lead_image?)?;
        Some(Image::new(image, &self.wish))
    }

    /// What was corrected after publication, the latest first.
    async fn corrections(&self) -> Vec<Correction> {
        let served = &self.text().language;
        let places = 0..self.article.corrections.len();
        places.map(|index| Correction::new(&self.article, index, served, &self.wish)).collect()
    }

    /// The languages that it can be read in, this one among them, the earliest published first.
    async fn translations(&self) -> Vec<Translation> {
        let places = 0..self.article.texts.len();
        places.map(|index| Translation { article: Arc::clone(&self.article), index }).collect()
    }

    /// Articles that share experts, topics or regions with it, the nearest first.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many at most, from 1 to 20. Another number is the error `page_size_invalid`.",
            default = 5
        )]
        first: i32,
    ) -> Option<Result<Vec<Article>>> {
        let session = session(ctx);
        let count = match related_count(first).told(session) {
            Ok(count) => count,
            Err(failure) => return Some(Err(failure)),
        };
        let looked_at = if self.wish.allows_fallback() { count } else { RELATED_CANDIDATES };
        let found = session.articles().related(&self.article, looked_at);
        let served = found.into_iter().filter_map(|article| Article::served(article, &self.wish));
        Some(Ok(served.take(count).collect()))
    }
}

fn related_count(first: i32) -> domain::Result<usize> {
    usize::try_from(first).ok().filter(|count| (1..=RELATED_MAX).contains(count)).ok_or_else(|| {
        let message = format!("`first` is {first}; 1 to {RELATED_MAX} related articles are given.");
        Error::new(Code::PageSizeInvalid, message).at("first")
    })
}
