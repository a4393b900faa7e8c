//! The power goes while a partner is told what happens: afterwards it has been told all of it, and what it was told twice had the same
//! id.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use api::ports::{SystemClock, SystemRandom};
use domain::testing::{TestIdentityProvider, TestMailer, TestMediaStore, TestWebhookSender};
use domain::webhook::NewEndpoint;
use domain::{Domain, Ports};
use tests::{Database, Served, publication};

use super::partner::{product, publish};
use super::receiver::{Manner, Receiver};

const ARTICLES: u32 = 60;
const POWER_CUTS: u64 = 5;

#[test]
fn nothing_is_lost_and_what_comes_twice_has_the_same_id_on_sqlite() {
    run(Database::Sqlite);
}

#[test]
fn nothing_is_lost_and_what_comes_twice_has_the_same_id_on_postgres() {
    run(Database::Postgres);
}

/// The domain in this process, which does nothing of itself.
async fn open(url: &str) -> Domain {
    let ports = Ports {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        media: Arc::new(TestMediaStore::default()),
        mailer: Arc::new(TestMailer::default()),
        identity_provider: Arc::new(TestIdentityProvider::default()),
        // The program beside it has the real one.
        webhooks: Arc::new(TestWebhookSender),
        purger: None,
    };
    Domain::open(domain::testing::options(url, 2), ports).await.unwrap()
}

fn run(database: Database) {
    api::ports::choose_tls();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let url = database.fresh(folder.path()).await;
        let domain = open(&url).await;
        publication::import(&domain, publication::small()).await;
        let follower = domain.start_catalogue().await.unwrap();
        let receivers = [Receiver::with(Manner::After(3)).await, Receiver::with(Manner::After(30)).await];
        let session = domain.system("test");
        let organisation = session.partners().create("gazette".to_owned(), Default::default()).await.unwrap().id;
        product(&session, organisation, "Everything").await;
        while api::jobs::follow_products(domain.clone()).await.unwrap() {}
        for receiver in &receivers {
            let new = NewEndpoint { url: receiver.url.clone(), products: Vec::new(), asymmetric: false };
            session.webhooks().create(Some(organisation), new).await.unwrap();
        }
        let found = async |statement: &str| tests::sql(&url, statement).await.parse::<i64>().unwrap();
        let begin = found("SELECT max(number) FROM product_entry").await;
        let variables = [("DATABASE_URL", url.as_str()), ("WEBHOOK_ALLOWED_HOSTS", "127.0.0.1")];
        let mut server = Served::start(folder.path(), &[], &variables);
        let publishing = tokio::spawn({
            let domain = domain.clone();
            async move {
                for number in 0..ARTICLES {
                    publish(&domain, 1_000 + number, "Told").await;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        });
        for cut in 0..POWER_CUTS {
            tokio::time::sleep(Duration::from_millis(350 + 90 * cut)).await;
            server.kill();
            server = Served::start(folder.path(), &[], &variables);
        }
        publishing.await.unwrap();
        let end = begin + i64::from(ARTICLES);
        let told = |receiver: &Receiver| receiver.numbers().into_iter().collect::<BTreeSet<_>>();
        let all: BTreeSet<i64> = (begin + 1..=end).collect();
        // What was under way when the power went comes again when its lease has ended.
        for _ in 0..450 {
            if receivers.iter().all(|receiver| told(receiver) == all) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        for receiver in &receivers {
            assert_eq!(told(receiver), all, "nothing is lost");
            let mut ids: BTreeMap<i64, BTreeSet<(String, Vec<u8>)>> = BTreeMap::new();
            for message in receiver.received() {
                ids.entry(message.number()).or_default().insert((message.id().to_owned(), message.body.clone()));
            }
            assert!(ids.values().all(|ids| ids.len() == 1), "what comes twice is the same");
            println!("{} messages for {} entries", receiver.received().len(), all.len());
        }
        while found("SELECT count(*) FROM webhook_delivery WHERE state <> 'succeeded'").await > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(found("SELECT count(*) FROM webhook_delivery").await, 2 * i64::from(ARTICLES), "one row for each");
        assert_eq!(server.rest().get("/readyz").await.status, 200);
        assert!(server.stop());
        follower.stop();
        domain.close().await.unwrap();
    });
}
