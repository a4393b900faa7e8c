//! Writes of images.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::Image;
use super::{image, load, text};
use crate::error::{Error, Result};
use crate::id::ImageId;
use crate::instant;
use crate::policy::Permit;

/// Puts these images in place of what is stored of them, and answers their revisions. Nothing is to be made of them.
pub(in crate::media) async fn import(
    database: &impl ConnectionTrait,
    permit: &Permit,
    images: &[Image],
) -> Result<Vec<i64>> {
    let ids = || images.iter().map(|image| image.id);
    let stored = image::Entity::find().filter(image::Column::Id.is_in(ids())).all(database).await?;
    let stored: HashMap<ImageId, i64> = stored.into_iter().map(|row| (row.id, row.revision)).collect();
    let revisions: Vec<i64> = ids().map(|id| stored.get(&id).copied().unwrap_or(0) + 1).collect();
    let rows = images.iter().zip(&revisions).map(|(image, revision)| {
        let due_at = Set(None);
        Ok(image::ActiveModel { due_at, ..row(image, *revision)? })
    });
    let columns = COLUMNS.iter().copied().chain([image::Column::DueAt]);
    let replace = OnConflict::column(image::Column::Id).update_columns(columns).to_owned();
    let rows = rows.collect::<Result<Vec<_>>>()?;
    image::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    put_texts(database, permit, images).await?;
    Ok(revisions)
}

/// Writes a new image.
pub(in crate::media) async fn insert(database: &impl ConnectionTrait, permit: &Permit, new: &Image) -> Result<()> {
    image::Entity::insert(row(new, new.revision)?).exec_without_returning(database).await?;
    put_texts(database, permit, std::slice::from_ref(new)).await
}

/// Writes an image as it is now.
pub(in crate::media) async fn update(database: &impl ConnectionTrait, permit: &Permit, image: &Image) -> Result<()> {
    image::Entity::update(row(image, image.revision)?).exec(database).await?;
    put_texts(database, permit, std::slice::from_ref(image)).await
}

/// Takes the lock on an image's row and reads it: of two who change it, one waits.
pub(in crate::media) async fn lock(database: &impl ConnectionTrait, _: &Permit, id: ImageId) -> Result<Option<Image>> {
    let column = image::Column::Revision;
    let locked = image::Entity::update_many().col_expr(column, Expr::col(column));
    locked.filter(image::Column::Id.eq(id)).exec(database).await?;
    Ok(load(database, Some(&[id])).await?.pop())
}

/// From now on the variants of an image are to be made, whoever may be at it.
pub(in crate::media) async fn make_due(database: &impl ConnectionTrait, _: &Permit, id: ImageId) -> Result<()> {
    image::Entity::update_many()
        .col_expr(image::Column::DueAt, Expr::value(0i64))
        .col_expr(image::Column::Attempts, Expr::value(0i64))
        .filter(image::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

/// Removes an image with its texts. Its objects go when they are swept.
pub(in crate::media) async fn delete(database: &impl ConnectionTrait, _: &Permit, id: ImageId) -> Result<()> {
    image::Entity::delete_by_id(id).exec(database).await?;
    Ok(())
}

async fn put_texts(database: &impl ConnectionTrait, _: &Permit, images: &[Image]) -> Result<()> {
    let ids = images.iter().map(|image| image.id);
    text::Entity::delete_many().filter(text::Column::OwnerId.is_in(ids)).exec(database).await?;
    let texts = images.iter().flat_map(|image| image.texts.iter().map(move |text| (image.id, text)));
    let texts = texts.map(|(id, text)| text::ActiveModel {
        owner_id: Set(id),
        language: Set(text.language.to_string()),
        caption: Set(text.caption.clone()),
        alt: Set(text.alt.clone()),
    });
    let texts: Vec<text::ActiveModel> = texts.collect();
    if !texts.is_empty() {
        text::Entity::insert_many(texts).exec_without_returning(database).await?;
    }
    Ok(())
}

/// The columns that an image is written to; what is to be made of it stands in others.
const COLUMNS: [image::Column; 17] = [
    image::Column::File,
    image::Column::Width,
    image::Column::Height,
    image::Column::MediaType,
    image::Column::Placeholder,
    image::Column::Credit,
    image::Column::Agency,
    image::Column::Photographer,
    image::Column::Rights,
    image::Column::FocalX,
    image::Column::FocalY,
    image::Column::Variants,
    image::Column::Revision,
    image::Column::State,
    image::Column::Uses,
    image::Column::RightsUntil,
    image::Column::Proposals,
];

fn row(image: &Image, revision: i64) -> Result<image::ActiveModel> {
    let uses: Vec<&str> = image.uses.iter().map(|wanted| wanted.as_str()).collect();
    let proposals = image.proposals.as_ref().map(serde_json::to_string).transpose();
    Ok(image::ActiveModel {
        id: Set(image.id),
        file: Set(image.file.as_str().to_owned()),
        width: Set(i64::from(image.width)),
        height: Set(i64::from(image.height)),
        media_type: Set(image.media_type.clone()),
        placeholder: Set(image.placeholder.clone()),
        credit: Set(image.credit.clone()),
        agency: Set(image.agency.clone()),
        photographer: Set(image.photographer.clone()),
        rights: Set(image.rights.clone()),
        focal_x: Set(image.focal_point.x),
        focal_y: Set(image.focal_point.y),
        variants: Set(serde_json::to_string(&image.variants).map_err(Error::internal)?),
        revision: Set(revision),
        state: Set(image.state.to_string()),
        uses: Set(uses.join(" ")),
        rights_until: Set(image.rights_until.map(instant::stored)),
        proposals: Set(proposals.map_err(Error::internal)?),
        due_at: NotSet,
        attempts: NotSet,
    })
}
