//! The stored shape of images, and how they are read; writes are in `save.rs`, what is to be made is in `due.rs`.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use ulid::Ulid;

use super::{FocalPoint, Image, ImageState, ImageText, ImageUse, ObjectName};
use crate::error::{Error, Result};
use crate::id::ImageId;
use crate::instant;
use crate::language::Language;
use crate::page::{PageSpec, Position};

mod due;
mod save;

pub(super) use due::{Claimed, claim, fail, is_any_due, settle};
pub(super) use save::{delete, import, insert, lock, make_due, update};

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
        pub state: String,
        pub uses: String,
        pub rights_until: Option<i64>,
        pub proposals: Option<String>,
        pub due_at: Option<i64>,
        pub attempts: i64,
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
    let rows = images.all(database).await?;
    read(rows, texts.order_by_asc(text::Column::Language).all(database).await?)
}

/// The images of a page, the latest first, nearest to its anchor first, and one more if there is one.
pub(super) async fn page(
    database: &impl ConnectionTrait,
    state: Option<ImageState>,
    spec: &PageSpec<Position>,
) -> Result<Vec<Image>> {
    let place = |at: &Position| ImageId::new(Ulid::from_bytes(at.id));
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = of_state(state).order_by(image::Column::Id, order).limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(image::Column::Id.lt(place(at)));
    }
    if let Some(at) = &spec.before {
        find = find.filter(image::Column::Id.gt(place(at)));
    }
    let rows = find.all(database).await?;
    let ids: Vec<ImageId> = rows.iter().map(|row| row.id).collect();
    let texts = text::Entity::find().filter(text::Column::OwnerId.is_in(ids));
    read(rows, texts.order_by_asc(text::Column::Language).all(database).await?)
}

/// Whether any image names this object: as its file, or as a variant.
pub(super) async fn names(database: &impl ConnectionTrait, object: &ObjectName) -> Result<bool> {
    let named = sea_orm::Condition::any()
        .add(image::Column::File.eq(object.as_str()))
        .add(image::Column::Variants.contains(object.as_str()));
    Ok(image::Entity::find().filter(named).one(database).await?.is_some())
}

/// How many images there are.
pub(super) async fn count(database: &impl ConnectionTrait, state: Option<ImageState>) -> Result<u64> {
    Ok(of_state(state).count(database).await?)
}

fn of_state(state: Option<ImageState>) -> sea_orm::Select<image::Entity> {
    match state {
        Some(state) => image::Entity::find().filter(image::Column::State.eq(state.as_str())),
        None => image::Entity::find(),
    }
}

fn read(rows: Vec<image::Model>, texts: Vec<text::Model>) -> Result<Vec<Image>> {
    let mut texts_of: HashMap<ImageId, Vec<ImageText>> = HashMap::new();
    for row in texts {
        let language = Language::stored(&row.language)?;
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
            state: ImageState::stored(&row.state)?,
            uses: row.uses.split_whitespace().map(ImageUse::stored).collect::<Result<Vec<_>>>()?,
            rights_until: row.rights_until.map(instant::read).transpose()?,
            proposals: row.proposals.map(|it| serde_json::from_str(&it)).transpose().map_err(Error::internal)?,
            revision: row.revision,
        })
    };
    rows.into_iter().map(read).collect()
}
