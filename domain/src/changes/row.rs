//! The rows of the log and of its counter.
//!
//! `append` is the last thing that a transaction does. The counter's row lock is held until the commit, which makes
//! `seq` gapless and puts it in the order of commits; an identity column would not (a slow transaction's row appears
//! after a follower has passed it).

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sea_orm::{ColumnTrait, sea_query::ReturningClause};

use super::{Audience, Change, ChangeKind, Changes, Entry, Stamp};
use crate::error::{Error, Result};
use crate::id::{AccountId, AnyId};
use crate::instant;
use crate::policy::Permit;

/// Entries that are written with one statement: databases take some ten thousand values at once.
const AT_ONCE: usize = 1_000;

mod counter {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "change_counter")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub seq: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod entry {
    use crate::id::AccountId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "change_log")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: i64,
        pub actor: String,
        pub request_id: String,
        pub kind: String,
        pub subject: String,
        pub revision: i64,
        pub audience: String,
        pub account_id: Option<AccountId>,
        pub tags: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Writes the changes at the end of the log, and answers the position of the last one.
pub(crate) async fn append(
    transaction: &impl ConnectionTrait,
    stamp: &Stamp,
    changes: &Changes,
) -> Result<Option<i64>> {
    let changes = match changes {
        Changes::Of(changes) if !changes.is_empty() => changes,
        Changes::Of(_) => return Ok(None),
        Changes::Nothing(why) => {
            tracing::debug!(why, "nothing to report");
            return Ok(None);
        }
    };
    let count = i64::try_from(changes.len()).map_err(Error::internal)?;
    let head = raise(transaction, count).await?;
    let mut seq = head - count + 1;
    for changes in changes.chunks(AT_ONCE) {
        let rows = changes.iter().zip(seq..).map(|(change, seq)| written(seq, stamp, change));
        entry::Entity::insert_many(rows).exec_without_returning(transaction).await?;
        seq += AT_ONCE as i64;
    }
    Ok(Some(head))
}

async fn raise(transaction: &impl ConnectionTrait, count: i64) -> Result<i64> {
    let mut update = sea_orm::sea_query::Query::update();
    update
        .table(counter::Entity)
        .value(counter::Column::Seq, Expr::col(counter::Column::Seq).add(count))
        .and_where(Expr::col(counter::Column::Id).eq(1))
        .returning(ReturningClause::Columns(vec![sea_orm::sea_query::IntoColumnRef::into_column_ref(
            counter::Column::Seq,
        )]));
    let row = transaction.query_one(&update).await?;
    let row = row.ok_or_else(|| Error::internal("the change counter has no row"))?;
    Ok(row.try_get_by_index(0)?)
}

fn written(seq: i64, stamp: &Stamp, change: &Change) -> entry::ActiveModel {
    entry::ActiveModel {
        seq: Set(seq),
        at: Set(instant::stored(stamp.at)),
        actor: Set(stamp.actor.clone()),
        request_id: Set(stamp.request_id.clone()),
        kind: Set(change.kind.to_string()),
        subject: Set(change.subject.to_string()),
        revision: Set(change.revision),
        audience: Set(change.audience.as_str().to_owned()),
        account_id: Set(change.audience.account()),
        tags: Set(serde_json::Value::from(change.tags.clone()).to_string()),
    }
}

/// The entries behind a position, oldest first, at most `limit`.
pub(crate) async fn after(database: &impl ConnectionTrait, seq: i64, limit: u64) -> Result<Vec<Entry>> {
    let rows = entry::Entity::find()
        .filter(entry::Column::Seq.gt(seq))
        .order_by_asc(entry::Column::Seq)
        .limit(limit)
        .all(database)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The entries behind a place and up to another that may concern an account, oldest first, at most `limit`: those that are for it, those
/// on these subjects, and that something which can be followed is no more.
pub(crate) async fn concerning(
    database: &impl ConnectionTrait,
    account: AccountId,
    subjects: [SelectStatement; 2],
    (from, until): (i64, i64),
    limit: u64,
) -> Result<Vec<Entry>> {
    const GONE: [ChangeKind; 6] = [
        ChangeKind::ExpertDeleted,
        ChangeKind::ExpertMerged,
        ChangeKind::TopicDeleted,
        ChangeKind::TopicMerged,
        ChangeKind::RegionDeleted,
        ChangeKind::RegionMerged,
    ];
    let mut concerns = Condition::any()
        .add(entry::Column::AccountId.eq(account))
        .add(entry::Column::Kind.is_in(GONE.map(ChangeKind::as_str)));
    for subjects in subjects {
        let on = entry::Column::Subject.in_subquery(subjects);
        concerns = concerns.add(on.and(entry::Column::Audience.eq(Audience::Public.as_str())));
    }
    let rows = entry::Entity::find()
        .filter(entry::Column::Seq.gt(from))
        .filter(entry::Column::Seq.lte(until))
        .filter(concerns)
        .order_by_asc(entry::Column::Seq)
        .limit(limit)
        .all(database)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The entries of a kind from an instant on, oldest first.
pub(crate) async fn since(database: &impl ConnectionTrait, kind: ChangeKind, from: Timestamp) -> Result<Vec<Entry>> {
    let rows = entry::Entity::find()
        .filter(entry::Column::Kind.eq(kind.as_str()))
        .filter(entry::Column::At.gte(instant::stored(from)))
        .order_by_asc(entry::Column::Seq)
        .all(database)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Takes a person out of the log: its entries stay, and are about nobody.
pub(crate) async fn forget_account(database: &impl ConnectionTrait, _: &Permit, account: AccountId) -> Result<()> {
    entry::Entity::update_many()
        .col_expr(entry::Column::AccountId, Expr::value(Option::<String>::None))
        .filter(entry::Column::AccountId.eq(account))
        .exec(database)
        .await?;
    entry::Entity::update_many()
        .col_expr(entry::Column::Actor, Expr::value("staff"))
        .filter(entry::Column::Actor.eq(format!("staff:{account}")))
        .exec(database)
        .await?;
    Ok(())
}

/// The position of the last entry; 0 when there is none.
pub(crate) async fn head(database: &impl ConnectionTrait) -> Result<i64> {
    let row = counter::Entity::find_by_id(1).one(database).await?;
    row.map(|row| row.seq).ok_or_else(|| Error::internal("the change counter has no row"))
}

/// When anything public last changed; `None` when nothing ever has.
pub(crate) async fn last_public(database: &impl ConnectionTrait) -> Result<Option<Timestamp>> {
    let row = entry::Entity::find()
        .filter(entry::Column::Audience.eq(Audience::Public.as_str()))
        .order_by_desc(entry::Column::Seq)
        .limit(1)
        .one(database)
        .await?;
    row.map(|row| instant::read(row.at)).transpose()
}

fn read(row: entry::Model) -> Result<Entry> {
    Ok(Entry {
        seq: row.seq,
        at: instant::read(row.at)?,
        actor: row.actor,
        request_id: row.request_id,
        change: Change {
            kind: ChangeKind::stored(&row.kind)?,
            subject: AnyId::parse(&row.subject).map_err(Error::internal)?,
            revision: row.revision,
            audience: audience(&row.audience, row.account_id)?,
            tags: serde_json::from_str(&row.tags).map_err(Error::internal)?,
        },
    })
}

/// Whose an entry is. One of an account that was erased is nobody's any more: staff may see that it happened.
fn audience(word: &str, account: Option<AccountId>) -> Result<Audience> {
    match (word, account) {
        ("public", _) => Ok(Audience::Public),
        ("staff", _) | ("account", None) => Ok(Audience::Staff),
        ("account", Some(account)) => Ok(Audience::Account(account)),
        _ => Err(Error::internal(format!("`{word}` is stored as an audience"))),
    }
}
