//! How recommendations are weighed: pure, and the same for the same input at the same instant.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use jiff::Timestamp;

use super::reason::Reason;
use crate::id::{ArticleId, TopicId};

/// The most reasons that are given for one article.
pub(super) const REASONS_MAX: usize = 5;
/// After so many days a new article speaks half as loud.
pub(super) const NEWS_HALF_LIFE: f64 = 14.0;
/// After so many days what was kept or read speaks half as loud.
pub(super) const TASTE_HALF_LIFE: f64 = 60.0;

/// What each kind of reason weighs at its best.
pub(super) mod weight {
    pub(crate) const FOLLOWED_EXPERT: f64 = 3.0;
    pub(crate) const FOLLOWED_TOPIC: f64 = 2.0;
    pub(crate) const FOLLOWED_REGION: f64 = 1.0;
    pub(crate) const KEPT_TOGETHER: f64 = 2.0;
    pub(crate) const TOPIC_OF_YOURS: f64 = 2.0;
    pub(crate) const POPULAR: f64 = 0.5;
    pub(crate) const EDITORS: f64 = 0.25;
}

/// All that speaks for one article, a handful of reasons, each with its weight.
type Said = Vec<(Reason, f64)>;

/// All that speaks for articles, by article.
#[derive(Debug, Default)]
pub(super) struct Ballot(HashMap<ArticleId, Said, RandomState>);

impl Ballot {
    /// Something speaks for an article. What is said twice counts as the louder of the two.
    pub(super) fn add(&mut self, article: ArticleId, reason: Reason, weight: f64) {
        let said = self.0.entry(article).or_default();
        match said.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, loudest)) => *loudest = loudest.max(weight),
            None => said.push((reason, weight)),
        }
    }

    /// Everything that something speaks for.
    pub(super) fn articles(&self) -> Vec<ArticleId> {
        self.0.keys().copied().collect()
    }

    /// The best of them without those that are excluded, with their reasons, the weightiest first. Ties go to the later id.
    pub(super) fn best(self, excluded: &HashSet<ArticleId>, count: usize) -> Vec<(ArticleId, Vec<Reason>)> {
        let open = self.0.into_iter().filter(|(id, _)| !excluded.contains(id));
        let mut ranked: Vec<(f64, ArticleId, Said)> =
            open.map(|(id, said)| (said.iter().map(|(_, weight)| weight).sum(), id, said)).collect();
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        ranked.truncate(count);
        ranked.into_iter().map(|(_, id, said)| (id, weightiest(said))).collect()
    }
}

fn weightiest(mut said: Said) -> Vec<Reason> {
    said.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    said.into_iter().take(REASONS_MAX).map(|(reason, _)| reason).collect()
}

/// How loud something speaks after a while: 1 now and in the future, a half after one half-life.
pub(super) fn decay(now: Timestamp, then: Timestamp, half_life_days: f64) -> f64 {
    let days = now.duration_since(then).as_secs_f64() / 86_400.0;
    0.5_f64.powf(days.max(0.0) / half_life_days)
}

/// How loud a number of lists or readers speaks: the tenth more says less than the first.
#[allow(clippy::cast_precision_loss, reason = "nobody makes so many lists")]
pub(super) fn crowd(count: i64) -> f64 {
    (count.max(0) as f64).ln_1p()
}

/// What a reader's taste is made of, each article by its topics and how loud it speaks, comes to: each topic's share of the
/// whole, the greatest first, at most `count`.
pub(super) fn interests(evidence: &[(Vec<TopicId>, f64)], count: usize) -> Vec<(TopicId, f64)> {
    let mut sums: BTreeMap<TopicId, f64> = BTreeMap::new();
    for (topics, weight) in evidence {
        for topic in topics {
            *sums.entry(*topic).or_default() += weight;
        }
    }
    let whole: f64 = sums.values().sum();
    let mut shares: Vec<(TopicId, f64)> = sums.into_iter().map(|(topic, sum)| (topic, sum / whole)).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    shares.truncate(count);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::Target;
    use crate::id::ExpertId;
    use crate::recommend::ReasonKind;
    use ulid::Ulid;

    fn article(number: u128) -> ArticleId {
        ArticleId::new(Ulid(number))
    }

    fn follows(number: u128) -> Reason {
        Reason::follows(Target::Expert(ExpertId::new(Ulid(number))))
    }

    #[test]
    fn weights_add_up_ties_go_to_the_later_and_the_excluded_are_absent() {
        let popular = Reason::new(ReasonKind::Popular, None);
        let mut ballot = Ballot::default();
        ballot.add(article(1), follows(1), 1.0);
        ballot.add(article(1), popular, 0.5);
        for number in [2, 3, 4] {
            ballot.add(article(number), follows(1), 1.0);
        }
        let best = ballot.best(&HashSet::from([article(4)]), 3);
        assert_eq!(best[0], (article(1), vec![follows(1), popular]));
        assert_eq!(best[1..], [(article(3), vec![follows(1)]), (article(2), vec![follows(1)])]);
    }

    #[test]
    fn the_same_reason_does_not_count_twice() {
        let mut ballot = Ballot::default();
        for weight in [0.5, 2.0, 1.0] {
            ballot.add(article(1), follows(1), weight);
        }
        ballot.add(article(2), follows(1), 2.5);
        assert_eq!(ballot.best(&HashSet::new(), 1)[0].0, article(2));
    }

    #[test]
    fn what_is_old_speaks_half_as_loud_and_what_is_to_come_no_louder() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let before = now - jiff::SignedDuration::from_hours(24 * 14);
        assert!((decay(now, before, 14.0) - 0.5).abs() < 1e-9);
        assert!((decay(before, now, 14.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn interests_are_shares_of_the_whole() {
        let topic = |number| TopicId::new(Ulid(number));
        let evidence = [(vec![topic(1), topic(2)], 1.0), (vec![topic(1)], 2.0)];
        assert_eq!(interests(&evidence, 9), [(topic(1), 0.75), (topic(2), 0.25)]);
        assert_eq!(interests(&[], 9), []);
    }
}
