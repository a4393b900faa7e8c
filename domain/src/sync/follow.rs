//! Writes the logs of products: reads the change log behind the place that was reached, and the clock, and says of each text that
//! may be concerned what became of it for each product. Any number of processes may do this; one of them goes on at a time.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::fingerprint::fingerprint;
use super::rules::{self, Held};
use super::{Head, SyncEntry, Syncs, TextKey, link, row};
use crate::article::{self, Article};
use crate::catalogue::Snapshot;
use crate::changes::{self, Changes, Entry};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{ArticleId, ExpertId, ImageId, Noun, ProductId};
use crate::partner::{self, Product, ProductSight, Terms};
use crate::policy::{self, Action, Permit, Sight};

/// What this follower is called.
const NAME: &str = "products";
/// Entries of the change log that are followed at once.
const BATCH: u64 = 500;
/// Articles that are looked at at once.
const ARTICLES: usize = 500;

/// What changes, or the clock, may have changed for products.
#[derive(Default)]
struct Concerned {
    /// Everything, for every product.
    all: bool,
    /// Everything, for these products.
    products: BTreeSet<ProductId>,
    /// These articles, for every product.
    articles: BTreeSet<ArticleId>,
    /// Of them, those that show an image which is another now.
    pictures: BTreeSet<ArticleId>,
    /// Of them, those that show an image the rights to which have ended.
    lost: BTreeSet<ArticleId>,
}

impl Syncs<'_> {
    /// Goes on with the logs of all products. True when there is more to be done at once.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn follow(&self) -> Result<bool> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::JobRun)?;
        session.refresh();
        let (snapshot, now) = (session.snapshot(), session.now());
        if !self.is_anything_new(&snapshot, now).await? {
            return Ok(false);
        }
        let tx = WriteTx::begin(session, &permit).await?;
        let connection = tx.connection();
        let is_first = row::follower::position(connection, NAME).await?.is_none();
        let begin = row::follower::Position { seq: snapshot.seq, clock: now };
        let from = row::follower::lock(connection, &permit, NAME, begin).await?;
        let products = partner::row::product::all(connection).await?;
        let entries = changes::after(connection, from.seq, BATCH).await?;
        // What this process hasn't heard of yet is followed the next time.
        let entries: Vec<Entry> = entries.into_iter().filter(|entry| entry.seq <= snapshot.seq).collect();
        let reached = entries.last().map_or(from.seq, |entry| entry.seq);
        let mut concerned = concerned_by(&tx, &entries).await?;
        // What happened before there was anything to follow is in what there is now.
        concerned.all |= is_first;
        by_the_clock(&tx, &mut concerned, &products, &snapshot, (from.clock, now)).await?;
        let writing = Writing { tx: &tx, permit: &permit, snapshot: &snapshot, now, concerned: &concerned };
        writing.all(&products).await?;
        let to = row::follower::Position { seq: reached, clock: now.max(from.clock) };
        row::follower::advance(connection, &permit, NAME, to).await?;
        tx.commit(Changes::Nothing("what became of a product's texts is told in the product's own log")).await?;
        session.domain().partners().reached(to.seq);
        Ok(reached < snapshot.seq)
    }

    /// Whether there is anything to follow: asked of what this process knows, so that waiting costs next to nothing.
    async fn is_anything_new(&self, snapshot: &Snapshot, now: Timestamp) -> Result<bool> {
        let (session, partners) = (self.0, self.0.domain().partners());
        let products = partners.products();
        if products.is_empty() {
            // Nobody is told of anything, and nothing is written of that.
            return Ok(false);
        }
        if partners.has_reached() < snapshot.seq {
            return Ok(true);
        }
        let connection = session.db().wake().connection();
        let Some(at) = row::follower::position(connection, NAME).await? else { return Ok(true) };
        let begins_or_ends = products.iter().any(|product| turns(product, at.clock, now));
        let ended = snapshot.image_ends(at.clock, now).next().is_some();
        let leads = products.iter().map(|product| &product.terms);
        Ok(begins_or_ends || ended || !embargoed(connection, leads, (at.clock, now)).await?.is_empty())
    }
}

/// Up to which change the logs of products have been written; `None` when nobody has begun with it.
pub(crate) async fn reached(database: &impl sea_orm::ConnectionTrait) -> Result<Option<i64>> {
    Ok(row::follower::position(database, NAME).await?.map(|at| at.seq))
}

/// Whether a product begins or ends in a period.
fn turns(product: &Product, from: Timestamp, until: Timestamp) -> bool {
    let (start, end) = (product.terms.starts_at, product.terms.ends_at);
    start.into_iter().chain(end).any(|at| from < at && at <= until)
}

/// The articles with embargoed texts that some product has from a period on.
async fn embargoed(
    database: &impl sea_orm::ConnectionTrait,
    products: impl Iterator<Item = &Terms>,
    (from, until): (Timestamp, Timestamp),
) -> Result<BTreeSet<ArticleId>> {
    let leads: BTreeSet<SignedDuration> = products.map(Terms::lead).filter(|lead| lead.is_positive()).collect();
    let mut found = BTreeSet::new();
    for lead in leads {
        found.extend(article::row::ids_embargoed(database, from + lead, until + lead).await?);
    }
    Ok(found)
}

/// What entries of the change log may have changed.
async fn concerned_by(tx: &WriteTx<'_>, entries: &[Entry]) -> Result<Concerned> {
    let (connection, mut concerned) = (tx.connection(), Concerned::default());
    let subjects: BTreeSet<_> = entries.iter().map(|entry| entry.change.subject).collect();
    for subject in subjects {
        match subject.noun {
            Noun::Article => {
                concerned.articles.insert(ArticleId::new(subject.ulid));
            }
            Noun::Product => {
                concerned.products.insert(ProductId::new(subject.ulid));
            }
            // Whatever lies below a term belongs to it, and what is filed under it says its name.
            Noun::Topic | Noun::Region => concerned.all = true,
            Noun::Expert => {
                let of = article::row::ids_of_expert(connection, ExpertId::new(subject.ulid)).await?;
                concerned.articles.extend(of);
            }
            Noun::Image => {
                let showing = article::row::ids_showing(connection, ImageId::new(subject.ulid)).await?;
                concerned.articles.extend(showing.iter().copied());
                concerned.pictures.extend(showing);
            }
            _ => {}
        }
    }
    Ok(concerned)
}

/// What has changed because time has passed.
async fn by_the_clock(
    tx: &WriteTx<'_>,
    concerned: &mut Concerned,
    products: &[Product],
    snapshot: &Snapshot,
    (from, now): (Timestamp, Timestamp),
) -> Result<()> {
    let turned = products.iter().filter(|product| turns(product, from, now));
    concerned.products.extend(turned.map(|product| product.id));
    concerned
        .articles
        .extend(embargoed(tx.connection(), products.iter().map(|product| &product.terms), (from, now)).await?);
    for image in snapshot.image_ends(from, now) {
        let showing = article::row::ids_showing(tx.connection(), image).await?;
        concerned.articles.extend(showing.iter().copied());
        concerned.lost.extend(showing);
    }
    Ok(())
}

/// The writing of what became of texts.
struct Writing<'w> {
    tx: &'w WriteTx<'w>,
    permit: &'w Permit,
    snapshot: &'w Snapshot,
    now: Timestamp,
    concerned: &'w Concerned,
}

impl Writing<'_> {
    async fn all(&self, products: &[Product]) -> Result<()> {
        let heads = row::entry::heads(self.tx.connection()).await?;
        let head = |id| heads.get(&id).cloned().unwrap_or_else(|| Head::begin(id));
        let mut heads: HashMap<ProductId, Head> = products.iter().map(|it| (it.id, head(it.id))).collect();
        let is_whole = |product: &&Product| self.concerned.all || self.concerned.products.contains(&product.id);
        let (whole, others): (Vec<&Product>, Vec<&Product>) = products.iter().partition(is_whole);
        let ids: Vec<ArticleId> = self.concerned.articles.iter().copied().collect();
        for ids in ids.chunks(ARTICLES) {
            self.articles(&others, &mut heads, ids).await?;
        }
        let mut last = None;
        while !whole.is_empty() {
            let ids = article::row::ids_after(self.tx.connection(), last, ARTICLES as u64).await?;
            let Some(end) = ids.last() else { break };
            last = Some(*end);
            self.articles(&whole, &mut heads, &ids).await?;
        }
        Ok(())
    }

    /// What became of these articles for each of these products.
    async fn articles(
        &self,
        products: &[&Product],
        heads: &mut HashMap<ProductId, Head>,
        ids: &[ArticleId],
    ) -> Result<()> {
        if products.is_empty() {
            return Ok(());
        }
        let connection = self.tx.connection();
        let articles = article::row::by_ids(connection, ids, &Sight::Everything).await?;
        let articles: HashMap<ArticleId, Article> = articles.into_iter().map(|it| (it.id, it)).collect();
        for product in products {
            let held = row::item::held(connection, product.id, ids).await?;
            let Some(head) = heads.get_mut(&product.id) else { continue };
            let told = self.told(product, &articles, held);
            if told.is_empty() {
                continue;
            }
            let mut entries = Vec::with_capacity(told.len());
            let mut items = Vec::with_capacity(told.len());
            for (text, kind, now) in told {
                head.number += 1;
                head.hash = link(&head.hash, head.number, &text, kind);
                let (product, number, hash) = (product.id, head.number, head.hash.clone());
                entries.push(SyncEntry { product, number, at: self.now, text: text.clone(), kind, hash });
                items.push((text, number, now));
            }
            row::entry::append(connection, self.permit, product.id, &entries, head).await?;
            row::item::put(connection, self.permit, product.id, &items).await?;
        }
        Ok(())
    }

    /// What is to be told of these articles to a product, in the order of their texts.
    fn told(
        &self,
        product: &Product,
        articles: &HashMap<ArticleId, Article>,
        mut held: HashMap<TextKey, Held>,
    ) -> Vec<(TextKey, super::EntryKind, Held)> {
        let sight = product.terms.is_live(self.now).then(|| ProductSight::of(product, self.snapshot, self.now));
        let mut told = Vec::new();
        for article in articles.values() {
            let admitted = |text: &&article::ArticleText| sight.as_ref().is_some_and(|it| it.admits(article, text));
            let seen: Vec<&article::ArticleText> = article.texts.iter().filter(admitted).collect();
            let of_image = |ids: &BTreeSet<ArticleId>| product.terms.images && ids.contains(&article.id);
            for text in &seen {
                let key = (article.id, text.language.clone());
                let print = fingerprint(self.snapshot, product, (article, text, &seen), self.now);
                let now = Held { present: true, fingerprint: print, slug: text.slug.as_str().to_owned() };
                let before = held.remove(&key);
                let kind = rules::of_present(before.as_ref(), &now, of_image(&self.concerned.lost));
                // An image within a text is no part of what the text comes to.
                let shown = of_image(&self.concerned.pictures).then_some(super::EntryKind::Upsert);
                if let Some(kind) = kind.or(shown) {
                    told.push((key, kind, now));
                }
            }
        }
        for (key, before) in held.into_iter().filter(|(_, before)| before.present) {
            let article = articles.get(&key.0);
            let text =
                article.and_then(|article| Some((article, article.texts.iter().find(|it| it.language == key.1)?)));
            let kind = rules::of_gone(sight.as_ref(), text);
            told.push((key, kind, Held { present: false, fingerprint: String::new(), ..before }));
        }
        told.sort_by(|a, b| a.0.cmp(&b.0));
        told
    }
}
