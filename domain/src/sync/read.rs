//! What a partner's program reads to stay in step with a product: at first all that is there, then what happens from then on.
//!
//! A cursor names a place: while the first copy is being taken, the text that was sent last and the entry at which the copy was
//! begun; from then on, the last entry that was sent. What changes while a copy is taken is told behind that entry, so that nothing
//! is missed between the two.

use std::collections::HashMap;
use std::sync::Arc;

use super::{EntryKind, Hash, Head, SyncEntry, Syncs, TextKey, attest, row};
use crate::article::Article;
use crate::error::{Code, Error, Result};
use crate::id::{ArticleId, ProductId};
use crate::language::Language;
use crate::page::{self, Fingerprint, PageRequest, SortKey};
use crate::partner::{Product, ProductFormat, Scope, Taking, TextShare};
use crate::session::Session;
use crate::word::words;
use crate::{partner, policy};

/// The most entries of a page: most of them may have been overtaken by later ones.
const ENTRIES_MAX: u64 = 1_000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct SyncAsked {
    /// Of which product; of the only one of the organisation, if it isn't said.
    pub product: Option<ProductId>,
    /// In which format, which has to be one that the product is given out in.
    pub format: ProductFormat,
    /// How many texts, at most 100.
    pub first: Option<i64>,
    /// The cursor to go on behind; none begins with a copy of all.
    pub after: Option<String>,
}

/// A page of what a product holds, or of what became of it.
#[derive(Debug, Clone)]
pub struct SyncPage {
    /// Of which product.
    pub product: ProductId,
    /// Which of the two it is.
    pub step: SyncStep,
    /// The texts, each at most once.
    pub items: Vec<SyncItem>,
    /// The entry that this page begins behind: its number and its hash.
    pub from: (i64, Hash),
    /// Every entry behind it, up to where this page has come, in order: what the chain is verified by. Empty while the first copy
    /// is taken.
    pub entries: Vec<SyncEntry>,
    /// The entry that this page has come to: its number and its hash.
    pub to: (i64, Hash),
    /// The number of the last entry that there is.
    pub head: i64,
    /// The server's word for `to`: a JSON Web Signature by one of its published keys.
    pub attestation: String,
    /// Where to go on.
    pub cursor: String,
    /// There is more.
    pub has_next: bool,
    /// All that there was is copied: what comes next is the log.
    pub is_copied: bool,
}

words! {
    /// What a page is of.
    SyncStep {
        /// Of the first copy: all that there is.
        Snapshot = "snapshot",
        /// Of the log: what has happened since.
        Log = "log",
    }
}

/// The last word on a text.
#[derive(Debug, Clone)]
pub struct SyncItem {
    /// The number of its entry.
    pub number: i64,
    /// Which text.
    pub text: TextKey,
    /// What became of it.
    pub kind: EntryKind,
    /// The article as the product has it, with this text and its others; `None` when it isn't there, and also when it has gone
    /// this very moment: what became of it is told behind this page then.
    pub article: Option<Arc<Article>>,
}

/// A place in what is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    number: i64,
    copied: Option<TextKey>,
}

impl SortKey for Place {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.number.to_be_bytes());
        if let Some((article, language)) = &self.copied {
            bytes.extend_from_slice(&article.ulid().to_bytes());
            bytes.extend_from_slice(language.as_str().as_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (number, rest) = bytes.split_first_chunk::<8>()?;
        let number = i64::from_be_bytes(*number);
        if rest.is_empty() {
            return Some(Self { number, copied: None });
        }
        let (article, language) = rest.split_first_chunk::<16>()?;
        let language = Language::parse(std::str::from_utf8(language).ok()?).ok()?;
        Some(Self { number, copied: Some((ArticleId::new(ulid::Ulid::from_bytes(*article)), language)) })
    }
}

/// The product that is asked for, among those of an organisation.
fn named(products: &[Arc<Product>], asked: Option<ProductId>) -> Result<Arc<Product>> {
    let found = match (asked, products) {
        (Some(asked), products) => products.iter().find(|product| product.id == asked),
        (None, [only]) => Some(only),
        (None, []) => None,
        (None, several) => {
            let message = format!("There are {} products: say which one.", several.len());
            return Err(Error::new(Code::ParameterInvalid, message).at("product"));
        }
    };
    found.cloned().ok_or_else(Error::not_found)
}

/// A product that is being read.
struct Reading {
    /// The viewer, who sees what this product has and nothing else.
    session: Session,
    product: Arc<Product>,
    list: Fingerprint,
    size: usize,
}

impl Syncs<'_> {
    /// The next page of a product: without a cursor the first one of a copy of all that it holds.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden` for whoever isn't a partner's program with a key for `sync`, and for a format that
    /// the product isn't given out in; `not_found` for a
    /// product that isn't its organisation's; `parameter_invalid` at `product` where one of several has to be named; `cursor_invalid`; `cursor_expired` for a place that has been cleared away: begin anew
    /// without a cursor; `page_size_invalid`; `quota_exceeded`.
    pub async fn page(&self, asked: SyncAsked) -> Result<SyncPage> {
        let SyncAsked { product, format, first, after } = asked;
        let product = named(policy::partner(self.0.viewer(), Scope::Sync)?.all_products(), product)?;
        if !product.terms.formats.contains(&format) {
            return Err(Error::new(Code::Forbidden, format!("This product isn't given out as `{format}`.")));
        }
        let list = Fingerprint::of(&format!("sync:{}", product.id));
        let spec = PageRequest { first, after, ..PageRequest::default() }.check::<Place>(list)?;
        let session = self.0.taking(Taking::Product(product.id));
        let reading = Reading { session, product, list, size: spec.size };
        let head = row::entry::head(self.0.db().reader(), reading.product.id).await?;
        match spec.after {
            None if head.number == 0 => reading.log(0, head).await,
            None => reading.copy(head.number, None, head).await,
            Some(Place { number, .. }) if number > head.number || number < 0 => {
                Err(Error::new(Code::CursorInvalid, "This cursor is of entries that there aren't.").at("after"))
            }
            Some(Place { number, .. }) if number < head.cleared => {
                let message = "What happened since has been cleared away: begin anew without a cursor.";
                Err(Error::new(Code::CursorExpired, message).at("after"))
            }
            Some(Place { number, copied: None }) => reading.log(number, head).await,
            Some(Place { number, copied }) => reading.copy(number, copied, head).await,
        }
    }
}

impl Reading {
    /// A page of the first copy, which was begun at an entry.
    async fn copy(&self, begun: i64, after: Option<TextKey>, head: Head) -> Result<SyncPage> {
        let (database, product) = (self.session.db().reader(), self.product.id);
        let mut found = row::item::present(database, product, after.as_ref(), self.size as u64 + 1).await?;
        let more = found.len() > self.size;
        found.truncate(self.size);
        let copied = found.last().map(|(text, _)| text.clone()).filter(|_| more);
        let told = found.into_iter().map(|(text, number)| (text, number, EntryKind::Upsert)).collect();
        let items = self.items(told).await?.into_iter().filter(|item| item.article.is_some()).collect();
        let at = (begun, self.hash(begun, &head).await?);
        let page = Page { step: SyncStep::Snapshot, items, from: at.clone(), entries: Vec::new(), to: at };
        self.said(page, Place { number: begun, copied }, more || begun < head.number, head.number)
    }

    /// A page of the log.
    async fn log(&self, after: i64, head: Head) -> Result<SyncPage> {
        let (database, product) = (self.session.db().reader(), self.product.id);
        let mut entries = row::entry::after(database, product, after, ENTRIES_MAX).await?;
        let mut ids: Vec<ArticleId> = entries.iter().map(|entry| entry.text.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let last = row::item::numbers(database, product, &ids).await?;
        let is_last = |entry: &SyncEntry| last.get(&entry.text) == Some(&entry.number);
        // So many last words make a page, and all entries up to the one behind them that is a last word again.
        let end = entries.iter().enumerate().filter(|(_, entry)| is_last(entry)).nth(self.size).map(|(place, _)| place);
        entries.truncate(end.unwrap_or(entries.len()));
        let told = entries.iter().filter(|entry| is_last(entry));
        let told = told.map(|entry| (entry.text.clone(), entry.number, entry.kind)).collect();
        let items = self.items(told).await?;
        let from = (after, self.hash(after, &head).await?);
        let to = entries.last().map_or_else(|| from.clone(), |entry| (entry.number, entry.hash.clone()));
        let (place, has_next) = (Place { number: to.0, copied: None }, to.0 < head.number);
        self.said(Page { step: SyncStep::Log, items, from, entries, to }, place, has_next, head.number)
    }

    async fn hash(&self, number: i64, head: &Head) -> Result<Hash> {
        let product = self.product.id;
        if number == 0 {
            return Ok(Hash::begin(product));
        }
        if number == head.number {
            return Ok(head.hash.clone());
        }
        let found = row::entry::hash_of(self.session.db().reader(), product, number).await?;
        found.ok_or_else(|| Error::internal(format!("the entry {number} of {product} isn't there")))
    }

    /// The last words on texts, each with what it is now.
    async fn items(&self, told: Vec<(TextKey, i64, EntryKind)>) -> Result<Vec<SyncItem>> {
        let wanted: Vec<ArticleId> =
            told.iter().filter(|(_, _, kind)| kind.is_present()).map(|((id, _), ..)| *id).collect();
        let articles = self.session.articles().by_ids(&wanted).await?;
        let articles: HashMap<ArticleId, Arc<Article>> =
            articles.into_iter().flatten().map(|article| (article.id, article)).collect();
        let item = |(text, number, kind): (TextKey, i64, EntryKind)| {
            let article = articles.get(&text.0).filter(|_| kind.is_present());
            let has_text = |article: &&Arc<Article>| article.texts.iter().any(|it| it.language == text.1);
            let article = article.filter(has_text).cloned();
            SyncItem { number, text, kind, article }
        };
        let items: Vec<SyncItem> = told.into_iter().map(item).collect();
        // Where there are bodies, they are counted as they are given.
        if let (TextShare::Summary, Some(partner)) = (self.product.terms.texts, self.session.viewer().partner()) {
            let given = items.iter().filter(|item| item.article.is_some());
            let given: Vec<_> = given.map(|item| (self.product.id, item.text.0)).collect();
            partner::deliver(&self.session, partner, &given).await?;
        }
        Ok(items)
    }

    fn said(&self, page: Page, place: Place, has_next: bool, head: i64) -> Result<SyncPage> {
        let product = self.product.id;
        let (access, now) = (self.session.domain().access(), self.session.now());
        let attestation = attest::attest(access, product, (page.to.0, page.to.1.as_str()), now)?;
        let (cursor, is_copied) = (page::cursor(self.list, &place), place.copied.is_none());
        let Page { step, items, from, entries, to } = page;
        Ok(SyncPage { product, step, items, from, entries, to, head, attestation, cursor, has_next, is_copied })
    }
}

/// What is in a page, before it is said where to go on.
struct Page {
    step: SyncStep,
    items: Vec<SyncItem>,
    from: (i64, Hash),
    entries: Vec<SyncEntry>,
    to: (i64, Hash),
}
