//! `viewer`: whoever is logged in.

use async_graphql::{Context, Object};

use super::Viewer;
use crate::context::session;
use crate::error::{Result, Told};

/// Root fields on the viewer.
#[derive(Default)]
pub(crate) struct ViewerQueries;

#[Object]
impl ViewerQueries {
    /// Whoever is logged in, with all that is theirs; null for whoever isn't.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Result<Viewer>> {
        let session = session(ctx);
        session.viewer().holder()?;
        let account = session.accounts().own().await.told(session);
        Some(account.map(|account| Viewer::new(session.clone(), account)))
    }
}
