//! The stored shape of the audit. There is an insert here and no update.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{AuditEntry, AuditFilter, Note};
use crate::changes::{Change, Changes, Stamp};
use crate::error::{Error, Result};
use crate::id::AnyId;
use crate::instant;
use crate::language::Language;
use crate::page::{PageSpec, Position};
use crate::policy::Action;

mod entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub at: i64,
        pub actor: String,
        pub request_id: String,
        pub action: String,
        pub event: String,
        pub subject: Option<String>,
        pub language: Option<String>,
        pub from_revision: Option<i64>,
        pub to_revision: Option<i64>,
        pub from_state: Option<String>,
        pub to_state: Option<String>,
        pub reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Notes what a write did: what it said of itself, or else the changes that it reports. What an import brings is one entry.
///
/// To be called after the changes were written to their log: that has locked its counter until the commit, so that nobody else
/// takes a number meanwhile.
pub(crate) async fn append(
    database: &impl ConnectionTrait,
    stamp: &Stamp,
    action: Action,
    notes: Vec<Note>,
    changes: &Changes,
) -> Result<()> {
    let changes = match changes {
        Changes::Of(changes) => changes.as_slice(),
        Changes::Nothing(_) => &[],
    };
    let notes = match (action, notes.is_empty()) {
        (_, false) => notes,
        (Action::ContentImport, true) if !changes.is_empty() => vec![of_import(changes.len())],
        (_, true) => changes.iter().map(of_change).collect(),
    };
    if notes.is_empty() {
        return Ok(());
    }
    let last: Option<Option<i64>> = entry::Entity::find()
        .select_only()
        .expr(Expr::col(entry::Column::Number).max())
        .into_tuple()
        .one(database)
        .await?;
    let numbers = last.flatten().unwrap_or(0) + 1..;
    let rows = notes.into_iter().zip(numbers).map(|(note, number)| entry::ActiveModel {
        number: Set(number),
        at: Set(instant::stored(stamp.at)),
        actor: Set(stamp.actor.clone()),
        request_id: Set(stamp.request_id.clone()),
        action: Set(action.to_string()),
        event: Set(note.event),
        subject: Set(note.subject.map(|subject| subject.to_string())),
        language: Set(note.language.map(|language| language.to_string())),
        from_revision: Set(note.revisions.0),
        to_revision: Set(note.revisions.1),
        from_state: Set(note.states.map(|(from, _)| from.to_owned())),
        to_state: Set(note.states.map(|(_, to)| to.to_owned())),
        reason: Set(note.reason),
    });
    entry::Entity::insert_many(rows).exec_without_returning(database).await?;
    Ok(())
}

fn of_change(change: &Change) -> Note {
    Note {
        event: change.kind.to_string(),
        subject: Some(change.subject),
        language: None,
        revisions: (None, Some(change.revision)),
        states: None,
        reason: None,
    }
}

fn of_import(count: usize) -> Note {
    Note {
        event: "content.import".to_owned(),
        subject: None,
        language: None,
        revisions: (None, None),
        states: None,
        reason: Some(format!("{count} records")),
    }
}

/// The entries of a page, the latest first, nearest to its anchor first, and one more if there is one.
pub(super) async fn page(
    database: &impl ConnectionTrait,
    filter: &AuditFilter,
    spec: &PageSpec<Position>,
) -> Result<Vec<AuditEntry>> {
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = matching(filter).order_by(entry::Column::Number, order).limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(entry::Column::Number.lt(at.value));
    }
    if let Some(at) = &spec.before {
        find = find.filter(entry::Column::Number.gt(at.value));
    }
    find.all(database).await?.into_iter().map(read).collect()
}

/// The next entries behind one, the earliest first.
pub(super) async fn after(
    database: &impl ConnectionTrait,
    filter: &AuditFilter,
    after: Option<i64>,
    count: u64,
) -> Result<Vec<AuditEntry>> {
    let mut find = matching(filter).order_by_asc(entry::Column::Number).limit(count);
    if let Some(after) = after {
        find = find.filter(entry::Column::Number.gt(after));
    }
    find.all(database).await?.into_iter().map(read).collect()
}

/// How many entries match.
pub(super) async fn count(database: &impl ConnectionTrait, filter: &AuditFilter) -> Result<u64> {
    Ok(matching(filter).count(database).await?)
}

fn matching(filter: &AuditFilter) -> sea_orm::Select<entry::Entity> {
    let mut find = entry::Entity::find();
    if let Some(subject) = filter.subject {
        find = find.filter(entry::Column::Subject.eq(subject.to_string()));
    }
    if let Some(actor) = filter.actor {
        find = find.filter(entry::Column::Actor.eq(format!("staff:{actor}")));
    }
    if let Some(from) = filter.from {
        find = find.filter(entry::Column::At.gte(instant::stored(from)));
    }
    if let Some(until) = filter.until {
        find = find.filter(entry::Column::At.lt(instant::stored(until)));
    }
    if filter.steps {
        find = find.filter(entry::Column::ToState.is_not_null());
    }
    find
}

fn read(row: entry::Model) -> Result<AuditEntry> {
    Ok(AuditEntry {
        number: row.number,
        at: instant::read(row.at)?,
        actor: row.actor,
        request_id: row.request_id,
        action: row.action,
        event: row.event,
        subject: row.subject.map(|subject| AnyId::parse(&subject)).transpose().map_err(Error::internal)?,
        language: row.language.as_deref().map(Language::stored).transpose()?,
        from_revision: row.from_revision,
        to_revision: row.to_revision,
        from_state: row.from_state,
        to_state: row.to_state,
        reason: row.reason,
    })
}
