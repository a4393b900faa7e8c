//! What is true of the whole publication.

use async_graphql::{Context, Object};

use crate::context::session;
use crate::scalar::LanguageTag;

/// Root fields on the publication.
#[derive(Default)]
pub(crate) struct PublicationQueries;

#[Object]
impl PublicationQueries {
    /// The languages that this publication appears in. The first is the default: what is served to whoever asks for no
    /// language, or for none of these.
    async fn languages(&self, ctx: &Context<'_>) -> Vec<LanguageTag> {
        session(ctx).languages().all().iter().cloned().map(LanguageTag).collect()
    }
}
