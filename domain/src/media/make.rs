//! The job that makes the variants of images: one is claimed in the database for a while, so that several processes share the
//! work, and one that was left by a process that died is made by another. AVIF takes seconds: no request waits for it.

use bytes::Bytes;
use jiff::SignedDuration;

use super::object::{ObjectName, store_failed};
use super::put::told;
use super::{Image, ImageState, Images, Variant, picture, row, variant};
use crate::changes::{ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::policy::{self, Action, Permit};

/// For how long a claim holds: much longer than the largest image takes.
const CLAIM: SignedDuration = SignedDuration::from_mins(10);
/// How often an image is begun before it has failed.
const ATTEMPTS_MAX: i64 = 3;

impl Images<'_> {
    /// Makes the variants of the next image that is due; false when there is none.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn make_next(&self) -> Result<bool> {
        let permit = policy::require(self.session.viewer(), Action::JobRun)?;
        let Some(claimed) = self.claim(&permit).await? else { return Ok(false) };
        let Some(image) = row::load(self.session.db().reader(), Some(&[claimed.id])).await?.pop() else {
            // It was deleted meanwhile, and its claim with it.
            return Ok(true);
        };
        if claimed.attempts > ATTEMPTS_MAX {
            self.fail(&permit, claimed, image.state).await?;
            return Ok(true);
        }
        match self.variants_of(&image).await {
            Ok(variants) => self.settle(&permit, claimed, &variants).await?,
            // The claim runs out, and then it is tried again.
            Err(error) if error.code == Code::Unavailable => {
                tracing::error!(image.id = %image.id, error = error.chain(), "variants could not be made");
            }
            Err(error) => {
                tracing::error!(image.id = %image.id, error = error.chain(), "variants can't be made");
                self.fail(&permit, claimed, image.state).await?;
            }
        }
        Ok(true)
    }

    async fn claim(&self, permit: &Permit) -> Result<Option<row::Claimed>> {
        let now = self.session.now();
        if !row::is_any_due(self.session.db().reader(), now).await? {
            return Ok(None);
        }
        let tx = WriteTx::begin(self.session, permit).await?;
        let claimed = row::claim(tx.connection(), permit, now, now + CLAIM).await?;
        tx.commit(Changes::Nothing("who makes variants is nobody's business")).await?;
        Ok(claimed)
    }

    /// All variants of an image, stored. Those of an image that has some already are kept, but for crops.
    async fn variants_of(&self, image: &Image) -> Result<Vec<Variant>> {
        let ports = self.session.domain().ports();
        let stored = ports.media.get(image.file.as_str()).await.map_err(store_failed)?;
        let file = stored.ok_or_else(|| Error::internal(format!("the object `{}` is gone", image.file)))?;
        let head = self.session.domain().workshop().judge(&file).await?;
        let mut plans = variant::plans(image.width, image.height, image.focal_point);
        let mut variants = image.variants.clone();
        variants.retain(|kept| !variant::is_cropped(&kept.name));
        plans.retain(|plan| variants.iter().all(|kept| kept.name != plan.name));
        let made = self.session.domain().workshop().work(head.weight, move || {
            let pixels = picture::pixels(&file, &head)?;
            let made = plans.into_iter().map(|plan| variant::make(&pixels, plan)).collect::<Result<Vec<_>>>()?;
            Ok(made.into_iter().flatten().collect::<Vec<_>>())
        });
        for variant::Made { plan, ending, bytes } in made.await? {
            let file = ObjectName::of(&bytes, ending);
            ports.media.put(file.as_str(), Bytes::from(bytes)).await.map_err(store_failed)?;
            let (name, media_type) = (plan.name.to_owned(), file.media_type().to_owned());
            variants.push(Variant { name, file, width: plan.width, height: plan.height, media_type });
        }
        Ok(variants)
    }

    async fn settle(&self, permit: &Permit, claimed: row::Claimed, variants: &[Variant]) -> Result<()> {
        let tx = WriteTx::begin(self.session, permit).await?;
        let is_settled = row::settle(tx.connection(), permit, claimed, variants).await?;
        self.end(tx, permit, claimed, is_settled).await
    }

    /// Gives up: an image that has been shown stays as it is.
    async fn fail(&self, permit: &Permit, claimed: row::Claimed, before: ImageState) -> Result<()> {
        let state = if before == ImageState::Processing { ImageState::Failed } else { before };
        let tx = WriteTx::begin(self.session, permit).await?;
        let is_failed = row::fail(tx.connection(), permit, claimed, state).await?;
        self.end(tx, permit, claimed, is_failed).await
    }

    async fn end(&self, tx: WriteTx<'_>, permit: &Permit, claimed: row::Claimed, is_held: bool) -> Result<()> {
        let image = row::lock(tx.connection(), permit, claimed.id).await?.filter(|_| is_held);
        let changes = match image {
            Some(image) => Changes::Of(vec![told(ChangeKind::ImageSaved, &image, image.revision)]),
            None => Changes::Nothing("it was deleted meanwhile, or is to be made anew"),
        };
        tx.commit(changes).await?;
        Ok(())
    }
}
