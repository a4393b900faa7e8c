//! The rows of organisations.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter};
use sea_orm::{QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::account::Email;
use crate::error::{Error, Result};
use crate::id::OrganisationId;
use crate::instant;
use crate::page::{PageSpec, Position};
use crate::partner::{Contact, ContactPurpose, Organisation, OrganisationState};
use crate::policy::Permit;

mod entity {
    use crate::id::OrganisationId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OrganisationId,
        pub name: String,
        pub contacts: String,
        pub state: String,
        pub requests_per_minute: i64,
        pub revision: i64,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A contact, as a row holds it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredContact {
    name: String,
    email: String,
    purpose: ContactPurpose,
}

pub(crate) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: &Organisation) -> Result<()> {
    entity::Entity::insert(written(new)?).exec_without_returning(database).await?;
    Ok(())
}

pub(crate) async fn update(database: &impl ConnectionTrait, _: &Permit, changed: &Organisation) -> Result<()> {
    entity::Entity::update(written(changed)?).exec(database).await?;
    Ok(())
}

/// One organisation, held until the transaction ends.
pub(crate) async fn lock(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: OrganisationId,
) -> Result<Option<Organisation>> {
    entity::Entity::find_by_id(id).lock_exclusive().one(database).await?.map(read).transpose()
}

pub(crate) async fn by_id(database: &impl ConnectionTrait, id: OrganisationId) -> Result<Option<Organisation>> {
    entity::Entity::find_by_id(id).one(database).await?.map(read).transpose()
}

pub(crate) async fn all(database: &impl ConnectionTrait) -> Result<Vec<Organisation>> {
    entity::Entity::find().all(database).await?.into_iter().map(read).collect()
}

/// The organisations of a page, the latest first, nearest to its anchor first, and one more if there is one.
pub(crate) async fn page(database: &impl ConnectionTrait, spec: &PageSpec<Position>) -> Result<Vec<Organisation>> {
    let id = |at: &Position| OrganisationId::new(Ulid::from_bytes(at.id));
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = entity::Entity::find().order_by(entity::Column::Id, order).limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(entity::Column::Id.lt(id(at)));
    }
    if let Some(at) = &spec.before {
        find = find.filter(entity::Column::Id.gt(id(at)));
    }
    find.all(database).await?.into_iter().map(read).collect()
}

pub(crate) async fn count(database: &impl ConnectionTrait) -> Result<u64> {
    Ok(entity::Entity::find().count(database).await?)
}

fn written(organisation: &Organisation) -> Result<entity::ActiveModel> {
    let stored = |contact: &Contact| StoredContact {
        name: contact.name.clone(),
        email: contact.email.as_str().to_owned(),
        purpose: contact.purpose,
    };
    let contacts: Vec<StoredContact> = organisation.contacts.iter().map(stored).collect();
    Ok(entity::ActiveModel {
        id: Set(organisation.id),
        name: Set(organisation.name.clone()),
        contacts: Set(serde_json::to_string(&contacts).map_err(Error::internal)?),
        state: Set(organisation.state.to_string()),
        requests_per_minute: Set(i64::from(organisation.requests_per_minute)),
        revision: Set(organisation.revision),
        created_at: Set(instant::stored(organisation.created_at)),
    })
}

fn read(row: entity::Model) -> Result<Organisation> {
    let contacts: Vec<StoredContact> = serde_json::from_str(&row.contacts).map_err(Error::internal)?;
    let contact = |it: StoredContact| {
        Ok(Contact { email: Email::parse(&it.email).map_err(Error::internal)?, name: it.name, purpose: it.purpose })
    };
    Ok(Organisation {
        id: row.id,
        name: row.name,
        contacts: contacts.into_iter().map(contact).collect::<Result<_>>()?,
        state: OrganisationState::stored(&row.state)?,
        requests_per_minute: u32::try_from(row.requests_per_minute).map_err(Error::internal)?,
        revision: row.revision,
        created_at: instant::read(row.created_at)?,
    })
}
