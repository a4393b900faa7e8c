//! Slugs that something else has already: found before a batch is written, so that one such record doesn't spoil the
//! batch. The unique indexes stay the last word.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use sea_orm::ConnectionTrait;

use super::load::Pending;
use crate::error::Result;
use crate::id::AnyId;
use crate::language::Language;
use crate::text::Slug;
use crate::{article, expert, taxonomy};

/// What of the batch has a slug that is taken: its id, its key, and the reason in words.
pub(super) async fn taken(database: &impl ConnectionTrait, pending: &Pending) -> Result<Vec<(AnyId, String, String)>> {
    let mut refused = Refused { pending, found: Vec::new() };

    let wanted = pending
        .articles
        .iter()
        .flat_map(|put| put.texts.iter().map(move |t| (put.id, (t.language.clone(), t.slug.clone()))));
    let wanted: Vec<_> = wanted.collect();
    let owners = article::row::slug_owners(database, &keys(&wanted)).await?;
    refused.check(&wanted, owners);

    let wanted: Vec<_> = pending
        .topics
        .iter()
        .flat_map(|put| put.texts.iter().map(move |t| (put.id, (t.language.clone(), t.slug.clone()))))
        .collect();
    let owners = taxonomy::row::topic_slug_owners(database, &keys(&wanted)).await?;
    refused.check(&wanted, owners);

    let wanted: Vec<_> = pending
        .regions
        .iter()
        .flat_map(|put| put.texts.iter().map(move |t| (put.id, (t.language.clone(), t.slug.clone()))))
        .collect();
    let owners = taxonomy::row::region_slug_owners(database, &keys(&wanted)).await?;
    refused.check(&wanted, owners);

    let wanted: Vec<_> = pending.experts.iter().map(|put| (put.id, put.slug.clone())).collect();
    let slugs: Vec<Slug> = wanted.iter().map(|(_, slug)| slug.clone()).collect();
    let owners = expert::row::slug_owners(database, &slugs).await?;
    refused.check(&wanted, owners);
    Ok(refused.found)
}

fn keys<Id>(wanted: &[(Id, (Language, Slug))]) -> Vec<(Language, Slug)> {
    wanted.iter().map(|(_, key)| key.clone()).collect()
}

struct Refused<'p> {
    pending: &'p Pending,
    found: Vec<(AnyId, String, String)>,
}

impl Refused<'_> {
    /// Refuses each whose key has another owner: one that is stored and isn't moved by this batch, or an earlier one of it.
    fn check<Id, K>(&mut self, wanted: &[(Id, K)], mut owners: HashMap<K, Id>)
    where
        Id: Copy + Eq + Hash + Into<AnyId> + Display,
        K: Eq + Hash + Clone + Told,
    {
        // What this batch writes anew gives its old slugs up first.
        owners.retain(|_, owner| !wanted.iter().any(|(id, _)| id == owner));
        for (id, key) in wanted {
            let owner = *owners.entry(key.clone()).or_insert(*id);
            let any: AnyId = (*id).into();
            if owner != *id && !self.found.iter().any(|(refused, _, _)| *refused == any) {
                let reason = format!("slug: `{}` is the slug of `{owner}` already.", key.told());
                self.found.push((any, self.pending.key_of(any), reason));
            }
        }
    }
}

/// How a key of slugs is told.
trait Told {
    fn told(&self) -> String;
}

impl Told for Slug {
    fn told(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Told for (Language, Slug) {
    fn told(&self) -> String {
        format!("{}:{}", self.0, self.1.as_str())
    }
}
