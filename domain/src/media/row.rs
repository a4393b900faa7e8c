//! The stored shape of images.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{FocalPoint, Image, ImagePut, ImageText, ObjectName};
use crate::error::{Error, Result};
use crate::id::ImageId;
use crate::language::Language;
use crate::policy::Permit;

mod image {
    use crate::id::ImageId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ImageId,
        pub file: String,
        pub width: i64,
        pub height: i64,
        pub media_type: String,
        pub placeholder: Option<String>,
        pub credit: Option<String>,
        pub agency: Option<String>,
        pub photographer: Option<String>,
        pub rights: Option<String>,
        pub focal_x: f64,
        pub focal_y: f64,
        pub variants: String,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod text {
    use crate::id::ImageId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_text")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner_id: ImageId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub caption: Option<String>,
        pub alt: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// These images, or all.
pub(crate) async fn load(database: &impl ConnectionTrait, ids: Option<&[ImageId]>) -> Result<Vec<Image>> {
    let (mut images, mut texts) = (image::Entity::find(), text::Entity::find());
    if let Some(ids) = ids {
        images = images.filter(image::Column::Id.is_in(ids.iter().copied()));
        texts = texts.filter(text::Column::OwnerId.is_in(ids.iter().copied()));
    }
    let mut texts_of: HashMap<ImageId, Vec<ImageText>> = HashMap::new();
    for row in texts.order_by_asc(text::Column::Language).all(database).await? {
        let language = Language::parse(&row.language).map_err(Error::internal)?;
        texts_of.entry(row.owner_id).or_default().push(ImageText { language, caption: row.caption, alt: row.alt });
    }
    let read = |row: image::Model| {
        Ok(Image {
            id: row.id,
            file: ObjectName::parse(&row.file).map_err(Error::internal)?,
            width: u32::try_from(row.width).map_err(Error::internal)?,
            height: u32::try_from(row.height).map_err(Error::internal)?,
            media_type: row.media_type,
            placeholder: row.placeholder,
            credit: row.credit,
            agency: row.agency,
            photographer: row.photographer,
            rights: row.rights,
            focal_point: FocalPoint { x: row.focal_x, y: row.focal_y },
            variants: serde_json::from_str(&row.variants).map_err(Error::internal)?,
            texts: texts_of.remove(&row.id).unwrap_or_default(),
            revision: row.revision,
        })
    };
    images.all(database).await?.into_iter().map(read).collect()
}

/// Puts these images in place of what is stored of them, and answers their revisions.
pub(crate) async fn save(database: &impl ConnectionTrait, _: &Permit, puts: &[ImagePut]) -> Result<Vec<i64>> {
    let ids = || puts.iter().map(|put| put.id);
    let stored = image::Entity::find().filter(image::Column::Id.is_in(ids())).all(database).await?;
    let stored: HashMap<ImageId, i64> = stored.into_iter().map(|row| (row.id, row.revision)).collect();
    let revisions: Vec<i64> = ids().map(|id| stored.get(&id).copied().unwrap_or(0) + 1).collect();
    let rows = puts.iter().zip(&revisions).map(|(put, revision)| row(put, *revision)).collect::<Result<Vec<_>>>()?;
    let columns = [
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
    ];
    let replace = OnConflict::column(image::Column::Id).update_columns(columns).to_owned();
    image::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    text::Entity::delete_many().filter(text::Column::OwnerId.is_in(ids())).exec(database).await?;
    let texts: Vec<text::ActiveModel> = puts
        .iter()
        .flat_map(|put| put.texts.iter().map(move |text| (put.id, text)))
        .map(|(id, text)| text::ActiveModel {
            owner_id: Set(id),
            language: Set(text.language.to_string()),
            caption: Set(text.caption.clone()),
            alt: Set(text.alt.clone()),
        })
        .collect();
    if !texts.is_empty() {
        text::Entity::insert_many(texts).exec_without_returning(database).await?;
    }
    Ok(revisions)
}

fn row(put: &ImagePut, revision: i64) -> Result<image::ActiveModel> {
    Ok(image::ActiveModel {
        id: Set(put.id),
        file: Set(put.file.as_str().to_owned()),
        width: Set(i64::from(put.width)),
        height: Set(i64::from(put.height)),
        media_type: Set(put.media_type.clone()),
        placeholder: Set(put.placeholder.clone()),
        credit: Set(put.credit.clone()),
        agency: Set(put.agency.clone()),
        photographer: Set(put.photographer.clone()),
        rights: Set(put.rights.clone()),
        focal_x: Set(put.focal_point.x),
        focal_y: Set(put.focal_point.y),
        variants: Set(serde_json::to_string(&put.variants).map_err(Error::internal)?),
        revision: Set(revision),
    })
}
