//! The library: all images, for staff.

use async_graphql::{Context, InputObject, Object};
use domain::{Session, media as model};

use super::object::Image;
use super::word::ImageState;
use crate::connection::{Connection, Listed, page};
use crate::context::{session, wish};
use crate::error::{Result, Told};

/// Which images are wanted.
#[derive(InputObject, Default)]
pub(crate) struct ImageFilter {
    /// Only those that stand so.
    state: Option<ImageState>,
}

impl Listed for Image {
    const CONNECTION: (&'static str, &'static str) = ("ImageConnection", "A page of images.");
    const EDGE: (&'static str, &'static str) = ("ImageEdge", "An image with its place in a list.");
    type Query = Option<model::ImageState>;

    async fn count(session: &Session, state: &Self::Query) -> domain::Result<usize> {
        session.images().count(*state).await
    }
}

/// Root fields on images.
#[derive(Default)]
pub(crate) struct ImageQueries;

#[Object]
impl ImageQueries {
    /// All images, the latest first, those that can't be shown among them. For authors and editors.
    async fn images(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
        #[graphql(desc = "Only some of them.", default)] filter: ImageFilter,
    ) -> Option<Result<Connection<Image>>> {
        let found = async {
            let (session, wish) = (session(ctx), wish(ctx, None, true)?);
            let state = filter.state.map(Into::into);
            let found = session.images().page(state, &page(first, after, last, before)).await.told(session)?;
            Ok(Connection::new(found, state, |image| Some(Image::new(image, &wish))))
        };
        Some(found.await)
    }
}
