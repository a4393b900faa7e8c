//! What speaks for which article. The reader's own things and what others keep with them are three statements, however many
//! articles there are; the candidates come from the catalogue's lists, a bounded number of each.

use std::collections::{BTreeMap, HashSet};

use futures::future::try_join;
use jiff::Timestamp;

use super::reason::{Reason, ReasonKind, Subject};
use super::rules::{self, Ballot, NEWS_HALF_LIFE, TASTE_HALF_LIFE, crowd, decay, weight};
use super::{RECOMMENDATIONS_MAX, Recommendation, Recommendations, row};
use crate::article::Article;
use crate::catalogue::Snapshot;
use crate::error::{Code, Error, Result};
use crate::follow::{Follow, Target};
use crate::id::{AccountId, ArticleId};
use crate::playlist::together;
use crate::policy;
use crate::session::Session;

/// How many follows, the latest first, bring candidates.
const FOLLOWS_ASKED: usize = 100;
/// How many of the latest articles of each of them.
const PER_FOLLOW: usize = 30;
/// How many topics of the reader's taste bring candidates, and how many articles each.
const INTERESTS: usize = 10;
const PER_INTEREST: usize = 40;
/// How many main topics bring candidates, and how many articles each.
const MAIN_TOPICS: usize = 20;
const PER_MAIN_TOPIC: usize = 5;
/// How many articles of the reader's lists and history make up their taste.
const TASTE_MAX: usize = 200;
/// How many of these are looked for in the lists of others.
const SEEDS_MAX: usize = 50;
/// How many pairs of articles that others keep together count.
const PAIRS_MAX: u64 = 400;
/// How many items of the reader's lists are read, the last added first. Whoever has more is asked about once more.
const KEPT_MAX: usize = 1_000;

/// What a reader has shown of themselves.
struct Taste {
    follows: Vec<Follow>,
    /// Kept or read, the latest first, with the instant of it.
    liked: Vec<(ArticleId, Timestamp)>,
    excluded: HashSet<ArticleId>,
    /// They may keep more than was read.
    keeps_more: bool,
}

impl Recommendations<'_> {
    /// The articles that are recommended to the viewer now, the most fitting first: at most `count`, without what they have
    /// read, keep, or dismissed.
    ///
    /// # Errors
    /// `authentication_required`; `page_size_invalid` at `first`.
    pub async fn list(&self, first: i64) -> Result<Vec<Recommendation>> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let count = usize::try_from(first).ok().filter(|count| (1..=RECOMMENDATIONS_MAX).contains(count));
        let count = count.ok_or_else(|| {
            let message = format!("`first` is {first}; 1 to {RECOMMENDATIONS_MAX} recommendations can be asked for.");
            Error::new(Code::PageSizeInvalid, message).at("first")
        })?;
        let (snapshot, now) = (session.snapshot(), session.now());
        let mut taste = Taste::of(session, owner.account).await?;
        let mut ballot = Ballot::default();
        from_follows(&mut ballot, &snapshot, &taste, now);
        from_topics(&mut ballot, &snapshot, &taste, now);
        from_others(&mut ballot, session, owner.account, &taste, now).await?;
        from_editors(&mut ballot, &snapshot, now);
        if taste.keeps_more {
            let kept = together::kept_among(session.db().reader(), owner.account, &ballot.articles()).await?;
            taste.excluded.extend(kept);
        }
        let best = ballot.best(&taste.excluded, count);
        let found = best
            .into_iter()
            .filter_map(|(id, reasons)| Some(Recommendation { article: snapshot.articles.get(id)?.clone(), reasons }));
        Ok(found.collect())
    }
}

impl Taste {
    async fn of(session: &Session, account: AccountId) -> Result<Self> {
        let marks = row::marks(session.db().reader(), account, KEPT_MAX as u64);
        let (follows, marks) = try_join(session.follows().own(None), marks).await?;
        // The history is empty unless its owner has switched it on.
        let known = || marks.read.iter().chain(&marks.kept).copied();
        let excluded = marks.dismissed.iter().copied().chain(known().map(|(id, _)| id)).collect();
        let mut latest: BTreeMap<ArticleId, Timestamp> = BTreeMap::new();
        for (id, at) in known() {
            let known = latest.entry(id).or_insert(at);
            *known = at.max(*known);
        }
        let mut liked: Vec<(ArticleId, Timestamp)> = latest.into_iter().collect();
        liked.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
        liked.truncate(TASTE_MAX);
        Ok(Self { follows, liked, excluded, keeps_more: marks.kept.len() >= KEPT_MAX })
    }
}

fn from_follows(ballot: &mut Ballot, snapshot: &Snapshot, taste: &Taste, now: Timestamp) {
    let followed: HashSet<Target> = taste.follows.iter().map(|follow| follow.target).collect();
    let mut seen = HashSet::new();
    for follow in taste.follows.iter().take(FOLLOWS_ASKED) {
        let mut latest = snapshot.latest_of(follow.target, PER_FOLLOW);
        // All that speaks for an article is said when it first comes.
        latest.retain(|article| seen.insert(article.id));
        for article in latest {
            for target in snapshot.publishers(&article, &followed) {
                let loud = match target {
                    Target::Expert(_) => weight::FOLLOWED_EXPERT,
                    Target::Topic(_) => weight::FOLLOWED_TOPIC,
                    Target::Region(_) => weight::FOLLOWED_REGION,
                };
                ballot.add(article.id, Reason::follows(target), loud * freshness(&article, now));
            }
        }
    }
}

fn from_topics(ballot: &mut Ballot, snapshot: &Snapshot, taste: &Taste, now: Timestamp) {
    let evidence = taste.liked.iter().filter_map(|(id, at)| {
        let article = snapshot.articles.get(*id)?;
        Some((article.topics.clone(), decay(now, *at, TASTE_HALF_LIFE)))
    });
    for (topic, share) in rules::interests(&evidence.collect::<Vec<_>>(), INTERESTS) {
        let reason = Reason::new(ReasonKind::TopicOfYours, Some(Subject::Target(Target::Topic(topic))));
        for article in snapshot.latest_of(Target::Topic(topic), PER_INTEREST) {
            ballot.add(article.id, reason, weight::TOPIC_OF_YOURS * share * freshness(&article, now));
        }
    }
}

async fn from_others(
    ballot: &mut Ballot,
    session: &Session,
    account: AccountId,
    taste: &Taste,
    now: Timestamp,
) -> Result<()> {
    let (database, snapshot) = (session.db().reader(), session.snapshot());
    let seeds: BTreeMap<ArticleId, Timestamp> = taste.liked.iter().take(SEEDS_MAX).copied().collect();
    if !seeds.is_empty() {
        let ids: Vec<ArticleId> = seeds.keys().copied().collect();
        for pair in together::kept_together(database, account, &ids, PAIRS_MAX).await? {
            // What the reader liked long ago, and what is no longer public, is no reason.
            let (Some(at), true) = (seeds.get(&pair.seed), snapshot.articles.contains(pair.seed)) else {
                continue;
            };
            let loud = weight::KEPT_TOGETHER * crowd(pair.lists) * decay(now, *at, TASTE_HALF_LIFE);
            let reason = Reason::new(ReasonKind::KeptTogether, Some(Subject::Article(pair.seed)));
            put_public(ballot, &snapshot, pair.article, reason, loud);
        }
    }
    for (article, readers) in &session.domain().popular().known(session, now).await?.articles {
        let reason = Reason::new(ReasonKind::Popular, None);
        put_public(ballot, &snapshot, *article, reason, weight::POPULAR * crowd(*readers));
    }
    Ok(())
}

/// Until there is a front page, the editors' choice is the latest of each main topic.
fn from_editors(ballot: &mut Ballot, snapshot: &Snapshot, now: Timestamp) {
    for topic in snapshot.topics.children(None).iter().take(MAIN_TOPICS) {
        let target = Target::Topic(*topic);
        let reason = Reason::new(ReasonKind::Editors, Some(Subject::Target(target)));
        for article in snapshot.latest_of(target, PER_MAIN_TOPIC) {
            ballot.add(article.id, reason, weight::EDITORS * freshness(&article, now));
        }
    }
}

fn put_public(ballot: &mut Ballot, snapshot: &Snapshot, article: ArticleId, reason: Reason, loud: f64) {
    if snapshot.articles.contains(article) {
        ballot.add(article, reason, loud);
    }
}

fn freshness(article: &Article, now: Timestamp) -> f64 {
    article.first_published().map_or(0.0, |at| decay(now, at, NEWS_HALF_LIFE))
}
