//! Images: uploaded, changed, deleted by staff.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::id::ImageId;
use domain::media::{self as model, ImageChange, TextChange};
use domain::policy::{self, Action};
use domain::{Code, Error, Session};

use super::object::Image;
use super::word::{ImageProposalsWish, ImageUse};
use crate::context::{session, wish};
use crate::error::Result;
use crate::mutation::{Hear, UserError, given, halves, is_late};
use crate::scalar::{DateTime, LanguageTag, Upload};

/// A point of an image.
#[derive(InputObject)]
pub(crate) struct FocalPointInput {
    /// From the left edge, 0, to the right one, 1.
    x: f64,
    /// From the top, 0, to the bottom, 1.
    y: f64,
}

/// What an image shows, in one language. Without caption and alternative text it takes away what there is in it.
#[derive(InputObject)]
pub(crate) struct ImageTextInput {
    /// The language.
    language: LanguageTag,
    /// What is printed below it: at most 2000 characters.
    caption: Option<String>,
    /// What it shows, for those who don't see it: at most 1000 characters.
    alt: Option<String>,
}

/// An image to be uploaded.
#[derive(InputObject)]
pub(crate) struct ImageUploadInput {
    /// The file: JPEG, PNG, GIF or WebP of 20 MiB and 100 megapixels at the most. What it is, its content tells; AVIF is not
    /// taken, since what decodes it is not memory-safe. Of an animation the first picture is kept.
    file: Upload,
    /// What is known of it.
    #[graphql(default)]
    details: ImageDetailsInput,
}

/// What shall be known of an image. What isn't given stays; what is null is taken away.
#[derive(InputObject, Default)]
pub(crate) struct ImageDetailsInput {
    /// The credit line: 1 to 200 characters.
    credit: MaybeUndefined<String>,
    /// The agency that it comes from: 1 to 200 characters.
    agency: MaybeUndefined<String>,
    /// Who took it: 1 to 200 characters.
    photographer: MaybeUndefined<String>,
    /// What may be done with it, in words: 1 to 1000 characters.
    rights: MaybeUndefined<String>,
    /// What its rights allow.
    uses: Option<Vec<ImageUse>>,
    /// When its rights end.
    rights_until: MaybeUndefined<DateTime>,
    /// The point that a crop must keep. When it moves, the crops are made anew; the old ones are shown until then.
    focal_point: Option<FocalPointInput>,
    /// Texts, each in place of the one of its language.
    #[graphql(default)]
    texts: Vec<ImageTextInput>,
    /// What becomes of what its file said of whom to credit.
    proposals: Option<ImageProposalsWish>,
}

impl From<ImageDetailsInput> for ImageChange {
    fn from(input: ImageDetailsInput) -> Self {
        let text =
            |text: ImageTextInput| TextChange { language: text.language.0, caption: text.caption, alt: text.alt };
        Self {
            credit: given(input.credit),
            agency: given(input.agency),
            photographer: given(input.photographer),
            rights: given(input.rights),
            uses: input.uses.map(|uses| uses.into_iter().map(Into::into).collect()),
            rights_until: given(input.rights_until).map(|until| until.map(|until| until.0)),
            focal_point: input.focal_point.map(|point| model::FocalPoint { x: point.x, y: point.y }),
            texts: input.texts.into_iter().map(text).collect(),
            proposals: input.proposals.map(Into::into),
        }
    }
}

/// What came of an upload or a change of an image.
#[derive(SimpleObject)]
pub(crate) struct ImagePayload {
    /// The image as it is now. With the error `version_conflict` the image as somebody else has left it; null with any other.
    image: Option<Image>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of a deletion.
#[derive(SimpleObject)]
pub(crate) struct ImageDeletePayload {
    /// The id of the image that is no more; null when something is to be mended.
    deleted_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl ImagePayload {
    fn of(ctx: &Context<'_>, id: Option<&ID>, outcome: domain::Result<model::Image>) -> Result<Self> {
        let (session, wish) = (session(ctx), wish(ctx, None, true)?);
        let is_late = is_late(&outcome);
        let (image, user_errors) = halves(outcome.heard(session)?);
        let present = || session.images().by_id(ImageId::parse(id.filter(|_| is_late)?).ok()?);
        let image = image.map(std::sync::Arc::new).or_else(present);
        Ok(Self { image: image.map(|image| Image::new(image, &wish)), user_errors })
    }
}

/// Mutations of images.
#[derive(Default)]
pub(crate) struct ImageMutations;

#[Object]
impl ImageMutations {
    /// Uploads an image, by `multipart/form-data` (<https://github.com/jaydenseric/graphql-multipart-request-spec>). For
    /// authors and editors. All that is said in the file is left out of what is stored; whom to credit comes back as
    /// `proposals`. Until its variants are made, within seconds, nobody but staff sees it.
    ///
    /// Errors to mend: `unsupported_media_type`, `image_invalid`, `value_invalid`, `language_invalid`.
    async fn image_upload(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and what is known of it.")] input: ImageUploadInput,
    ) -> Option<Result<ImagePayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let file = input.file.bytes(ctx).ok_or_else(|| {
                let message = "Send the file as a part of `multipart/form-data`, and name its place in `map`.";
                Error::new(Code::ValueInvalid, message).at("file")
            })?;
            session.images().upload(file, input.details.into()).await
        };
        Some(ImagePayload::of(ctx, None, outcome.await))
    }

    /// Changes what is known of an image. For authors and editors.
    ///
    /// Errors to mend: `value_invalid`, `language_invalid`, `id_invalid`, `version_conflict`.
    async fn image_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the image.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
        #[graphql(desc = "What shall change.")] input: ImageDetailsInput,
    ) -> Option<Result<ImagePayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            session.images().update(image_id(&id)?, i64::from(expected_revision), input.into()).await
        };
        Some(ImagePayload::of(ctx, Some(&id), outcome.await))
    }

    /// Deletes an image that neither an article nor an expert shows. For authors and editors.
    ///
    /// Errors to mend: `id_invalid`, `version_conflict`, `image_in_use`.
    async fn image_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the image.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
    ) -> Option<Result<ImageDeletePayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let parsed = image_id(&id)?;
            session.images().delete(parsed, i64::from(expected_revision)).await.map(|()| parsed)
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        Some(heard.map(|(deleted, user_errors)| ImageDeletePayload { deleted_id: deleted.map(ID::from), user_errors }))
    }
}

/// The session of whoever may look after images: what is wrong with an input is told to nobody else.
fn managing<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    policy::require(session.viewer(), Action::ImageManage)?;
    Ok(session)
}

fn image_id(id: &str) -> domain::Result<ImageId> {
    ImageId::parse(id).map_err(|error| error.at("id"))
}
