//! The stored shape of manuscripts: where each text stands. Its revisions are in `revision.rs`, its authors in `author.rs`,
//! lists in `list.rs`, links to look at it in `preview.rs`, what was withdrawn in `withdrawal.rs`.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::{BTreeMap, HashMap};

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Revision;
use crate::article::{ArticlePut, TextPut};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{AccountId, ArticleId};
use crate::instant;
use crate::language::Language;
use crate::policy::Permit;

mod author;
mod list;
mod preview;
mod revision;
mod withdrawal;

pub(super) use author::{authors, is_author, put_authors};
pub(super) use list::{Due, count, due, page};
pub(crate) use preview::{forget_ended as forget_previews, forget_maker};
pub(super) use preview::{insert as insert_preview, of_article as previews_of, revoke as revoke_preview, usable};
pub(super) use revision::{
    NewRevision, insert as insert_revisions, one as revision, page as revisions_page, these as revisions,
};
pub(crate) use revision::{forget_saver, shows};
pub(crate) use withdrawal::all as withdrawals;
pub(super) use withdrawal::insert as insert_withdrawals;

mod text {
    use crate::id::ArticleId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "manuscript_text")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub revision: i64,
        pub shown_revision: i64,
        pub zone: Option<String>,
        pub first_public_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Where a text stands in its making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) revision: i64,
    pub(super) shown_revision: i64,
    pub(super) zone: Option<String>,
    pub(super) first_public_at: Option<i64>,
    /// There is a row of it: it was worked on here.
    pub(super) is_stored: bool,
}

impl Head {
    /// That of a text which was only imported: what is there is its first revision.
    pub(super) fn of_import(text: &TextPut) -> Self {
        let was_public = matches!(text.status, status if status.is_public())
            || (text.status != crate::article::Status::Scheduled && text.published_at.is_some());
        Self {
            revision: 1,
            shown_revision: 1,
            zone: None,
            first_public_at: text.published_at.filter(|_| was_public).map(instant::stored),
            is_stored: false,
        }
    }
}

/// The heads of texts by article and language.
pub(super) type Heads = BTreeMap<Language, Head>;

/// Where the texts of these articles stand, those that were worked on here.
pub(super) async fn heads(database: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Heads>> {
    let rows = text::Entity::find().filter(text::Column::ArticleId.is_in(ids.iter().copied())).all(database).await?;
    let mut found: HashMap<ArticleId, Heads> = HashMap::new();
    for row in rows {
        let head = Head {
            revision: row.revision,
            shown_revision: row.shown_revision,
            zone: row.zone,
            first_public_at: row.first_public_at,
            is_stored: true,
        };
        found.entry(row.article_id).or_default().insert(Language::stored(&row.language)?, head);
    }
    Ok(found)
}

/// Writes where these texts stand now.
pub(super) async fn put_heads(
    database: &impl ConnectionTrait,
    _: &Permit,
    heads: impl IntoIterator<Item = (ArticleId, Language, Head)>,
) -> Result<()> {
    let rows: Vec<text::ActiveModel> = heads
        .into_iter()
        .map(|(article, language, head)| text::ActiveModel {
            article_id: Set(article),
            language: Set(language.to_string()),
            revision: Set(head.revision),
            shown_revision: Set(head.shown_revision),
            zone: Set(head.zone),
            first_public_at: Set(head.first_public_at),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let columns =
        [text::Column::Revision, text::Column::ShownRevision, text::Column::Zone, text::Column::FirstPublicAt];
    let key = [text::Column::ArticleId, text::Column::Language];
    let replace = OnConflict::columns(key).update_columns(columns).to_owned();
    text::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    Ok(())
}

/// An import has put these articles in place: where they were worked on before, what came is their next revision.
pub(crate) async fn imported(tx: &WriteTx<'_>, permit: &Permit, puts: &[ArticlePut]) -> Result<()> {
    let withdrawals = puts.iter().flat_map(|put| put.withdrawals.iter().cloned()).collect();
    insert_withdrawals(tx.connection(), permit, withdrawals).await?;
    let ids: Vec<ArticleId> = puts.iter().map(|put| put.id).collect();
    let known = heads(tx.connection(), &ids).await?;
    let (mut raised, mut new) = (Vec::new(), Vec::new());
    for put in puts {
        let Some(heads) = known.get(&put.id) else { continue };
        for text in &put.texts {
            let Some(head) = heads.get(&text.language) else { continue };
            let number = head.revision + 1;
            let first = Head::of_import(text);
            let first_public_at = head.first_public_at.or(first.first_public_at);
            raised.push((
                put.id,
                text.language.clone(),
                Head { revision: number, shown_revision: number, zone: None, first_public_at, is_stored: true },
            ));
            new.push(of_text(put.id, text, number, None));
        }
    }
    put_heads(tx.connection(), permit, raised).await?;
    insert_revisions(tx.connection(), permit, new).await
}

/// The revision that a text of an article is, as it is shown.
pub(super) fn of_text(article: ArticleId, text: &TextPut, number: i64, saved_by: Option<AccountId>) -> NewRevision {
    let revision = Revision {
        article,
        language: text.language.clone(),
        number,
        title: text.title.clone(),
        standfirst: text.standfirst.clone(),
        slug: text.slug.clone(),
        source: None,
        restored_from: None,
        note: None,
        saved_by,
        saved_at: text.updated_at,
    };
    NewRevision { revision, body: text.body.clone() }
}
