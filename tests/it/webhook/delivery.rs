//! What happens in a product is told, signed, in order for each text.

use domain::webhook::{DeliveryState, EndpointState};
use serde_json::json;
use tests::on_both;

use super::partner::{Partner, log, publish};
use super::receiver::Receiver;

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
        let entry = delivery.entry.as_ref().unwrap();
        assert_eq!(received[0].json(), json!({
            "type": "article.upsert",
            "timestamp": delivery.at,
            "data": {
                "product": partner.product, "number": entry.number, "article": tests::publication::id("art", 900), "language": "en",
                "kind": "upsert", "action": "replace",
            },
        }));
        assert_eq!(endpoint.state, EndpointState::Active);
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 1);
    }
}
