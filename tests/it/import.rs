//! Content that comes in by file: idempotent, resumable, one change an article, nothing half-written.

use domain::changes::ChangeKind;
use domain::import::{JsonLines, NoMediaFiles, Record};
use domain::testing::change_log;
use serde_json::json;
use tests::on_both;
use tests::publication::{self, id, text};

use crate::manuscript::desk::Desk;

on_both! {
    async fn the_same_file_twice_changes_nothing(app: TestApp) {
        let before = change_log(&app.domain).await.unwrap();
        let report = publication::try_import(&app.domain, publication::small()).await;
        assert!(report.nouns.values().all(|tally| tally.added + tally.changed + tally.skipped == 0), "{report:?}");
        assert_eq!(report.nouns["article"].unchanged, 37);
        assert_eq!(change_log(&app.domain).await.unwrap(), before);
    }

    async fn each_article_is_one_change(app: TestApp) {
        let log = change_log(&app.domain).await.unwrap();
        let published = log.iter().filter(|entry| entry.change.kind == ChangeKind::ArticlePublished).count();
        let saved = log.iter().filter(|entry| entry.change.kind == ChangeKind::ArticleSaved).count();
        assert_eq!((published, saved), (30, 7));
        let seqs: Vec<i64> = log.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (1..=i64::try_from(log.len()).unwrap()).collect::<Vec<_>>(), "without gaps");
        assert!(log.iter().all(|entry| entry.actor == "system:test"));
    }

    async fn what_goes_out_comes_in_again(app: TestApp) {
        let editor = Desk::editor(app).await;
        let withdrawn = editor.published("Soon gone", "Text.").await;
        editor.step("articleWithdraw", &withdrawn, 1, ", reason: \"The source was made up.\"").await;
        let first = exported(&app.domain).await;
        let other = tempfile::tempdir().unwrap();
        let url = tests::Database::Sqlite.fresh(other.path()).await;
        let copy = open(&url, app).await;
        let lines = first.join("\n");
        let session = copy.system("test");
        let mut import = session.import(&NoMediaFiles, false).await.unwrap();
        import.run(JsonLines::new(lines.as_bytes()), |_| {}).await.unwrap();
        assert_eq!(import.report().skipped, []);
        assert_eq!(exported(&copy).await, first, "a round trip loses nothing");
        assert!(first.iter().any(|line| line.contains(&withdrawn) && line.contains("The source was made up.")));
        copy.close().await.unwrap();
    }

    async fn what_was_withdrawn_elsewhere_leaves_its_reason(app: TestApp) {
        let mut record = publication::article(360, "report", json!({"en": text("gone", "Gone", "withdrawn", Some("2026-11-01T00:00:00Z"))}));
        publication::import(&app.domain, vec![record.clone()]).await;
        assert_eq!(app.rest().get("/v1/articles/gone").await.status, 404, "without a reason it is as if it had never been");
        for reason in ["It was wrong.", "It was very wrong."] {
            record["texts"]["en"]["withdrawn"] = json!({"reason": reason, "at": "2026-11-03T00:00:00Z"});
            publication::import(&app.domain, vec![record.clone()]).await;
            let gone = app.rest().get("/v1/articles/gone").await;
            assert_eq!((gone.status.as_u16(), gone.json()["detail"].as_str()), (410, Some(reason)));
        }
        record["texts"]["en"]["status"] = json!("published");
        record["texts"]["en"]["slug"] = json!("back");
        let report = publication::try_import(&app.domain, vec![record]).await;
        assert_eq!(report.skipped.len(), 1, "what is public wasn't withdrawn");
    }

    async fn a_bad_record_is_told_and_the_rest_comes_in(app: TestApp) {
        let log = change_log(&app.domain).await.unwrap().len();
        let mut in_french = publication::article(301, "report", json!({"fr": text("en-francais", "En français", "published", Some("2026-11-01T00:00:00Z"))}));
        in_french["experts"] = json!([]);
        let records = vec![
            json!({"type": "article", "id": id("art", 302), "kind": "novel", "texts": {}}),
            in_french,
            publication::article(303, "report", json!({"en": text("Not A Slug", "Bad slug", "published", Some("2026-11-01T00:00:00Z"))})),
            publication::article(304, "report", json!({"en": text("ports-under-pressure", "Taken", "published", Some("2026-11-01T00:00:00Z"))})),
            publication::article(305, "report", json!({"en": text("no-date", "No date", "published", None)})),
            publication::article(306, "report", json!({"en": text("too-early", "Too early", "published", Some("2027-11-01T00:00:00Z"))})),
            publication::article(307, "report", json!({"en": text("good", "Good", "published", Some("2026-11-01T00:00:00Z"))})),
            publication::article(307, "report", json!({"en": text("good-again", "Good again", "published", Some("2026-11-01T00:00:00Z"))})),
            publication::article(308, "report", json!({})),
        ];
        let mut missing = publication::article(309, "report", json!({"en": text("missing", "Missing", "published", Some("2026-11-01T00:00:00Z"))}));
        missing["topics"] = json!([id("top", 99)]);
        let mut records = records;
        records.push(missing);
        let report = publication::try_import(&app.domain, records).await;
        assert_eq!(report.skipped_count, 9, "{:#?}", report.skipped);
        assert_eq!(report.nouns["article"].added, 1);
        let reasons: Vec<&String> = report.skipped.iter().map(|(_, reason)| reason).collect();
        for part in ["novel", "`fr`", "Not A Slug", "is the slug of", "publishedAt", "scheduled", "twice", "at least one language", "is not there"] {
            assert!(reasons.iter().any(|reason| reason.contains(part)), "{part}: {reasons:#?}");
        }
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log + 1);
        assert_eq!(app.rest().get("/v1/articles/good").await.status, 200);
        assert_eq!(app.rest().get("/v1/articles/ports-under-pressure").await.json()["title"], "Ports under pressure");
    }

    async fn a_dry_run_changes_nothing(app: TestApp) {
        let before = change_log(&app.domain).await.unwrap().len();
        let record = publication::article(310, "report", json!({"en": text("dry", "Dry", "published", Some("2026-11-01T00:00:00Z"))}));
        let session = app.domain.system("test");
        let mut import = session.import(&NoMediaFiles, true).await.unwrap();
        import.run(JsonLines::new(record.to_string().as_bytes()), |_| {}).await.unwrap();
        assert_eq!(import.report().nouns["article"].added, 1);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
        assert_eq!(app.rest().get("/v1/articles/dry").await.status, 404);
    }

    async fn a_file_cut_off_is_taken_up_where_it_ended(app: TestApp) {
        let records: Vec<String> = (320..330).map(|n| publication::article(n, "report", json!({"en": text(&format!("cut-{n}"), "Cut", "published", Some("2026-11-01T00:00:00Z"))})).to_string()).collect();
        let whole = records.join("\n");
        let cut = &whole[..whole.len() / 2 - 40];
        for (file, added, unchanged, skipped) in [(cut, 4, 0, 1), (whole.as_str(), 6, 4, 0)] {
            let session = app.domain.system("test");
            let mut import = session.import(&NoMediaFiles, false).await.unwrap();
            import.run(JsonLines::new(file.as_bytes()), |_| {}).await.unwrap();
            let report = import.report();
            let tally = report.nouns["article"];
            assert_eq!((tally.added, tally.unchanged, report.skipped_count), (added, unchanged, skipped), "{report:?}");
        }
        assert_eq!(app.rest().get("/v1/articles/cut-329").await.status, 200);
    }

    async fn nothing_of_a_body_can_run(app: TestApp) {
        let mut record = publication::article(340, "report", json!({"en": text("attack", "Attack", "published", Some("2026-11-01T00:00:00Z"))}));
        record["texts"]["en"]["body"] = json!({"html": "<p onclick=alert(1)>Fine <script>alert(2)</script><a href='javascript:alert(3)'>link</a></p><img src=x onerror=alert(4)><svg onload=alert(5)></svg>"});
        publication::import(&app.domain, vec![record]).await;
        let article = app.rest().get("/v1/articles/attack?body=html,blocks,markdown,text").await.json().to_string();
        assert!(article.contains("Fine"));
        for evil in ["alert", "script", "onclick", "onerror", "svg"] {
            assert!(!article.contains(evil), "{evil}: {article}");
        }
    }

    async fn what_other_processes_import_is_seen_here(app: TestApp) {
        let other = open(&app.database_url, app).await;
        let record = publication::article(350, "report", json!({"en": text("from-elsewhere", "From elsewhere", "published", Some("2026-11-01T00:00:00Z"))}));
        publication::import(&other, vec![record]).await;
        for _ in 0..100 {
            if app.rest().get("/v1/articles/from-elsewhere").await.status == 200 {
                other.close().await.unwrap();
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("not seen within five seconds");
    }
}

async fn open(url: &str, app: &tests::TestApp) -> domain::Domain {
    let ports = domain::testing::ports(app.clock.clone());
    domain::Domain::open(domain::testing::options(url, 2), ports).await.unwrap()
}

/// All content as the export writes it.
async fn exported(domain: &domain::Domain) -> Vec<String> {
    let session = domain.system("test");
    let mut export = session.export().await.unwrap();
    let mut lines = Vec::new();
    while let Some(records) = export.next().await.unwrap() {
        lines.extend(records.iter().map(|record: &Record| serde_json::to_string(record).unwrap()));
    }
    lines
}
