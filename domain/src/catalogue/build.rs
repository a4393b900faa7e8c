//! Building the catalogue at start: streamed from the database in batches by id, bodies left out.

use std::time::Instant;

use super::freshness::Touched;
use super::{Snapshot, Tree};
use crate::error::Result;
use crate::id::{RegionId, TopicId};
use crate::policy::Sight;
use crate::taxonomy::row::TermRows;
use crate::{Domain, article, changes, expert, front_page, manuscript, media, redirect};

/// How often a long build says how far it is.
const PROGRESS_EVERY: usize = 100_000;

/// Builds the catalogue and puts it in place.
///
/// The position of the log is read first: what is committed while the build runs is applied again afterwards, which
/// changes nothing.
pub(crate) async fn build(domain: &Domain) -> Result<()> {
    let began = Instant::now();
    let database = domain.db().wake().connection();
    let mut snapshot = Snapshot { seq: changes::head(database).await?, ..Snapshot::default() };
    snapshot.changed_at = changes::last_public(database).await?;
    let former = redirect::all_former_slugs(database).await?;
    for (id, language, slug) in former {
        snapshot.slugs.insert_former(id, language.as_ref(), &slug);
    }
    snapshot.merged = redirect::merged(database).await?.into_iter().collect();
    snapshot.topics = Tree::new(TopicId::load(database, None).await?);
    snapshot.regions = Tree::new(RegionId::load(database, None).await?);
    snapshot.name_terms();
    for image in media::row::load(database, None).await? {
        snapshot.put_image(image);
    }
    for expert in expert::row::load(database, None).await? {
        snapshot.put_expert(expert);
    }
    let (mut last, mut shared) = (None, article::row::Shared::default());
    loop {
        let batch = article::row::batch(database, last, &Sight::Published, &mut shared).await?;
        let Some(end) = batch.last_id else { break };
        last = Some(end);
        let before = snapshot.articles.len();
        for article in batch.articles {
            snapshot.put_article(article);
        }
        if snapshot.articles.len() / PROGRESS_EVERY > before / PROGRESS_EVERY {
            tracing::info!(articles = snapshot.articles.len(), "the catalogue is being built");
        }
    }
    for withdrawal in manuscript::row::withdrawals(database, None).await? {
        snapshot.withdrawals.put(withdrawal);
    }
    snapshot.put_front_pages(front_page::row::all(database).await?);
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        articles = snapshot.articles.len(),
        experts = snapshot.experts.len(),
        seq = snapshot.seq,
        millis,
        "the catalogue is built"
    );
    domain.catalogue().replace(snapshot, &Touched::Everything);
    Ok(())
}
