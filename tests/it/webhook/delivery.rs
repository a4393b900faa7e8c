//! What happens in a product is told, signed, in order for each text, as much beside each other as an endpoint can take.

use std::collections::BTreeMap;

use domain::webhook::{DeliveryState, EndpointState, NewEndpoint, SignatureScheme};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use serde_json::json;
use sha2::Sha256;
use tests::on_both;
use tests::publication::id;

use super::partner::{Partner, decoded, log, product, publish};
use super::receiver::{Manner, Received, Receiver};

/// The HMAC of a message by a secret.
fn mac(secret: &str, message: &Received) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&decoded(secret, "whsec_")).unwrap();
    mac.update(&message.signed());
    mac.finalize().into_bytes().to_vec()
}

on_both! {
    async fn what_happens_in_a_product_is_told(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 0, "what there was before is read in the log of the product");
        publish(&app.domain, 900, "Told").await;
        app.run_webhooks().await;
        let received = receiver.received();
        assert_eq!(received.len(), 1);
        let [delivery] = &log(app, &endpoint).await[..] else { panic!() };
        assert_eq!((received[0].id(), delivery.state, delivery.attempts), (delivery.id.to_string().as_str(), DeliveryState::Succeeded, 1));
        assert_eq!(received[0].headers["content-type"], "application/json");
        let entry = delivery.entry.as_ref().unwrap();
        assert_eq!(received[0].json(), json!({
            "type": "article.upsert",
            "timestamp": delivery.at,
            "data": {
                "product": partner.product, "number": entry.number, "article": id("art", 900), "language": "en",
                "kind": "upsert", "action": "replace",
            },
        }));
        assert_eq!(endpoint.state, EndpointState::Active);
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 1);
    }

    async fn an_endpoint_hears_of_the_products_that_it_names(app: TestApp) {
        let (partner, all, one) = (Partner::of(app, "gazette").await, Receiver::start().await, Receiver::start().await);
        let session = app.domain.system("test");
        let second = product(&session, partner.organisation, "Another").await;
        app.run_webhooks().await;
        partner.endpoint(app, &all.url).await;
        let new = NewEndpoint { url: one.url.clone(), products: vec![second], asymmetric: false };
        session.webhooks().create(Some(partner.organisation), new).await.unwrap();
        publish(&app.domain, 900, "Told").await;
        app.run_webhooks().await;
        assert_eq!((all.received().len(), one.received().len()), (2, 1));
        assert_eq!(one.received()[0].json()["data"]["product"], second.to_string());
        // A product that comes later is heard of by whoever listens to everything, from its first copy on.
        product(&session, partner.organisation, "A third").await;
        app.run_webhooks().await;
        publish(&app.domain, 900, "Told again").await;
        app.run_webhooks().await;
        assert_eq!((all.received().len(), one.received().len()), (5, 2));
    }

    async fn what_is_sent_is_signed_by_all_that_sign(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let session = app.domain.system("test");
        let new = NewEndpoint { url: receiver.url.clone(), products: Vec::new(), asymmetric: true };
        let made = session.webhooks().create(Some(partner.organisation), new).await.unwrap();
        let (endpoint, first) = (made.endpoint, made.secret.unwrap());
        let sent = async |title: &str| {
            publish(&app.domain, 900, title).await;
            app.run_webhooks().await;
            receiver.received().last().unwrap().clone()
        };
        let message = sent("One").await;
        assert_eq!(message.headers["webhook-timestamp"].parse::<i64>().unwrap(), tests::NOW.parse::<jiff::Timestamp>().unwrap().as_second());
        assert_eq!(message.signatures("v1"), [mac(&first, &message)]);
        let public = endpoint.secrets.iter().find_map(|secret| secret.public_key.clone()).unwrap();
        let key = VerifyingKey::from_bytes(&decoded(&public, "whpk_").try_into().unwrap()).unwrap();
        let [signature] = &message.signatures("v1a")[..] else { panic!() };
        key.verify(&message.signed(), &Signature::from_slice(signature).unwrap()).unwrap();

        let second = session.webhooks().rotate_secret(endpoint.id, SignatureScheme::V1, Some(1)).await.unwrap().secret.unwrap();
        let message = sent("Two").await;
        assert_eq!(message.signatures("v1"), [mac(&second, &message), mac(&first, &message)], "both sign while there are two");
        assert_eq!(message.signatures("v1a").len(), 1);
        let third = session.webhooks().rotate_secret(endpoint.id, SignatureScheme::V1, None).await.unwrap().secret.unwrap();
        let message = sent("Three").await;
        assert_eq!(message.signatures("v1"), [mac(&third, &message), mac(&second, &message)], "there are two at the most");
        app.clock.advance(SignedDuration::from_hours(24));
        let message = sent("Four").await;
        assert_eq!(message.signatures("v1"), [mac(&third, &message)], "the former one's time is over");
        let rotated = session.webhooks().rotate_secret(endpoint.id, SignatureScheme::V1a, Some(0)).await.unwrap();
        assert_eq!(rotated.secret, None);
        let message = sent("Five").await;
        let [signature] = &message.signatures("v1a")[..] else { panic!() };
        assert!(key.verify(&message.signed(), &Signature::from_slice(signature).unwrap()).is_err(), "another key signs");
    }

    async fn a_message_is_the_same_at_each_attempt_but_for_its_time_and_signature(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::Status(500, "")).await);
        let (_, secret) = partner.endpoint(app, &receiver.url).await;
        publish(&app.domain, 900, "Told").await;
        app.run_webhooks().await;
        app.clock.advance(SignedDuration::from_secs(6));
        receiver.become_(Manner::Status(200, ""));
        app.run_webhooks().await;
        let [first, second] = &receiver.received()[..] else { panic!() };
        assert_eq!((first.id(), &first.body), (second.id(), &second.body));
        assert_ne!(first.headers["webhook-timestamp"], second.headers["webhook-timestamp"]);
        assert_eq!((first.signatures("v1"), second.signatures("v1")), (vec![mac(&secret, first)], vec![mac(&secret, second)]));
    }

    async fn what_is_told_of_a_text_is_told_in_order(app: TestApp) {
        let partner = Partner::of(app, "gazette").await;
        let refused = format!("\"article\":\"{}\"", id("art", 901));
        let receiver = Receiver::with(Manner::RefuseOnly(500, refused.clone())).await;
        let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
        for (number, title) in [(901, "One"), (901, "Two"), (902, "Other"), (901, "Three")] {
            publish(&app.domain, number, title).await;
            app.run_webhooks().await;
        }
        let told = |receiver: &Receiver| -> Vec<i64> {
            let of_text = receiver.received().into_iter().filter(|it| String::from_utf8_lossy(&it.body).contains(&refused));
            of_text.map(|it| it.number()).collect()
        };
        let first = told(&receiver)[0];
        for _ in 0..3 {
            app.clock.advance(SignedDuration::from_mins(40));
            app.run_webhooks().await;
        }
        assert!(told(&receiver).iter().all(|number| *number == first), "nothing overtakes the first: {:?}", told(&receiver));
        let others = receiver.received().len() - told(&receiver).len();
        assert_eq!(others, 1, "the other text doesn't wait for it");
        receiver.become_(Manner::Status(204, ""));
        app.clock.advance(SignedDuration::from_hours(3));
        app.run_webhooks().await;
        let mut last = told(&receiver);
        last.dedup();
        assert_eq!(last, [first, first + 1, first + 3]);
        assert!(log(app, &endpoint).await.iter().all(|it| it.state == DeliveryState::Succeeded));
    }

    async fn an_endpoint_is_sent_a_few_messages_at_once(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::After(60)).await);
        partner.endpoint(app, &receiver.url).await;
        for number in 900..920 {
            publish(&app.domain, number, "Told").await;
        }
        app.run_webhooks().await;
        assert_eq!((receiver.received().len(), receiver.most_beside()), (20, 4));
    }

    async fn several_processes_send_each_message_once(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::After(5)).await);
        let mut endpoints = Vec::new();
        for _ in 0..6 {
            endpoints.push(partner.endpoint(app, &receiver.url).await.0);
        }
        let run = async |test: &tests::TestApp| {
            for _ in 0..4 {
                test.run_webhooks().await;
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        app.beside(|_| {}, async |other| {
            for number in 900..940 {
                publish(&app.domain, number, "Told").await;
            }
            other.until_followed(app).await;
            tokio::join!(run(app), run(other));
        }).await;
        app.run_webhooks().await;
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for message in receiver.received() {
            *times.entry(message.id().to_owned()).or_default() += 1;
        }
        assert_eq!(times.len(), 6 * 40);
        assert!(times.values().all(|times| *times == 1), "{times:?}");
        for endpoint in endpoints {
            assert!(log(app, &endpoint).await.iter().all(|it| (it.state, it.attempts) == (DeliveryState::Succeeded, 1)));
        }
    }
}
