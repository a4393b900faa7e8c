//! Several instances over one PostgreSQL share the schedule: each text is published exactly once and within two seconds of
//! its time, also when the one that is at it is killed.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tests::Database;

use super::press::{Press, approved, step};

const TEXTS: usize = 40;

#[allow(clippy::disallowed_methods, reason = "the program goes by the real clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[test]
fn three_instances_publish_each_text_once_and_in_time_though_one_is_killed() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let press = Press::on(Database::Postgres).await;
        let (first, second, third) = (press.start(), press.start(), press.start());
        let editor = press.editor(&second);
        let mut articles = Vec::new();
        for number in 0..TEXTS {
            articles.push(approved(&editor, &format!("Text {number}")).await);
        }
        let at = Timestamp::from_second(now().as_second() + 4).unwrap();
        let time = json!({"time": {"at": at.to_string().replace('Z', ""), "zone": "UTC"}});
        for article in &articles {
            assert_eq!(step(&editor, article, "schedule", time.clone()).await, Some(200));
        }
        assert!(now() < at, "all are on the schedule before its time");
        let wait = async |until: Timestamp| {
            let left = until.duration_since(now());
            tokio::time::sleep(Duration::try_from(left).unwrap_or_default()).await;
        };
        wait(at).await;
        // Whoever is at it may be killed in the middle: one of the three is, as soon as something has been published.
        while press.found("SELECT count(*) FROM change_log WHERE kind = 'article.published'").await == "0" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        first.kill();
        let mut late = BTreeMap::new();
        for server in [&second, &third] {
            loop {
                let data = server.graphql().data("{ articles { totalCount } }").await;
                if data["articles"]["totalCount"] == TEXTS {
                    break;
                }
                assert!(now().duration_since(at).as_secs() < 30, "not all are published: {data}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            late.insert(server.url.clone(), now().duration_since(at));
        }
        println!("all were seen by the others after {late:?}");
        let by = "SELECT max(at) FROM change_log WHERE kind = 'article.published'";
        let last: i64 = press.found(by).await.parse().unwrap();
        let took = last - at.as_microsecond();
        assert!(took < 2_000_000, "the last one was published {took} µs after its time");
        for (what, statement) in [
            ("changes", "SELECT count(*) FROM change_log WHERE kind = 'article.published'"),
            ("subjects", "SELECT count(DISTINCT subject) FROM change_log WHERE kind = 'article.published'"),
            (
                "entries",
                "SELECT count(*) FROM audit_entry WHERE event = 'article.publish' AND actor = 'system:schedule'",
            ),
            ("texts", "SELECT count(*) FROM article_text WHERE status = 'published'"),
        ] {
            assert_eq!(press.found(statement).await, TEXTS.to_string(), "{what}");
        }
        let date = "SELECT count(*) FROM article_text WHERE published_at <> ";
        assert_eq!(press.found(&format!("{date}{}", at.as_microsecond())).await, "0", "they are dated to their time");
        assert!(second.stop() && third.stop());
    });
}
