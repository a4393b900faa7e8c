//! Experts propose what is said of themselves, and editors decide.

use domain::testing::change_log;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Actor, Answer, TestApp, on_both};

use crate::manuscript::desk::Desk;
use crate::taxonomy::change;

const PROPOSE: &str = "mutation($input: [ExpertTextInput!]!) { profileProposalCreate(texts: $input) { proposal { id state expert { slug } baseRevision texts { language title affiliation bio } } userErrors { code field } } }";

async fn link(editor: &Desk, expert: u32, account: &Actor) -> Answer {
    let path = format!("/v1/experts/{}/account", id("exp", expert));
    let body = json!({"accountId": account.account}).to_string();
    editor.actor.rest().send(Method::PUT, &path, Some(&body)).await
}

/// Proposes another title for the expert that somebody is, and answers the proposal.
async fn propose(expert: &Actor, title: &str) -> Value {
    let body = json!({"texts": [{"language": "en", "title": title}]});
    let made = expert.rest().post("/v1/me/profile-proposals", body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

async fn title(app: &TestApp) -> Value {
    app.rest().get("/v1/experts/anna-berg").await.json()["title"].clone()
}

on_both! {
    async fn what_an_expert_proposes_is_said_once_it_is_accepted(app: TestApp) {
        let (editor, anna) = (Desk::editor(app).await, app.reader("Anna").await);
        assert_eq!(anna.rest().get("/v1/me/expert").await.status, 404);
        assert_eq!(link(&editor, 1, &anna).await.status, 200);
        assert_eq!(anna.rest().get("/v1/me/expert").await.json()["slug"], "anna-berg");
        let texts = json!([{"language": "en", "title": "Head", "bio": null}, {"language": "de", "title": "Direktorin"}]);
        let payload = anna.graphql().mutate(PROPOSE, texts).await;
        // What isn't given stays, and a language in which nothing changes isn't in it.
        let said = json!([{"language": "en", "title": "Head", "affiliation": "Institute of Trade", "bio": null}]);
        assert_eq!((&payload["proposal"]["texts"], &payload["proposal"]["expert"]["slug"], &payload["userErrors"]), (&said, &json!("anna-berg"), &json!([])));
        assert_eq!(title(app).await, "Director", "nobody sees it yet");

        let open = editor.actor.rest().get("/v1/profile-proposals?state=open&total=true").await.json();
        assert_eq!((&open["page"]["total"], &open["data"][0]["id"], &open["data"][0]["texts"]), (&json!(1), &payload["proposal"]["id"], &said));
        let path = format!("/v1/profile-proposals/{}", open["data"][0]["id"].as_str().unwrap());
        assert_eq!(editor.actor.rest().send(Method::POST, &format!("{path}/accept"), None).await.status, 428);
        let accepted = change(&editor.actor, Method::POST, &format!("{path}/accept"), &format!("{}-1", id("exp", 1)), &Value::Null).await;
        assert_eq!((accepted.status.as_u16(), &accepted.json()["state"]), (200, &json!("accepted")), "{}", accepted.text());
        let seen = app.rest().get("/v1/experts/anna-berg").await.json();
        assert_eq!((&seen["title"], &seen["affiliation"], &seen["bio"]), (&json!("Head"), &json!("Institute of Trade"), &Value::Null));
        assert_eq!(app.rest().get("/v1/experts/anna-berg?language=de").await.json()["title"], "Direktorin");
        let again = change(&editor.actor, Method::POST, &format!("{path}/accept"), &format!("{}-2", id("exp", 1)), &Value::Null).await;
        assert_eq!((again.status.as_u16(), again.code().as_str()), (409, "transition_refused"));
        let own = anna.graphql().data("{ viewer { expert { slug title } profileProposals { totalCount nodes { state decidedAt reason } } } }").await["viewer"].clone();
        assert_eq!((&own["expert"], &own["profileProposals"]["nodes"][0]["state"]), (&json!({"slug": "anna-berg", "title": "Head"}), &json!("ACCEPTED")));
        let admin = app.staff("Olga", &[domain::Role::Admin]).await;
        let audit = admin.rest().get("/v1/audit?first=2").await.json();
        let events: Vec<&str> = audit["data"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["expert.saved", "profile_proposal.saved"]);
        let subject = format!("/v1/audit?subject={}", open["data"][0]["id"].as_str().unwrap());
        assert_eq!(admin.rest().get(&subject).await.json()["data"][0]["toState"], "accepted");
    }

    async fn what_is_declined_or_superseded_changes_nothing(app: TestApp) {
        let (editor, anna) = (Desk::editor(app).await, app.reader("Anna").await);
        link(&editor, 1, &anna).await;
        let first = propose(&anna, "Queen").await;
        let second = propose(&anna, "Empress").await;
        let state = async |proposal: &Value| anna.rest().get(&format!("/v1/profile-proposals/{}", proposal["id"].as_str().unwrap())).await.json()["state"].clone();
        assert_eq!((state(&first).await, state(&second).await), (json!("superseded"), json!("open")));
        let decide = |proposal: &Value, word: &str| format!("/v1/profile-proposals/{}/{word}", proposal["id"].as_str().unwrap());
        assert_eq!(editor.actor.rest().post(&decide(&second, "decline"), json!({"reason": " "})).await.status, 422);
        let declined = editor.actor.rest().post(&decide(&second, "decline"), json!({"reason": "Titles follow the institute."})).await;
        assert_eq!((&declined.json()["state"], &declined.json()["reason"]), (&json!("declined"), &json!("Titles follow the institute.")));
        for proposal in [&first, &second] {
            let document = format!("mutation {{ profileProposalAccept(id: {}, expectedRevision: 1) {{ userErrors {{ code }} }} }}", proposal["id"]);
            assert_eq!(editor.graphql.data(&document).await["profileProposalAccept"]["userErrors"], json!([{"code": "transition_refused"}]));
        }
        // Whoever decides has seen what there is.
        let third = propose(&anna, "Fellow").await;
        change(&editor.actor, Method::PATCH, &format!("/v1/experts/{}", id("exp", 1)), &format!("{}-1", id("exp", 1)), &json!({"honorific": "Dr"})).await;
        let document = format!("mutation {{ profileProposalAccept(id: {}, expectedRevision: 1) {{ expert {{ honorific }} proposal {{ id }} userErrors {{ code }} }} }}", third["id"]);
        let late = editor.graphql.data(&document).await["profileProposalAccept"].clone();
        assert_eq!(late, json!({"expert": {"honorific": "Dr"}, "proposal": null, "userErrors": [{"code": "version_conflict"}]}));
        assert_eq!(title(app).await, "Director");
        // When the account is hers no longer, it proposes nothing and what it proposed is void.
        let path = format!("/v1/experts/{}/account", id("exp", 1));
        assert_eq!(editor.actor.rest().get(&path).await.json()["accountId"], json!(anna.account));
        assert_eq!(editor.actor.rest().send(Method::DELETE, &path, None).await.status, 204);
        assert_eq!((state(&third).await, editor.actor.rest().get(&path).await.status.as_u16()), (json!("superseded"), 404));
        let refused = anna.rest().post("/v1/me/profile-proposals", json!({"texts": [{"language": "en", "title": "X"}]})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
    }

    async fn nobody_else_proposes_decides_or_reads(app: TestApp) {
        let (editor, anna, ada, author) = (Desk::editor(app).await, app.reader("Anna").await, app.reader("Ada").await, Desk::author(app).await);
        assert_eq!(link(&editor, 1, &anna).await.status, 200);
        let proposal = propose(&anna, "Head").await;
        let path = format!("/v1/profile-proposals/{}", proposal["id"].as_str().unwrap());
        let before = change_log(&app.domain).await.unwrap().len();
        for actor in [&ada, &author.actor] {
            assert_eq!(actor.graphql().run(PROPOSE, json!({"input": [{"language": "en", "title": "X"}]})).await["errors"][0]["extensions"]["code"], "forbidden");
            assert_eq!(actor.rest().get(&path).await.status, 404);
            assert_eq!(actor.graphql().data(&format!("{{ profileProposal(id: {}) {{ id }} }}", proposal["id"])).await["profileProposal"], Value::Null);
            assert_eq!(actor.graphql().code("{ profileProposals { totalCount } }").await, "forbidden");
            assert_eq!(actor.graphql().code(&format!("{{ expertAccount(id: \"{}\") }}", id("exp", 1))).await, "forbidden");
            assert_eq!(actor.rest().get("/v1/me/profile-proposals").await.json()["data"], json!([]));
        }
        // Nor does the expert decide herself.
        for actor in [&anna, &author.actor] {
            let accept = format!("mutation {{ profileProposalAccept(id: {}, expectedRevision: 1) {{ userErrors {{ code }} }} }}", proposal["id"]);
            assert_eq!(actor.graphql().code(&accept).await, "forbidden");
            assert_eq!(actor.rest().post(&format!("{path}/decline"), json!({"reason": "No."})).await.status, 403);
        }
        assert_eq!(app.rest().get(&path).await.status, 401);
        // What can't be linked or proposed changes nothing either.
        let taken = link(&editor, 2, &anna).await;
        assert_eq!((taken.status.as_u16(), taken.code().as_str()), (409, "account_linked"));
        let nobody = json!({"accountId": id("acc", 999_999)}).to_string();
        let missing = editor.actor.rest().send(Method::PUT, &format!("/v1/experts/{}/account", id("exp", 2)), Some(&nobody)).await;
        assert_eq!((missing.status.as_u16(), missing.code().as_str()), (422, "reference_missing"));
        for (texts, code, field) in [
            (json!([]), "value_invalid", "texts"),
            (json!([{"language": "en", "title": "Director"}]), "value_invalid", "texts"),
            (json!([{"language": "en", "title": "x".repeat(201)}]), "value_invalid", "texts[0].title"),
            (json!([{"language": "fr", "title": "Directrice"}]), "language_invalid", "texts[0].language"),
        ] {
            let payload = anna.graphql().mutate(PROPOSE, texts.clone()).await;
            assert_eq!(payload, json!({"proposal": null, "userErrors": [{"code": code, "field": field}]}), "{texts}");
        }
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }

    async fn a_merged_expert_keeps_their_account_and_an_erased_account_leaves_nothing(app: TestApp) {
        let (editor, anna, boris) = (Desk::editor(app).await, app.reader("Anna").await, app.reader("Boris").await);
        link(&editor, 1, &anna).await;
        link(&editor, 2, &boris).await;
        let proposal = propose(&anna, "Head").await;
        let merge = async || {
            let document = format!("mutation {{ expertMerge(id: \"{}\", expectedRevision: 1, into: \"{}\") {{ expert {{ slug }} userErrors {{ code field }} }} }}", id("exp", 1), id("exp", 2));
            editor.graphql.data(&document).await["expertMerge"].clone()
        };
        assert_eq!(merge().await, json!({"expert": null, "userErrors": [{"code": "account_linked", "field": "into"}]}));
        let path = format!("/v1/experts/{}/account", id("exp", 2));
        assert_eq!(editor.actor.rest().send(Method::DELETE, &path, None).await.status, 204);
        assert_eq!(merge().await, json!({"expert": {"slug": "boris-aalto"}, "userErrors": []}));
        assert_eq!(anna.rest().get("/v1/me/expert").await.json()["slug"], "boris-aalto");
        assert_eq!(anna.rest().get(&format!("/v1/profile-proposals/{}", proposal["id"].as_str().unwrap())).await.json()["expertId"], json!(id("exp", 2)));
        let password = json!({"currentPassword": domain::testing::PASSWORD}).to_string();
        assert_eq!(anna.rest().send(Method::DELETE, "/v1/me", Some(&password)).await.status, 204);
        for table in ["expert_account", "profile_proposal"] {
            assert_eq!(app.found(&format!("SELECT count(*) FROM {table}")).await.trim(), "0", "{table}");
        }
        assert_eq!(app.rest().get("/v1/experts/boris-aalto").await.status, 200);
    }

    async fn of_many_proposals_at_once_one_is_open(app: TestApp) {
        let (editor, anna) = (Desk::editor(app).await, app.reader("Anna").await);
        link(&editor, 1, &anna).await;
        let sent = futures::future::join_all((0..8).map(|number| {
            let (anna, editor) = (&anna, &editor);
            async move {
                if number % 4 == 3 {
                    let open = editor.actor.rest().get("/v1/profile-proposals?state=open").await.json();
                    let Some(proposal) = open["data"][0]["id"].as_str() else { return 200 };
                    let path = format!("/v1/profile-proposals/{proposal}/decline");
                    return editor.actor.rest().post(&path, json!({"reason": "Not now."})).await.status.as_u16();
                }
                let body = json!({"texts": [{"language": "en", "title": format!("Head {number}")}]});
                anna.rest().post("/v1/me/profile-proposals", body).await.status.as_u16()
            }
        }));
        // A decision may have come too late for a proposal that was superseded meanwhile.
        for status in sent.await {
            assert!([200, 201, 409].contains(&status), "{status}");
        }
        let open = app.found("SELECT count(*) FROM profile_proposal WHERE open = 1").await;
        assert!(open.trim().parse::<u32>().unwrap() <= 1, "{open}");
        let all = app.found("SELECT count(*) FROM profile_proposal").await;
        assert_eq!(all.trim(), "6");
    }
}
