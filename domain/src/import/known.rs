//! What a batch of records refers to and what is known of it: the ids of source keys, old and new.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};

use super::record::Record;
use super::row::{self, Source};
use crate::error::{Code, Error, Result};
use crate::id::{self, AnyId, ImageId, Noun, RegionId, TopicId};
use crate::ports::{Clock, Random};
use crate::session::Session;
use crate::taxonomy::row::TermRows;

/// The ids that records are known by. It grows over an import.
pub(super) struct Known {
    ids: HashMap<String, AnyId>,
    /// Things that are there, or were put in place by this import.
    there: HashSet<AnyId>,
    /// The images of this import by the names of their files, for bodies that show them by address.
    files: HashMap<String, ImageId>,
}

impl Known {
    /// What the publication has already that articles and experts can refer to.
    pub(super) async fn load(session: &Session) -> Result<Self> {
        let database = session.db().reader();
        let mut there = HashSet::new();
        there.extend(TopicId::load(database, None).await?.iter().map(|term| AnyId::from(term.id)));
        there.extend(RegionId::load(database, None).await?.iter().map(|term| AnyId::from(term.id)));
        there.extend(crate::expert::row::load(database, None).await?.iter().map(|expert| AnyId::from(expert.id)));
        there.extend(crate::media::row::load(database, None).await?.iter().map(|image| AnyId::from(image.id)));
        Ok(Self { ids: HashMap::new(), there, files: HashMap::new() })
    }

    /// Looks up what is known of the records' keys and of all that they refer to, with one statement; what is known of
    /// the records themselves is answered.
    pub(super) async fn look_up(
        &mut self,
        database: &impl ConnectionTrait,
        records: &[Record],
    ) -> Result<HashMap<String, Source>> {
        let mut keys: HashSet<&str> = records.iter().map(Record::key).collect();
        for record in records {
            keys.extend(references(record).into_iter().filter(|key| !self.ids.contains_key(*key)));
        }
        let keys: Vec<&str> = keys.into_iter().collect();
        let found = row::sources(database, &keys).await?;
        for (key, source) in &found {
            self.ids.insert(key.clone(), source.id);
        }
        Ok(found)
    }

    /// The id of a record that is to be put in place: its own when it has one, the one it got before, or a new one.
    pub(super) fn own(&mut self, key: &str, noun: Noun, clock: &dyn Clock, random: &dyn Random) -> Result<AnyId> {
        if let Some(id) = self.ids.get(key) {
            return of_noun(*id, noun, "id");
        }
        let id = if is_typed(key) {
            of_noun(AnyId::parse(key).map_err(|error| error.at("id"))?, noun, "id")?
        } else if key.is_empty() || key.len() > 500 {
            return Err(Error::new(Code::RecordInvalid, "A source key has 1 to 500 bytes.").at("id"));
        } else {
            AnyId { noun, ulid: id::generate(clock, random) }
        };
        self.ids.insert(key.to_owned(), id);
        Ok(id)
    }

    /// What a reference points at, if it is there.
    pub(super) fn reference(&self, key: &str, noun: Noun, field: &str) -> Result<AnyId> {
        let id = self.ids.get(key).copied().or_else(|| AnyId::parse(key).ok());
        let missing = || Error::new(Code::ReferenceMissing, format!("`{key}` is not there.")).at(field);
        let id = of_noun(id.ok_or_else(missing)?, noun, field)?;
        if self.there.contains(&id) { Ok(id) } else { Err(missing()) }
    }

    /// From now on an image is there under the name of its file.
    pub(super) fn image_arrived(&mut self, file: &str, id: ImageId) {
        self.files.insert(base_name(file).to_owned(), id);
    }

    /// The image of this import whose file has the name that an address ends in.
    pub(super) fn image_at(&self, address: &str) -> Option<ImageId> {
        let path = address.split(['?', '#']).next()?;
        self.files.get(base_name(path)).copied()
    }

    /// From now on this is there.
    pub(super) fn arrived(&mut self, id: AnyId) {
        self.there.insert(id);
    }

    /// From now on a key of a foreign source stands for something that is there.
    pub(super) fn adopt(&mut self, key: &str, id: AnyId) {
        self.ids.insert(key.to_owned(), id);
        self.there.insert(id);
    }

    /// This came to nothing after all.
    pub(super) fn forget(&mut self, key: &str, id: AnyId) {
        self.ids.remove(key);
        self.there.remove(&id);
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn of_noun(id: AnyId, noun: Noun, field: &str) -> Result<AnyId> {
    if id.noun == noun {
        Ok(id)
    } else {
        let message = format!("`{id}` is not of the right kind: `{}_…` is expected.", noun.prefix());
        Err(Error::new(Code::RecordInvalid, message).at(field))
    }
}

/// The key is meant as a typed id, and not as a key of a foreign source.
pub(super) fn is_typed(key: &str) -> bool {
    Noun::ALL.iter().any(|noun| key.strip_prefix(noun.prefix()).is_some_and(|rest| rest.starts_with('_')))
}

/// All that a record refers to.
fn references(record: &Record) -> Vec<&str> {
    match record {
        Record::Topic(term) | Record::Region(term) => term.parent.iter().map(String::as_str).collect(),
        Record::Image(_) | Record::Identity(_) => Vec::new(),
        Record::Expert(expert) => expert.topics.iter().chain(&expert.portrait).map(String::as_str).collect(),
        Record::Article(article) => {
            let experts = article.experts.iter().map(|contribution| &contribution.expert);
            let filed = article.topics.iter().chain(&article.regions).chain(&article.lead_image);
            experts.chain(filed).map(String::as_str).collect()
        }
    }
}

/// The digest of a record: the same record has the same one.
pub(super) fn digest(record: &Record) -> Result<String> {
    let json = serde_json::to_vec(record).map_err(Error::internal)?;
    let digest = Sha256::digest(&json);
    Ok(digest[..16].iter().map(|byte| format!("{byte:02x}")).collect())
}
