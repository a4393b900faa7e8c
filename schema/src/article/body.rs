//! The body of an article in the forms that clients ask for. It is read only when it is selected, and for a whole
//! answer at once; the renderings are the domain's.

use std::sync::Arc;

use async_graphql::{Context, Object, Value};
use domain::{Preference, text};

use crate::context::session;
use crate::error::{Result, Told};
use crate::media::BodyImages;
use crate::scalar::Json;

/// The text of an article, in one language.
pub(crate) struct Body {
    body: Arc<text::Body>,
    wish: Preference,
}

impl Body {
    /// A body whose images are described by a wish.
    pub(crate) fn new(body: Arc<text::Body>, wish: Preference) -> Self {
        Self { body, wish }
    }
}

/// The text of an article in the language that it is served in, in several forms. Ask for the one that you show.
#[Object]
impl Body {
    /// Portable Text (<https://www.portabletext.org>): an array of blocks with keys that stay when other blocks
    /// change.
    async fn blocks(&self, ctx: &Context<'_>) -> Result<Json> {
        let value = Value::from_json(self.body.to_json()).map_err(domain::Error::internal);
        Ok(Json(value.told(session(ctx))?))
    }

    /// HTML for a page of your own: headings from `h2` on, sanitised, without anything that can run.
    async fn html(&self, ctx: &Context<'_>) -> String {
        self.body.to_html(&BodyImages::new(ctx, &self.wish))
    }

    /// CommonMark with the tables and strike-through of GitHub's dialect.
    async fn markdown(&self, ctx: &Context<'_>) -> String {
        self.body.to_markdown(&BodyImages::new(ctx, &self.wish))
    }

    /// The words alone, paragraphs apart by an empty line.
    async fn plain_text(&self) -> String {
        self.body.to_plain_text()
    }
}
