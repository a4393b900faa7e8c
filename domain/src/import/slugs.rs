//! Slugs that something else has already: found before a batch is written, so that one such record doesn't spoil the
//! batch. The unique indexes stay the last word.

use std::collections::HashMap;
use std::hash::Hash;

use sea_orm::ConnectionTrait;

use super::pending::Pending;
use crate::error::Result;
use crate::id::{AnyId, RegionId, TopicId};
use crate::language::Language;
use crate::taxonomy::row::TermRows;
use crate::text::Slug;
use crate::{article, expert};

/// Something of a batch whose slug is taken.
pub(super) struct Taken {
    /// What wants the slug.
    pub(super) id: AnyId,
    /// The slug, as people are told it.
    pub(super) slug: String,
    /// What has it.
    pub(super) owner: AnyId,
}

/// What of the batch has a slug that is taken.
pub(super) async fn taken(database: &impl ConnectionTrait, pending: &Pending) -> Result<Vec<Taken>> {
    let mut refused = Refused { found: Vec::new() };

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
    let owners = TopicId::slug_owners(database, &keys(&wanted)).await?;
    refused.check(&wanted, owners);

    let wanted: Vec<_> = pending
        .regions
        .iter()
        .flat_map(|put| put.texts.iter().map(move |t| (put.id, (t.language.clone(), t.slug.clone()))))
        .collect();
    let owners = RegionId::slug_owners(database, &keys(&wanted)).await?;
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

struct Refused {
    found: Vec<Taken>,
}

impl Refused {
    /// Refuses each whose key has another owner: one that is stored and isn't moved by this batch, or an earlier one of it.
    fn check<Id, K>(&mut self, wanted: &[(Id, K)], mut owners: HashMap<K, Id>)
    where
        Id: Copy + Eq + Hash + Into<AnyId>,
        K: Eq + Hash + Clone + Told,
    {
        // What this batch writes anew gives its old slugs up first.
        owners.retain(|_, owner| !wanted.iter().any(|(id, _)| id == owner));
        for (id, key) in wanted {
            let owner = *owners.entry(key.clone()).or_insert(*id);
            let any: AnyId = (*id).into();
            if owner != *id && !self.found.iter().any(|taken| taken.id == any) {
                self.found.push(Taken { id: any, slug: key.told(), owner: owner.into() });
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
