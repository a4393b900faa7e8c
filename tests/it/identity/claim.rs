//! Claims: whose an identity is, shown by a code that is mailed.

use domain::testing::PASSWORD;
use jiff::SignedDuration;
use serde_json::json;
use tests::on_both;
use tests::provider::OidcProvider;
use tests::publication;

use super::{call_back, changes, confirmed, identities, refusal, unconfirmed};

const CLAIM: &str = "mutation($proof: ProofInput!, $binding: String, $password: String) { identityClaim(proof: $proof, binding: $binding, password: $password) { viewer { id email displayName identities { provider kind } } userErrors { code field } } }";

on_both! {
    async fn an_address_that_has_an_account_is_never_linked_in_silence(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let ada = app.reader("Ada").await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        let before = changes(app).await;
        let answer = call_back(app, &back.callback).await;
        assert_eq!(refusal(&answer), (409, "identity_unclaimed".to_owned()));
        assert_eq!(identities(app, &ada.access_token).await, json!([]));
        assert_eq!(changes(app).await, before);
        let code = app.mailed_code("ada@example.org").await;
        let wrong = app.rest().post("/v1/auth/identities/claim", json!({"email": "ada@example.org", "code": "0000-0000", "binding": back.callback["binding"]})).await;
        assert_eq!(refusal(&wrong), (422, "code_invalid".to_owned()));
        let proof = json!({"email": "ada@example.org", "code": code, "binding": back.callback["binding"]});
        let claimed = app.rest().post("/v1/auth/identities/claim", proof.clone()).await;
        assert_eq!(claimed.status, 200, "{}", String::from_utf8_lossy(&claimed.body));
        assert_eq!(claimed.json()["account"]["id"], ada.account.to_string());
        assert_eq!(identities(app, &ada.access_token).await.as_array().unwrap().len(), 1);
        assert_eq!(changes(app).await - before, 2, "identity.linked, session.created");
        let again = app.rest().post("/v1/auth/identities/claim", proof).await;
        assert_eq!(refusal(&again), (422, "code_invalid".to_owned()), "used once");
        let back = provider.visit(app, &confirmed("Ada")).await;
        assert_eq!(call_back(app, &back.callback).await.json()["account"]["id"], ada.account.to_string(), "from then on it opens the account");
        let kept = app.rest().post("/v1/auth/login", json!({"email": "ada@example.org", "password": PASSWORD})).await;
        assert_eq!(kept.status, 200, "the password stays");
    }

    async fn an_address_that_is_not_confirmed_has_to_be_claimed(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let back = provider.visit(app, &unconfirmed("Ben")).await;
        let before = changes(app).await;
        let answer = call_back(app, &back.callback).await;
        let known = app.reader("Cem").await;
        let of_known = provider.visit(app, &unconfirmed("Cem")).await;
        let same = call_back(app, &of_known.callback).await;
        assert_eq!(refusal(&answer), (409, "identity_unclaimed".to_owned()));
        assert_eq!(answer.json()["detail"], same.json()["detail"], "whether an address has an account isn't told");
        assert_eq!(identities(app, &known.access_token).await, json!([]));
        let code = app.mailed_code("ben@example.org").await;
        let proof = json!({"proof": {"email": "ben@example.org", "code": code}, "binding": back.callback["binding"]});
        let claimed = app.graphql().run(CLAIM, proof).await;
        let viewer = &claimed["data"]["identityClaim"]["viewer"];
        assert_eq!((&viewer["email"], &viewer["displayName"], &viewer["identities"]), (&json!("ben@example.org"), &json!("Ben"), &json!([{"provider": "example", "kind": "OIDC"}])), "{claimed}");
        assert_eq!(changes(app).await - before, 5, "two accounts, two sessions, one identity");
        let without = json!({"sub": "no-address", "name": "Nobody"});
        let back = provider.visit(app, &without).await;
        let sent = app.mailer.sent().len();
        assert_eq!(refusal(&call_back(app, &back.callback).await), (409, "identity_unclaimed".to_owned()));
        app.run_jobs().await;
        assert_eq!(app.mailer.sent().len(), sent, "there is nobody to write to");
    }

    async fn a_claim_is_ended_only_by_the_client_that_began_it(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let ada = app.reader("Ada").await;
        // Mallory logs in at the provider with Ada's address; Ada gets a letter and follows its link.
        let mallory = json!({"sub": "mallory", "email": "ada@example.org", "email_verified": false, "name": "M"});
        let back = provider.visit(app, &mallory).await;
        assert_eq!(refusal(&call_back(app, &back.callback).await), (409, "identity_unclaimed".to_owned()));
        let code = app.mailed_code("ada@example.org").await;
        let before = changes(app).await;
        let others = provider.visit(app, &confirmed("Ada")).await;
        let followed = app.rest().post("/v1/auth/identities/claim", json!({"email": "ada@example.org", "code": code})).await;
        assert_eq!(refusal(&followed), (422, "code_invalid".to_owned()), "without a binding");
        let proof = json!({"email": "ada@example.org", "code": code, "binding": others.callback["binding"]});
        assert_eq!(refusal(&app.rest().post("/v1/auth/identities/claim", proof).await), (422, "code_invalid".to_owned()));
        assert_eq!(identities(app, &ada.access_token).await, json!([]));
        assert_eq!(changes(app).await, before);
    }

    async fn a_code_ends_and_a_suspended_account_stays_closed(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        app.reader("Ada").await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        call_back(app, &back.callback).await;
        let code = app.mailed_code("ada@example.org").await;
        let before = changes(app).await;
        app.clock.advance(SignedDuration::from_mins(31));
        let proof = json!({"email": "ada@example.org", "code": code, "binding": back.callback["binding"]});
        assert_eq!(refusal(&app.rest().post("/v1/auth/identities/claim", proof).await), (422, "code_invalid".to_owned()), "past its time");
        app.sql("UPDATE account SET state = 'suspended'").await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        assert_eq!(refusal(&call_back(app, &back.callback).await), (409, "identity_unclaimed".to_owned()));
        let code = app.mailed_code("ada@example.org").await;
        let proof = json!({"email": "ada@example.org", "code": code, "binding": back.callback["binding"]});
        assert_eq!(refusal(&app.rest().post("/v1/auth/identities/claim", proof).await), (403, "account_suspended".to_owned()));
        assert_eq!(changes(app).await, before);
    }

    async fn nobodys_mailbox_is_filled_by_logins(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        app.reader("Ada").await;
        let mut answers = Vec::new();
        for _ in 0..5 {
            let back = provider.visit(app, &confirmed("Ada")).await;
            answers.push(call_back(app, &back.callback).await.status.as_u16());
        }
        assert_eq!(answers, [409, 409, 409, 409, 429]);
        app.run_jobs().await;
        assert_eq!(app.mailer.sent().len(), 4);
    }

    async fn identities_are_imported_once_and_never_exported(app: TestApp) {
        let record = |subject: &str, email: &str| json!({"type": "identity", "provider": "xing", "subject": subject, "email": email});
        let before = changes(app).await;
        let wrong = [
            record("x-3", "nobody"),
            record("", "c@example.org"),
            json!({"type": "identity", "provider": "X ING", "subject": "x-4", "email": "d@example.org"}),
            json!({"type": "identity", "provider": "xing", "subject": "x-5"}),
        ];
        let good = [record("x-1", "a@example.org"), record("x-2", "b@example.org")];
        let report = publication::try_import(&app.domain, good.iter().chain(&wrong).cloned().collect()).await;
        let tally = report.nouns["identity"];
        assert_eq!((tally.added, tally.skipped, report.skipped_count), (2, 3, 4), "{report:?}");
        let again = publication::try_import(&app.domain, vec![good[0].clone(), record("x-2", "bee@example.org")]).await;
        let tally = again.nouns["identity"];
        assert_eq!((tally.added, tally.changed, tally.unchanged), (0, 1, 1));
        assert_eq!(changes(app).await, before, "they concern nobody yet");
        let session = app.domain.system("test");
        let mut export = session.export().await.unwrap();
        while let Some(records) = export.next().await.unwrap() {
            assert!(records.iter().all(|record| record.noun() != "identity"), "nothing personal is content");
        }
    }

    async fn a_legacy_identity_is_claimed_by_a_mailed_code(app: TestApp) {
        let record = |subject: &str, email: &str, name: &str| json!({"type": "identity", "provider": "xing", "subject": subject, "email": email, "displayName": name});
        publication::import(&app.domain, vec![record("x-1", "Old@Example.org", "Old Reader"), record("x-2", "ada@example.org", "Ada")]).await;
        let before = changes(app).await;
        let ask = async |email: &str| app.rest().post("/v1/auth/identities/legacy", json!({"provider": "xing", "email": email})).await;
        let (there, nobody) = (ask("old@example.org").await, ask("nobody@example.org").await);
        assert_eq!((there.status.as_u16(), nobody.status.as_u16(), &there.body), (202, 202, &nobody.body), "the same whether there is one");
        let wrong = app.rest().post("/v1/auth/identities/legacy", json!({"provider": "xing", "email": "old"})).await;
        assert_eq!(refusal(&wrong), (422, "email_invalid".to_owned()));
        app.run_jobs().await;
        assert_eq!(app.mailer.sent().len(), 1, "nobody is written to but the owner");
        let code = app.mailed_code("old@example.org").await;
        let proof = json!({"email": "old@example.org", "code": code});
        let bare = app.graphql().run(CLAIM, json!({"proof": proof})).await;
        assert_eq!(bare["data"]["identityClaim"]["userErrors"], json!([{"code": "value_invalid", "field": "password"}]), "{bare}");
        let weak = app.graphql().run(CLAIM, json!({"proof": proof, "password": "password"})).await;
        assert_eq!(weak["data"]["identityClaim"]["userErrors"], json!([{"code": "password_weak", "field": "password"}]));
        assert_eq!(changes(app).await, before, "and the code is still good");
        let claimed = app.graphql().run(CLAIM, json!({"proof": proof, "password": PASSWORD})).await;
        let viewer = &claimed["data"]["identityClaim"]["viewer"];
        assert_eq!((&viewer["displayName"], &viewer["identities"]), (&json!("Old Reader"), &json!([{"provider": "xing", "kind": "LEGACY"}])), "{claimed}");
        assert_eq!(changes(app).await - before, 3);
        let login = app.rest().post("/v1/auth/login", json!({"email": "old@example.org", "password": PASSWORD})).await;
        assert_eq!(login.status, 200);
        // An account that there is keeps its password, and gets the identity.
        let ada = app.reader("Ada").await;
        let answer = app.graphql().data(r#"mutation { legacyIdentityClaimRequest(provider: "xing", email: "ada@example.org") { isAccepted userErrors { code } } }"#).await;
        assert_eq!(answer["legacyIdentityClaimRequest"], json!({"isAccepted": true, "userErrors": []}));
        let code = app.mailed_code("ada@example.org").await;
        let claimed = app.rest().post("/v1/auth/identities/claim", json!({"email": "ada@example.org", "code": code})).await;
        assert_eq!(claimed.json()["account"]["id"], ada.account.to_string());
        assert_eq!(identities(app, &ada.access_token).await[0]["kind"], "legacy");
        // What was claimed stays its owner's, whatever is imported again.
        publication::import(&app.domain, vec![record("x-2", "mallory@example.org", "M")]).await;
        assert_eq!(ask("mallory@example.org").await.status, 202);
        app.run_jobs().await;
        assert!(app.mailer.sent().iter().all(|message| message.recipient != "mallory@example.org"));
    }
}
