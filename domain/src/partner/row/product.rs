//! The rows of products. What a product says is read and written as a whole: one column holds it.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::{Error, Result};
use crate::id::{OrganisationId, ProductId};
use crate::instant;
use crate::partner::Product;
use crate::policy::Permit;

mod entity {
    use crate::id::{OrganisationId, ProductId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ProductId,
        pub organisation_id: OrganisationId,
        pub name: String,
        pub terms: String,
        pub revision: i64,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: &Product) -> Result<()> {
    entity::Entity::insert(written(new)?).exec_without_returning(database).await?;
    Ok(())
}

pub(crate) async fn update(database: &impl ConnectionTrait, _: &Permit, changed: &Product) -> Result<()> {
    entity::Entity::update(written(changed)?).exec(database).await?;
    Ok(())
}

pub(crate) async fn by_id(database: &impl ConnectionTrait, id: ProductId) -> Result<Option<Product>> {
    entity::Entity::find_by_id(id).one(database).await?.map(read).transpose()
}

/// The products of an organisation, the oldest first.
pub(crate) async fn of(database: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Vec<Product>> {
    let find = entity::Entity::find().filter(entity::Column::OrganisationId.eq(organisation));
    find.order_by_asc(entity::Column::Id).all(database).await?.into_iter().map(read).collect()
}

/// All products, the oldest first.
pub(crate) async fn all(database: &impl ConnectionTrait) -> Result<Vec<Product>> {
    let find = entity::Entity::find().order_by_asc(entity::Column::Id);
    find.all(database).await?.into_iter().map(read).collect()
}

fn written(product: &Product) -> Result<entity::ActiveModel> {
    Ok(entity::ActiveModel {
        id: Set(product.id),
        organisation_id: Set(product.organisation),
        name: Set(product.name.clone()),
        terms: Set(serde_json::to_string(&product.terms).map_err(Error::internal)?),
        revision: Set(product.revision),
        created_at: Set(instant::stored(product.created_at)),
    })
}

fn read(row: entity::Model) -> Result<Product> {
    Ok(Product {
        id: row.id,
        organisation: row.organisation_id,
        name: row.name,
        terms: serde_json::from_str(&row.terms).map_err(Error::internal)?,
        revision: row.revision,
        created_at: instant::read(row.created_at)?,
    })
}
