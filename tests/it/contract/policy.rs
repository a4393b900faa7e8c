//! Who may see and do what, as a text to be reviewed; and `visible_to`, the rule for many, against `policy`, the rule for one.

use std::collections::BTreeSet;
use std::fmt::Write;

use domain::article::{Article, ArticleQuery, ArticleText, Kind, Status};
use domain::id::{ArticleId, RegionId, TopicId};
use domain::partner::{ProductFormat, Terms};
use domain::policy::{Action, require};
use domain::testing::{images_seen, may_see, partner_with, sees, session_of, stored_articles, viewers};
use jiff::Timestamp;
use tests::{on_both, repository};

/// A text in each state; scheduled ones due within an hour and in a week, with an embargo and without.
fn texts_in_every_state(now: Timestamp) -> Vec<(String, ArticleText)> {
    let hours = |hours: i64| now + jiff::SignedDuration::from_hours(hours);
    let text = |status, embargoed, published_at| ArticleText {
        language: domain::Language::parse("en").unwrap(),
        slug: domain::text::Slug::parse("a").unwrap(),
        title: "A".into(),
        standfirst: None,
        status,
        published_at,
        embargoed,
        updated_at: now,
        word_count: 1,
        reading_minutes: 1,
    };
    let mut texts: Vec<(String, ArticleText)> = Vec::new();
    for status in Status::ALL {
        if *status == Status::Scheduled {
            texts.push(("scheduled".to_owned(), text(*status, false, Some(hours(1)))));
            texts.push(("scheduled_with_embargo".to_owned(), text(*status, true, Some(hours(1)))));
            texts.push(("scheduled_with_embargo_in_a_week".to_owned(), text(*status, true, Some(hours(168)))));
        } else {
            texts.push((status.to_string(), text(*status, true, Some(now))));
        }
    }
    texts
}

/// An analysis that nothing else is known of.
fn analysis() -> Article {
    Article {
        id: ArticleId::parse("art_01jb0000000000000000000001").unwrap(),
        kind: Kind::Analysis,
        byline: Vec::new(),
        topics: Vec::new(),
        regions: Vec::new(),
        lead_image: None,
        texts: Vec::new(),
        corrections: Vec::new(),
        revision: 1,
    }
}

/// Partners' programs whose products select by each of the things that one can select by.
fn selective_partners() -> Vec<(&'static str, domain::Viewer)> {
    let all = Terms { lead_minutes: 24 * 60, ..Terms::default() };
    let topics = vec![TopicId::parse("top_01jb0000000000000000000001").unwrap()];
    let regions = vec![RegionId::parse("reg_01jb0000000000000000000001").unwrap()];
    let languages = vec![domain::Language::parse("de").unwrap()];
    vec![
        ("by topic", Terms { topics: topics.clone(), ..all.clone() }),
        ("by region", Terms { regions: regions.clone(), ..all.clone() }),
        ("by language", Terms { languages: languages.clone(), ..all.clone() }),
        ("by all at once", Terms { topics, regions, languages, kinds: vec![Kind::Analysis], ..all.clone() }),
        ("in another format", Terms { formats: vec![ProductFormat::Ninjs], ..all }),
    ]
    .into_iter()
    .map(|(name, terms)| (name, partner_with(terms)))
    .collect()
}

#[test]
fn the_matrix_is_the_reviewed_one() {
    let mut matrix =
        String::from("# Who may see a text of an article in each state, and images, and do what. Reviewed as text.\n");
    for (name, viewer) in viewers() {
        write!(matrix, "\n{name}\n  sees:").unwrap();
        let now = Timestamp::UNIX_EPOCH;
        for (name, _) in texts_in_every_state(now).iter().filter(|(_, text)| may_see(&viewer, &analysis(), text, now)) {
            write!(matrix, " {name}").unwrap();
        }
        write!(matrix, "\n  sees images: {}", images_seen(&viewer).join(", ")).unwrap();
        matrix.push_str("\n  may: ");
        for action in Action::ALL.iter().filter(|action| require(&viewer, **action).is_ok()) {
            write!(matrix, " {action}").unwrap();
        }
        matrix = matrix.trim_end().to_owned();
        matrix.push('\n');
    }
    crate::contract::golden("policy.txt", &matrix);
}

on_both! {
    async fn the_rule_for_many_is_the_rule_for_one(app: TestApp) {
        let all = stored_articles(&session_of(&app.domain, &viewers().pop().unwrap().1), &ArticleQuery::default()).await.unwrap();
        let texts = |articles: &[domain::article::Article]| -> BTreeSet<(String, String)> {
            articles.iter().flat_map(|article| article.texts.iter().map(|text| (article.id.to_string(), text.language.to_string()))).collect()
        };
        let every = || all.iter().flat_map(|article| article.texts.iter().map(move |text| (article, text)));
        let states: BTreeSet<Status> = every().map(|(_, text)| text.status).collect();
        assert_eq!(states.len(), Status::ALL.len(), "the publication has a text in every state");
        for (name, viewer) in viewers().into_iter().chain(selective_partners()) {
            let session = session_of(&app.domain, &viewer);
            let seen = texts(&stored_articles(&session, &ArticleQuery::default()).await.unwrap());
            let allowed: BTreeSet<_> = every()
                .filter(|(article, text)| sees(&session, article, text))
                .map(|(article, text)| (article.id.to_string(), text.language.to_string()))
                .collect();
            assert_eq!(seen, allowed, "{name}");
            let is_partial = !allowed.is_empty() && allowed.len() < every().count();
            assert!(is_partial || !name.starts_with("by "), "{name} selects some, and not all");
            let ids: Vec<_> = all.iter().map(|article| article.id).collect();
            let found = session.articles().by_ids(&ids).await.unwrap();
            let found: Vec<_> = found.into_iter().flatten().map(|article| (*article).clone()).collect();
            assert_eq!(texts(&found), allowed, "{name}, by id");
        }
    }

    async fn the_catalogue_and_the_database_answer_alike(app: TestApp) {
        use domain::page::PageRequest;
        let everything = viewers().into_iter().find(|(name, _)| *name == "anonymous").unwrap().1;
        let session = session_of(&app.domain, &everything);
        let id = |text: &str| text.to_owned();
        for filter in ["", "topic", "region", "expert", "language", "period"] {
            let mut query = ArticleQuery::default();
            match filter {
                "topic" => query.topic = Some(domain::id::TopicId::parse(&id("top_01jb0000000000000000000002")).unwrap()),
                "region" => query.region = Some(domain::id::RegionId::parse(&id("reg_01jb0000000000000000000002")).unwrap()),
                "expert" => query.expert = Some(domain::id::ExpertId::parse(&id("exp_01jb0000000000000000000002")).unwrap()),
                "language" => query.language = Some(domain::Language::parse("de").unwrap()),
                "period" => query.published_from = Some("2026-10-20T00:00:00Z".parse().unwrap()),
                _ => {}
            }
            let request = PageRequest { first: Some(100), ..PageRequest::default() };
            let page = session.articles().page(&query, &request).await.unwrap();
            let from_catalogue: Vec<_> = page.items.iter().map(|(_, article)| article.id).collect();
            let mut flat = query.clone();
            flat.topic = None;
            flat.region = None;
            let stored = stored_articles(&session, &flat).await.unwrap();
            let from_database: Vec<_> = stored.iter().map(|article| article.id).filter(|id| from_catalogue.contains(id) || (query.topic.is_none() && query.region.is_none())).collect();
            assert_eq!(from_catalogue, from_database, "{filter}");
        }
    }
}

#[test]
fn the_golden_files_are_all_used() {
    let files: BTreeSet<String> = std::fs::read_dir(repository().join("tests/golden"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        files,
        BTreeSet::from(
            ["budget.txt", "changes.txt", "doors.txt", "errors.txt", "mutations.txt", "policy.txt"].map(str::to_owned)
        )
    );
}
