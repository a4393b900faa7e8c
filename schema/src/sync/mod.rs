//! Staying in step with a product, for partners' programs.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::Preference;
use domain::id::ProductId;
use domain::partner::ProductFormat;
use domain::sync::{self, EntryKind, SyncAction, SyncAsked};

use crate::article::Article;
use crate::context::session;
use crate::error::{Result, Told};
use crate::scalar::{DateTime, LanguageTag};

/// What became of a text, for a product.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "EntryKind")]
pub(crate) enum ChangeKind {
    /// It came, or it changed.
    Upsert,
    /// It has another slug, and so another address.
    Moved,
    /// The rights to an image of it have ended: it is there without that image.
    ImageExpired,
    /// It was withdrawn, for a legal reason or a grave error.
    Withdrawn,
    /// It is public no longer in this language; it may come again.
    Unpublished,
    /// The product doesn't select it any more.
    LeftProduct,
    /// The time of the product is over.
    RightsExpired,
}

/// What a partner is to do with what it has of a text.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "SyncAction", name = "ChangeAction")]
enum Action {
    /// Put what is sent in place of what there was.
    Replace,
    /// The same, and fetch anew what was kept under its former address.
    Refetch,
    /// The same, and delete the image that isn't there any more.
    DropImage,
    /// Delete it, wherever it is.
    Delete,
    /// Show it no longer; it may come again.
    Hide,
}

/// What a page of changes is of.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "sync::SyncStep", name = "ChangesStep")]
enum Step {
    /// Of the first copy: all that the product holds.
    Snapshot,
    /// Of its log.
    Log,
}

/// The last word on a text.
#[derive(SimpleObject)]
struct Change {
    /// The number of its entry in the log of the product.
    number: i32,
    /// The id of the article.
    article_id: ID,
    /// The language of the text.
    language: LanguageTag,
    /// What became of it.
    kind: ChangeKind,
    /// What to do with what there is of it.
    action: Action,
    /// What it is now; null when it isn't there. Where it should be, it has gone this very moment: that is told next.
    article: Option<Article>,
}

/// An entry of the log of a product.
#[derive(SimpleObject)]
struct ChangeEntry {
    /// Its number, without a gap.
    number: i32,
    /// When it was written.
    at: DateTime,
    /// The id of the article.
    article_id: ID,
    /// The language of the text.
    language: LanguageTag,
    /// What became of it.
    kind: ChangeKind,
}

/// A place in the chain of a product's entries.
#[derive(SimpleObject)]
struct ChangeLink {
    /// The number of the entry; 0 before the first one.
    number: i32,
    /// The SHA-256 of the chain up to it, in hexadecimal digits. The hash of an entry is that of
    /// `previous number articleId language kind`, a space between each two, with the kind in lower case; that before the first
    /// one is of the product's id.
    hash: String,
}

/// A page of what a product holds, or of what became of it.
#[derive(SimpleObject)]
struct Changes {
    /// What it is of.
    step: Step,
    /// The last word on each text.
    nodes: Vec<Change>,
    /// Where the page begins.
    from: ChangeLink,
    /// Every entry behind `from` up to `to`; none in a snapshot.
    entries: Vec<ChangeEntry>,
    /// Where the page has come to.
    to: ChangeLink,
    /// The number of the last entry that there is.
    head: i32,
    /// The server's signature on `to`: a JSON Web Signature by a key of `/.well-known/jwks.json`.
    attestation: String,
    /// There is more at once.
    has_next_page: bool,
    /// Where to go on.
    end_cursor: String,
}

fn number(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn link((at, hash): (i64, sync::Hash)) -> ChangeLink {
    ChangeLink { number: number(at), hash: hash.to_string() }
}

fn entry(entry: sync::SyncEntry) -> ChangeEntry {
    let (article, language) = entry.text;
    ChangeEntry {
        number: number(entry.number),
        at: DateTime(entry.at),
        article_id: article.into(),
        language: LanguageTag(language),
        kind: entry.kind.into(),
    }
}

fn change(item: sync::SyncItem) -> Change {
    let (article, language) = item.text;
    let wish = Preference::exactly(language.clone());
    Change {
        number: number(item.number),
        article_id: article.into(),
        language: LanguageTag(language),
        kind: item.kind.into(),
        action: item.kind.action().into(),
        article: item.article.and_then(|article| Article::served(article, &wish)),
    }
}

/// Root fields on what products hold.
#[derive(Default)]
pub(crate) struct SyncQueries;

#[Object]
impl SyncQueries {
    /// Staying in step with a product, for partners' programs with a key for `sync`: without a cursor it begins with a copy of all
    /// that the product holds, a page at a time, and then goes over to what happened since, with the last word on each text.
    ///
    /// A cursor of what has been cleared away (after 90 days) is the error `cursor_expired`: begin anew without one.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the product.")] product: ID,
        #[graphql(desc = "How many texts: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on behind.")] after: Option<String>,
    ) -> Option<Result<Changes>> {
        let session = session(ctx);
        let page = async {
            domain::policy::partner(session.viewer(), domain::partner::Scope::Sync)?;
            let product = Some(ProductId::parse(&product).map_err(|error| error.at("product"))?);
            let first = first.map(i64::from);
            session.syncs().page(SyncAsked { product, format: ProductFormat::Json, first, after }).await
        };
        let said = |page: sync::SyncPage| Changes {
            step: page.step.into(),
            nodes: page.items.into_iter().map(change).collect(),
            from: link(page.from),
            entries: page.entries.into_iter().map(entry).collect(),
            to: link(page.to),
            head: number(page.head),
            attestation: page.attestation,
            has_next_page: page.has_next,
            end_cursor: page.cursor,
        };
        Some(page.await.told(session).map(said))
    }
}
