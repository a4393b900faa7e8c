//! The expert. The name is the same in all languages; title, affiliation and life are served in one.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::expert::{self as model, ExpertQuery};
use domain::follow::Target;
use domain::{Preference, Session};

use crate::article::{Article, ArticleFilter, ArticleOrder, Scope, list};
use crate::connection::{Connection, Listed, page};
use crate::context::session;
use crate::error::Result;
use crate::follow;
use crate::language::{Chosen, choose};
use crate::media::Image;
use crate::scalar::{LanguageTag, Url};
use crate::taxonomy::Topic;

/// An expert, in the language that they are served in.
pub(crate) struct Expert {
    expert: Arc<model::Expert>,
    text: Option<Chosen>,
    wish: Preference,
}

impl Expert {
    /// The expert as they are served by a wish.
    pub(crate) fn new(expert: Arc<model::Expert>, wish: &Preference) -> Self {
        let text = choose(&expert.texts, wish);
        Self { expert, text, wish: wish.clone() }
    }

    fn text(&self) -> Option<&model::ExpertText> {
        self.text.map(|text| &self.expert.texts[text.index])
    }
}

impl Listed for Expert {
    const CONNECTION: (&'static str, &'static str) = ("ExpertConnection", "A page of a list of experts.");
    const EDGE: (&'static str, &'static str) = ("ExpertEdge", "An expert with their place in a list.");
    type Query = ExpertQuery;

    async fn count(session: &Session, query: &ExpertQuery) -> domain::Result<usize> {
        Ok(session.experts().count(query))
    }
}

/// An expert who writes for the publication, or is asked by it.
#[Object]
impl Expert {
    /// The id: `exp_01jb…`.
    pub(crate) async fn id(&self) -> ID {
        self.expert.id.into()
    }

    /// The name in addresses, the same in all languages. When it changes, the former one still leads here.
    async fn slug(&self) -> &str {
        self.expert.slug.as_str()
    }

    /// The name, without the honorific.
    async fn name(&self) -> &str {
        &self.expert.name
    }

    /// 'Professor', 'Dr'.
    async fn honorific(&self) -> Option<&str> {
        self.expert.honorific.as_deref()
    }

    /// The language of `title`, `affiliation` and `bio`; null when there are none in a language that will do.
    async fn language(&self) -> Option<LanguageTag> {
        self.text().map(|text| LanguageTag(text.language.clone()))
    }

    /// `title`, `affiliation` and `bio` are not in the language that was asked for first.
    async fn is_fallback(&self) -> bool {
        self.text.is_some_and(|text| text.is_fallback)
    }

    /// What they are: 'Senior Fellow'.
    async fn title(&self) -> Option<&str> {
        self.text()?.title.as_deref()
    }

    /// Where they work: 'Institute of …'.
    async fn affiliation(&self) -> Option<&str> {
        self.text()?.affiliation.as_deref()
    }

    /// Their life in a paragraph.
    async fn bio(&self) -> Option<&str> {
        self.text()?.bio.as_deref()
    }

    /// Raised by every change: what a mutation takes as `expectedRevision`.
    async fn revision(&self) -> i32 {
        i32::try_from(self.expert.revision).unwrap_or(i32::MAX)
    }

    /// Title, affiliation and life in all languages, for those who translate them.
    async fn texts(&self) -> Vec<ExpertText> {
        self.expert.texts.iter().cloned().map(ExpertText::from).collect()
    }

    /// Their portrait.
    async fn portrait(&self, ctx: &Context<'_>) -> Option<Image> {
        let image = session(ctx).images().by_id(self.expert.portrait?)?;
        Some(Image::new(image, &self.wish))
    }

    /// Pages about them or by them.
    async fn links(&self) -> Vec<Link> {
        let places = 0..self.expert.links.len();
        places.map(|index| Link { expert: Arc::clone(&self.expert), index }).collect()
    }

    /// What they work on, the main topic first.
    async fn topics(&self, ctx: &Context<'_>) -> Vec<Topic> {
        let topics = session(ctx).topics();
        self.expert.topics.iter().filter_map(|id| Topic::named(topics.by_id(*id)?, &self.wish)).collect()
    }

    /// How many readers follow them.
    async fn follower_count(&self, ctx: &Context<'_>) -> Option<Result<i32>> {
        Some(follow::follower_count(ctx, Target::Expert(self.expert.id)).await)
    }

    /// Whether the viewer follows them; null for whoever isn't logged in.
    async fn viewer_follows(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        follow::viewer_follows(ctx, Target::Expert(self.expert.id)).await
    }

    /// The articles that they contributed to, the latest first unless `orderBy` says otherwise. They are served in the
    /// language that the expert was asked for in.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them. `expert` can't be given here.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In which order; the latest published first by default.")] order_by: Option<ArticleOrder>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<Article>>> {
        let page = page(first, after, last, before);
        Some(list(ctx, Scope::Expert(self.expert.id), filter, order_by, &self.wish, page).await)
    }
}

/// An expert in one language.
#[derive(SimpleObject)]
pub(crate) struct ExpertText {
    /// The language.
    language: LanguageTag,
    /// What they are.
    title: Option<String>,
    /// Where they work.
    affiliation: Option<String>,
    /// Their life in a paragraph.
    bio: Option<String>,
}

impl From<model::ExpertText> for ExpertText {
    fn from(text: model::ExpertText) -> Self {
        let model::ExpertText { language, title, affiliation, bio } = text;
        Self { language: LanguageTag(language), title, affiliation, bio }
    }
}

/// A link of an expert.
pub(crate) struct Link {
    expert: Arc<model::Expert>,
    index: usize,
}

/// A page about an expert, or by one.
#[Object]
impl Link {
    /// What kind of page: `website`, `orcid`, `mastodon` …
    async fn kind(&self) -> &str {
        &self.expert.links[self.index].kind
    }

    /// Its address.
    async fn url(&self) -> Url {
        Url(self.expert.links[self.index].url.clone())
    }
}
