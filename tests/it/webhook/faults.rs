//! Endpoints that hang, trickle, lead elsewhere, fail for a day or for good, and vanish: what was to be sent is sent when they are well
//! again, and nobody else waits for them.

use domain::webhook::{DeliveryState, DisabledReason, EndpointState, WebhookFailure};
use jiff::SignedDuration;
use tests::{TestApp, on_both};

use super::partner::{Partner, log, present, publish};
use super::receiver::{Manner, Receiver};

/// An endpoint of this manner, which is sent something: what came of it.
async fn failure_of(app: &TestApp, manner: Manner) -> (Option<u16>, Option<WebhookFailure>) {
    let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(manner).await);
    let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
    publish(&app.domain, 900, "Told").await;
    app.run_webhooks().await;
    let [delivery] = &log(app, &endpoint).await[..] else { panic!() };
    let is_to_come = delivery.last_failure.is_some();
    assert_eq!((delivery.state == DeliveryState::Pending, delivery.attempts), (is_to_come, 1));
    assert_eq!(present(app, &endpoint).await.failing_since.is_some(), is_to_come);
    (delivery.last_status, delivery.last_failure)
}

on_both! {
    async fn one_that_fails_for_a_day_is_told_all_of_it_when_it_is_well_again(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::Status(500, "")).await);
        let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
        for hour in 0..24 {
            publish(&app.domain, 900 + hour % 4, &format!("Hour {hour}")).await;
            app.run_webhooks().await;
            app.clock.advance(SignedDuration::from_hours(1));
        }
        let tries = receiver.received().len();
        assert!((20..=60).contains(&tries), "it is asked now and then whether it is well: {tries}");
        assert_eq!(present(app, &endpoint).await.state, EndpointState::Active);
        receiver.become_(Manner::Status(204, ""));
        publish(&app.domain, 950, "Well again").await;
        app.run_webhooks().await;
        let told = receiver.numbers()[tries..].to_vec();
        let mut sorted = told.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (sorted[0]..sorted[0] + 25).collect::<Vec<_>>(), "all of it, once, and at once");
        let log = log(app, &endpoint).await;
        assert!(log.iter().all(|it| it.state == DeliveryState::Succeeded));
        for text in log.iter().map(|it| it.entry.as_ref().unwrap().text.clone()) {
            let of_text = log.iter().rev().map(|it| it.entry.as_ref().unwrap()).filter(|it| it.text == text).map(|it| it.number);
            let of_text: Vec<i64> = of_text.collect();
            let order: Vec<i64> = told.iter().copied().filter(|number| of_text.contains(number)).collect();
            assert!(order.is_sorted(), "{order:?}");
        }
        assert_eq!(present(app, &endpoint).await.failing_since, None);
    }

    async fn one_that_fails_for_three_days_is_switched_off_with_a_letter(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::Status(503, "")).await);
        let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
        publish(&app.domain, 900, "Told").await;
        let mut hours = 0;
        while present(app, &endpoint).await.state == EndpointState::Active {
            app.run_webhooks().await;
            app.clock.advance(SignedDuration::from_hours(1));
            publish(&app.domain, 901, &format!("Hour {hours}")).await;
            hours += 1;
            assert!(hours < 90);
        }
        assert!(hours > 72, "{hours}");
        let now = present(app, &endpoint).await;
        assert_eq!((now.disabled_reason, now.revision), (Some(DisabledReason::Failing), 2));
        app.run_jobs().await;
        let letters: Vec<_> = app.mailer.sent().into_iter().filter(|letter| letter.subject == "A webhook was switched off").collect();
        let [letter] = &letters[..] else { panic!("{letters:?}") };
        assert_eq!(letter.recipient, "tess@gazette.example");
        assert!(letter.body.contains(&receiver.url) && letter.body.contains(&endpoint.id.to_string()), "{}", letter.body);
        let tries = receiver.received().len();
        app.clock.advance(SignedDuration::from_hours(24));
        publish(&app.domain, 902, "Not told").await;
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), tries);
        let pending = log(app, &endpoint).await.into_iter().filter(|it| it.state == DeliveryState::Pending).count();
        assert_eq!(pending, 0);
    }

    async fn one_that_is_gone_is_switched_off_at_once(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::Status(410, "")).await);
        let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
        for title in ["One", "Two"] {
            publish(&app.domain, 900, title).await;
            app.run_webhooks().await;
        }
        assert_eq!(receiver.received().len(), 1);
        let now = present(app, &endpoint).await;
        assert_eq!((now.state, now.disabled_reason), (EndpointState::Disabled, Some(DisabledReason::Gone)));
        app.run_jobs().await;
        assert_eq!(app.mailer.sent().iter().filter(|letter| letter.recipient == "tess@gazette.example").count(), 1);
    }

    async fn one_that_hangs_or_trickles_is_waited_for_only_so_long_and_by_nobody_else(app: TestApp) {
        let (other, receiver) = (Partner::of(app, "herald").await, Receiver::start().await);
        other.endpoint(app, &receiver.url).await;
        assert_eq!(failure_of(app, Manner::Hang).await, (None, Some(WebhookFailure::Timeout)));
        assert_eq!(receiver.received().len(), 1);
    }

    async fn an_answer_without_an_end_is_not_read_to_it(app: TestApp) {
        assert_eq!(failure_of(app, Manner::Trickle).await, (None, Some(WebhookFailure::Timeout)));
    }

    async fn an_answer_of_any_length_is_an_answer(app: TestApp) {
        assert_eq!(failure_of(app, Manner::Flood).await, (Some(200), None));
    }

    async fn one_that_leads_elsewhere_is_not_followed(app: TestApp) {
        let inside = Receiver::start().await;
        let place: &'static str = Box::leak(format!("location: {}\r\n", inside.url.replace("127.0.0.1", "localhost")).into_boxed_str());
        assert_eq!(failure_of(app, Manner::Status(307, place)).await, (Some(307), Some(WebhookFailure::Redirect)));
        assert_eq!(inside.received().len(), 0);
    }

    async fn one_that_vanishes_is_tried_again(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
        receiver.vanish().await;
        publish(&app.domain, 900, "Told").await;
        app.run_webhooks().await;
        let [delivery] = &log(app, &endpoint).await[..] else { panic!() };
        assert_eq!((delivery.last_status, delivery.last_failure), (None, Some(WebhookFailure::Unreachable)));
        let back = receiver.back().await;
        app.clock.advance(SignedDuration::from_secs(6));
        app.run_webhooks().await;
        assert_eq!(back.received().len(), 1);
    }

    async fn a_name_that_leads_inside_is_sent_nothing(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let named = receiver.url.replace("http://127.0.0.1", "https://localhost");
        let (endpoint, _) = partner.endpoint(app, &named).await;
        publish(&app.domain, 900, "Told").await;
        app.beside(|settings| settings.webhook_allowed_hosts = Default::default(), async |strict| {
            strict.until_followed(app).await;
            strict.run_webhooks().await;
        }).await;
        let [delivery] = &log(app, &endpoint).await[..] else { panic!() };
        assert_eq!((delivery.attempts, delivery.last_failure), (1, Some(WebhookFailure::AddressForbidden)));
        assert_eq!(receiver.received().len(), 0);
    }

    async fn one_that_asks_for_time_is_given_it(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::Status(429, "retry-after: 3600\r\n")).await);
        partner.endpoint(app, &receiver.url).await;
        publish(&app.domain, 900, "Told").await;
        app.run_webhooks().await;
        publish(&app.domain, 901, "Told").await;
        app.clock.advance(SignedDuration::from_mins(59));
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 1);
        receiver.become_(Manner::Status(204, ""));
        app.clock.advance(SignedDuration::from_mins(2));
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 3);
    }

    async fn what_is_never_taken_is_given_up_and_what_follows_on_it_is_sent(app: TestApp) {
        let partner = Partner::of(app, "gazette").await;
        let receiver = Receiver::start().await;
        let (endpoint, _) = partner.endpoint(app, &receiver.url).await;
        publish(&app.domain, 901, "One").await;
        app.run_webhooks().await;
        let next = receiver.numbers()[0] + 1;
        receiver.become_(Manner::RefuseOnly(500, format!("\"number\":{next},")));
        publish(&app.domain, 901, "Two").await;
        app.run_webhooks().await;
        publish(&app.domain, 901, "Three").await;
        for hour in 0..100 {
            // Something else arrives all the time, so that it isn't the endpoint that fails.
            publish(&app.domain, 902, &format!("Hour {hour}")).await;
            app.run_webhooks().await;
            app.clock.advance(SignedDuration::from_hours(1));
        }
        assert_eq!(present(app, &endpoint).await.state, EndpointState::Active);
        let given_up = log(app, &endpoint).await.into_iter().find(|it| it.state == DeliveryState::Failed).map(|it| (it.attempts, it.last_status));
        let log = log(app, &endpoint).await;
        let pending = log.iter().filter(|it| it.state == DeliveryState::Pending).count();
        assert_eq!(pending, 0);
        let tries = receiver.numbers().iter().filter(|number| **number == next).count();
        assert_eq!(tries, 10);
        let told: Vec<i64> = receiver.numbers().into_iter().filter(|number| (next - 1..=next + 1).contains(number)).collect();
        assert_eq!((told.first(), told.last()), (Some(&(next - 1)), Some(&(next + 1))));
        // The log shows a hundred, and there are more.
        assert!(given_up.is_none_or(|it| it == (10, Some(500))));
    }
}
