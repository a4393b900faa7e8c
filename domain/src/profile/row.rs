//! The stored shape of whose account is which expert's, and of proposals.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany,
};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::{Proposal, ProposalState};
use crate::error::{Error, Result};
use crate::expert::ExpertText;
use crate::id::{AccountId, ExpertId, ProfileProposalId};
use crate::instant;
use crate::language::{Language, PerLanguage};
use crate::page::{PageSpec, Position};
use crate::policy::Permit;

mod link {
    use crate::id::{AccountId, ExpertId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "expert_account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        pub expert_id: ExpertId,
        pub linked_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod proposal {
    use crate::id::{AccountId, ExpertId, ProfileProposalId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "profile_proposal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ProfileProposalId,
        pub expert_id: ExpertId,
        pub account_id: AccountId,
        pub base_revision: i64,
        pub texts: String,
        pub state: String,
        pub open: Option<i64>,
        pub proposed_at: i64,
        pub decided_at: Option<i64>,
        pub reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A text of a proposal, as a row holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredText {
    title: Option<String>,
    affiliation: Option<String>,
    bio: Option<String>,
}

/// Whose account is an expert's.
pub(super) async fn account_of(database: &impl ConnectionTrait, expert: ExpertId) -> Result<Option<AccountId>> {
    let row = link::Entity::find().filter(link::Column::ExpertId.eq(expert)).one(database).await?;
    Ok(row.map(|row| row.account_id))
}

/// Which expert's an account is.
pub(super) async fn expert_of(database: &impl ConnectionTrait, account: AccountId) -> Result<Option<ExpertId>> {
    Ok(link::Entity::find_by_id(account).one(database).await?.map(|row| row.expert_id))
}

pub(super) async fn link(
    database: &impl ConnectionTrait,
    _: &Permit,
    (expert, account): (ExpertId, AccountId),
    now: Timestamp,
) -> Result<()> {
    let row =
        link::ActiveModel { account_id: Set(account), expert_id: Set(expert), linked_at: Set(instant::stored(now)) };
    link::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

pub(super) async fn unlink(database: &impl ConnectionTrait, _: &Permit, expert: ExpertId) -> Result<()> {
    link::Entity::delete_many().filter(link::Column::ExpertId.eq(expert)).exec(database).await?;
    Ok(())
}

/// The account of one expert is another's from now on, with what was proposed by it. False when both have accounts.
pub(crate) async fn absorb(
    database: &impl ConnectionTrait,
    _: &Permit,
    from: ExpertId,
    into: ExpertId,
) -> Result<bool> {
    let linked = link::Entity::find().filter(link::Column::ExpertId.is_in([from, into])).count(database).await?;
    if linked > 1 {
        return Ok(false);
    }
    link::Entity::update_many()
        .col_expr(link::Column::ExpertId, Expr::value(into))
        .filter(link::Column::ExpertId.eq(from))
        .exec(database)
        .await?;
    proposal::Entity::update_many()
        .col_expr(proposal::Column::ExpertId, Expr::value(into))
        .filter(proposal::Column::ExpertId.eq(from))
        .exec(database)
        .await?;
    Ok(true)
}

/// What is proposed of an expert is open no longer.
pub(super) async fn supersede(
    database: &impl ConnectionTrait,
    _: &Permit,
    expert: ExpertId,
    now: Timestamp,
) -> Result<()> {
    settled(ProposalState::Superseded, now)
        .filter(proposal::Column::ExpertId.eq(expert))
        .filter(proposal::Column::Open.eq(1))
        .exec(database)
        .await?;
    Ok(())
}

/// The change that settles proposals, of whichever ones.
fn settled(state: ProposalState, now: Timestamp) -> UpdateMany<proposal::Entity> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::Open, Expr::value(Option::<i64>::None))
        .col_expr(proposal::Column::State, Expr::value(state.as_str()))
        .col_expr(proposal::Column::DecidedAt, Expr::value(instant::stored(now)))
}

pub(super) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: &Proposal) -> Result<()> {
    let texts: PerLanguage<StoredText> = new
        .texts
        .iter()
        .cloned()
        .map(|ExpertText { language, title, affiliation, bio }| (language, StoredText { title, affiliation, bio }))
        .collect();
    let row = proposal::ActiveModel {
        id: Set(new.id),
        expert_id: Set(new.expert),
        account_id: Set(new.account),
        base_revision: Set(new.base_revision),
        texts: Set(serde_json::to_string(&texts).map_err(Error::internal)?),
        state: Set(new.state.to_string()),
        open: Set(Some(1)),
        proposed_at: Set(instant::stored(new.proposed_at)),
        decided_at: Set(None),
        reason: Set(None),
    };
    proposal::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

pub(super) async fn by_id(database: &impl ConnectionTrait, id: ProfileProposalId) -> Result<Option<Proposal>> {
    proposal::Entity::find_by_id(id).one(database).await?.map(read).transpose()
}

/// One proposal, held until the transaction ends.
pub(super) async fn lock(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: ProfileProposalId,
) -> Result<Option<Proposal>> {
    let held = proposal::Entity::find_by_id(id).lock_exclusive().one(database).await?;
    held.map(read).transpose()
}

/// It is open no longer.
pub(super) async fn settle(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: ProfileProposalId,
    (state, reason): (ProposalState, Option<&str>),
    now: Timestamp,
) -> Result<()> {
    settled(state, now)
        .col_expr(proposal::Column::Reason, Expr::value(reason.map(str::to_owned)))
        .filter(proposal::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

/// The proposals of a page, the latest first, nearest to its anchor first, and one more if there is one.
pub(super) async fn page(
    database: &impl ConnectionTrait,
    which: (Option<ProposalState>, Option<AccountId>),
    spec: &PageSpec<Position>,
) -> Result<Vec<Proposal>> {
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = proposal::Entity::find()
        .filter(matching(which))
        .order_by(proposal::Column::ProposedAt, order.clone())
        .order_by(proposal::Column::Id, order)
        .limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(beyond(at, false));
    }
    if let Some(at) = &spec.before {
        find = find.filter(beyond(at, true));
    }
    find.all(database).await?.into_iter().map(read).collect()
}

/// How many there are.
pub(super) async fn count(
    database: &impl ConnectionTrait,
    which: (Option<ProposalState>, Option<AccountId>),
) -> Result<u64> {
    Ok(proposal::Entity::find().filter(matching(which)).count(database).await?)
}

fn matching((state, account): (Option<ProposalState>, Option<AccountId>)) -> Condition {
    let state = state.map(|state| proposal::Column::State.eq(state.as_str()));
    let account = account.map(|account| proposal::Column::AccountId.eq(account));
    Condition::all().add_option(state).add_option(account)
}

fn beyond(at: &Position, later: bool) -> Condition {
    let id = ProfileProposalId::new(Ulid::from_bytes(at.id));
    let (past, past_id) = if later {
        (proposal::Column::ProposedAt.gt(at.value), proposal::Column::Id.gt(id))
    } else {
        (proposal::Column::ProposedAt.lt(at.value), proposal::Column::Id.lt(id))
    };
    Condition::any().add(past).add(Condition::all().add(proposal::Column::ProposedAt.eq(at.value)).add(past_id))
}

/// What is held on an account here, for its owner's copy of it.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let find = proposal::Entity::find().filter(proposal::Column::AccountId.eq(account));
    let rows = find.order_by_asc(proposal::Column::Id).all(database).await?;
    let said = |row: proposal::Model| {
        let texts: serde_json::Value = serde_json::from_str(&row.texts).map_err(Error::internal)?;
        let proposal = read(row)?;
        Ok(serde_json::json!({"id": proposal.id, "texts": texts, "state": proposal.state.as_str(),
            "proposedAt": proposal.proposed_at, "decidedAt": proposal.decided_at, "reason": proposal.reason}))
    };
    let proposals: serde_json::Value = rows.into_iter().map(said).collect::<Result<_>>()?;
    let expert = expert_of(database, account).await?;
    Ok(serde_json::json!({"expert": expert, "proposals": proposals}))
}

fn read(row: proposal::Model) -> Result<Proposal> {
    let texts: PerLanguage<StoredText> = serde_json::from_str(&row.texts).map_err(Error::internal)?;
    let text = |(language, StoredText { title, affiliation, bio }): (Language, StoredText)| ExpertText {
        language,
        title,
        affiliation,
        bio,
    };
    Ok(Proposal {
        id: row.id,
        expert: row.expert_id,
        account: row.account_id,
        base_revision: row.base_revision,
        texts: texts.into_iter().map(text).collect(),
        state: ProposalState::stored(&row.state)?,
        proposed_at: instant::read(row.proposed_at)?,
        decided_at: row.decided_at.map(instant::read).transpose()?,
        reason: row.reason,
    })
}
