//! A file is taken in by staff.

use bytes::Bytes;

use super::object::{ObjectName, store_failed};
use super::put::told;
use super::{Image, ImageChange, Images, picture, row, variant};
use crate::changes::{ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{self, ImageId};
use crate::policy::{self, Action};

impl Images<'_> {
    /// Takes a file in: it is judged by its content, decoded to its end, and stored without what was said in it. What that
    /// said of whom to credit comes back as proposals. Its variants are made by a job, and until then it isn't shown.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `unsupported_media_type`, `image_invalid`, `value_invalid`; `unavailable`.
    pub async fn upload(&self, file: Bytes, details: ImageChange) -> Result<Image> {
        let session = self.session;
        let permit = policy::require(session.viewer(), Action::ImageManage)?;
        let details = details.checked(session.languages())?;
        let head = session.domain().workshop().judge(&file).await?;
        let taken = session.domain().workshop().work(head.weight, move || {
            let picture = picture::read(&file, &head)?;
            let placeholder = variant::placeholder(&picture.pixels)?;
            Ok((ObjectName::of(&picture.file, picture.ending), picture, placeholder))
        });
        let (name, picture, placeholder) = taken.await?;
        let ports = session.domain().ports();
        ports.media.put(name.as_str(), picture.file.into()).await.map_err(store_failed)?;
        let id = ImageId::new(id::generate(&*ports.clock, &*ports.random));
        let mut image = Image {
            placeholder: Some(placeholder),
            proposals: picture.proposals,
            ..Image::new(id, name, picture.pixels.width(), picture.pixels.height())
        };
        details.apply(&mut image, session.languages().default_language());
        let tx = WriteTx::begin(session, &permit).await?;
        row::insert(tx.connection(), &permit, &image).await?;
        row::make_due(tx.connection(), &permit, image.id).await?;
        tx.commit(Changes::Of(vec![told(ChangeKind::ImageSaved, &image, image.revision)])).await?;
        Ok(image)
    }
}
