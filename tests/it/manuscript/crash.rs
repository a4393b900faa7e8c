//! The power goes in the middle of publishing: afterwards each article is wholly published, with its entry in the log and in
//! the audit, or not at all.

use std::time::Duration;

use serde_json::json;
use tests::{Database, Rest};

use super::press::{Press, approved, step};

const ARTICLES: usize = 48;
const POWER_CUTS: u64 = 6;

#[test]
fn what_is_published_is_wholly_published_on_sqlite() {
    run(Database::Sqlite);
}

#[test]
fn what_is_published_is_wholly_published_on_postgres() {
    run(Database::Postgres);
}

fn run(database: Database) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let press = Press::on(database).await;
        let mut server = press.start();
        let mut articles = Vec::new();
        for number in 0..ARTICLES {
            articles.push(approved(&press.editor(&server), &format!("Article {number}")).await);
        }
        for cut in 0..POWER_CUTS {
            let editor = press.editor(&server);
            let sending: Vec<_> = articles
                .chunks(ARTICLES / 4)
                .map(|chunk| tokio::spawn(publish(editor.clone(), chunk.to_vec())))
                .collect();
            tokio::time::sleep(Duration::from_millis(8 + 13 * cut)).await;
            server.kill();
            let mut answered = 0;
            for sender in sending {
                answered += sender.await.unwrap();
            }
            server = press.start();
            whole(&press, answered).await;
        }
        let editor = press.editor(&server);
        publish(editor, articles.clone()).await;
        whole(&press, 0).await;
        let data = server.graphql().data("{ articles { totalCount } }").await;
        assert_eq!(data["articles"]["totalCount"], ARTICLES);
        assert!(server.stop());
    });
}

/// Publishes what isn't published yet, one after another, until nobody answers; answers how many were.
async fn publish(editor: Rest, articles: Vec<String>) -> usize {
    let mut done = 0;
    for article in articles {
        match step(&editor, &article, "publish", json!({})).await {
            Some(200) => done += 1,
            // It was published before.
            Some(409) => {}
            Some(status) => panic!("{status}"),
            None => break,
        }
    }
    done
}

/// What is published has its entry in the log and in the audit, once, and everything else has none.
async fn whole(press: &Press, answered: usize) {
    let number = async |statement: &str| press.found(statement).await.parse::<usize>().unwrap();
    let published = number("SELECT count(*) FROM article_text WHERE status = 'published'").await;
    assert!(published >= answered);
    for (what, statement) in [
        ("changes", "SELECT count(*) FROM change_log WHERE kind = 'article.published'"),
        ("subjects", "SELECT count(DISTINCT subject) FROM change_log WHERE kind = 'article.published'"),
        ("audit", "SELECT count(*) FROM audit_entry WHERE event = 'article.publish'"),
        ("dates", "SELECT count(*) FROM article_text WHERE published_at IS NOT NULL"),
        ("manuscripts", "SELECT count(*) FROM manuscript_text WHERE first_public_at IS NOT NULL"),
    ] {
        assert_eq!(number(statement).await, published, "{what}");
    }
    let bodies = number("SELECT count(*) FROM article_body").await;
    assert_eq!(bodies, number("SELECT count(*) FROM article").await, "each has its body");
    assert_eq!(press.found("SELECT max(seq) - count(*) FROM change_log").await, "0", "the log has no gap");
}
