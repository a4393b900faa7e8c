//! Featured lists under a moved clock: slot, rotation, cap, pin, hide.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{TestApp, on_both};

use super::{filled, patch, put, restate};

/// The titles that are featured now, which both voices agree about.
async fn titles(app: &TestApp) -> Vec<String> {
    let rest = app.rest().get("/v1/playlists?featured").await.json();
    let data = app
        .graphql()
        .data("{ featuredPlaylists { playlist { id title } featuredSince featuredUntil isPinned } }")
        .await;
    let (rest, graphql) = (rest["data"].as_array().unwrap(), data["featuredPlaylists"].as_array().unwrap());
    assert_eq!(rest.len(), graphql.len());
    for (one, other) in rest.iter().zip(graphql) {
        assert_eq!(
            (&one["playlist"]["id"], &one["featuredSince"], &one["featuredUntil"], &one["isPinned"]),
            (&other["playlist"]["id"], &other["featuredSince"], &other["featuredUntil"], &other["isPinned"])
        );
    }
    rest.iter().map(|list| list["playlist"]["title"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn a_public_list_is_featured_for_a_week(app: TestApp) {
        let ada = app.reader("Ada").await;
        filled(&ada, "Too short", "public", &[1, 2]).await;
        filled(&ada, "By link", "unlisted", &[1, 2, 4]).await;
        filled(&ada, "Mine", "private", &[1, 2, 4]).await;
        let list = filled(&ada, "Straits", "public", &[1, 2, 4]).await;
        let shown = app.rest().get("/v1/playlists?featured=true").await;
        assert_eq!((shown.status.as_u16(), &shown.json()["data"][0]["featuredUntil"]), (200, &json!("2026-12-01T12:00:00Z")));
        assert_eq!(titles(app).await, ["Straits"]);
        restate(app, 4, "unpublished").await;
        assert_eq!(titles(app).await, Vec::<String>::new(), "two are left to read");
        restate(app, 4, "published").await;
        let path = format!("/v1/playlists/{list}");
        patch(&ada.rest(), &path, json!({"visibility": "private"})).await;
        assert_eq!(titles(app).await, Vec::<String>::new(), "at once, everywhere");
        patch(&ada.rest(), &path, json!({"visibility": "public"})).await;
        assert_eq!(titles(app).await, ["Straits"]);
        app.clock.advance(SignedDuration::from_hours(167));
        assert_eq!(titles(app).await, ["Straits"]);
        app.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(titles(app).await, Vec::<String>::new());
        let editor = app.staff("Ed", &[domain::Role::Editor]).await;
        let pinned = put(&editor.rest(), &format!("{path}/moderation"), json!({"pinnedUntil": "2026-12-05T12:00:00Z"})).await;
        assert_eq!((pinned.status.as_u16(), &pinned.json()["pinnedUntil"]), (200, &json!("2026-12-05T12:00:00Z")));
        let shown = app.rest().get("/v1/playlists?featured").await.json();
        assert_eq!((&shown["data"][0]["isPinned"], &shown["data"][0]["featuredUntil"], &shown["data"][0]["playlist"]["pinnedUntil"]), (&json!(true), &json!("2026-12-05T12:00:00Z"), &Value::Null));
        let hidden = put(&editor.rest(), &format!("{path}/moderation"), json!({"hiddenBecause": "An advertisement.", "pinnedUntil": "2026-12-05T12:00:00Z"})).await;
        assert_eq!(hidden.status, 200);
        assert_eq!(titles(app).await, Vec::<String>::new());
        put(&editor.rest(), &format!("{path}/moderation"), json!({"pinnedUntil": "2026-12-05T12:00:00Z"})).await;
        assert_eq!(titles(app).await, ["Straits"]);
        app.clock.advance(SignedDuration::from_hours(96));
        let until = app.rest().get("/v1/playlists?featured").await.json();
        assert_eq!(until["data"][0]["isPinned"], false, "its slot began anew when it was shown again");
        app.clock.advance(SignedDuration::from_hours(72));
        assert_eq!(titles(app).await, Vec::<String>::new());
        for query in ["", "?featured=false", "?featured=1"] {
            assert_eq!(app.rest().get(&format!("/v1/playlists{query}")).await.code(), "parameter_invalid");
        }
    }

    async fn more_lists_than_places_take_turns(app: TestApp) {
        let ada = app.reader("Ada").await;
        for number in 1..=15 {
            filled(&ada, &format!("List {number}"), "public", &[1, 2, 4]).await;
        }
        let mut seen = std::collections::BTreeSet::new();
        let first = titles(app).await;
        assert_eq!((first.len(), &first), (12, &titles(app).await), "the same until the turn ends");
        for _ in 0..15 {
            let now = titles(app).await;
            assert_eq!(now.len(), 12);
            seen.extend(now);
            app.clock.advance(SignedDuration::from_hours(6));
        }
        assert_eq!(seen.len(), 15, "everybody had a turn");
        let list = app.rest().get("/v1/playlists?featured").await.json()["data"][0].clone();
        assert_eq!(list["featuredUntil"], "2026-11-28T12:00:00Z", "to the end of the turn at the most");
    }

    async fn featured_lists_are_read_when_something_of_them_has_changed(app: TestApp) {
        let ada = app.reader("Ada").await;
        let mut list = String::new();
        for number in 1..=3 {
            list = filled(&ada, &format!("List {number}"), "public", &[1, 2, 4]).await;
        }
        let asked = async || {
            let before = app.domain.statements();
            let data = app.rest().get("/v1/playlists?featured").await.json()["data"].clone();
            let mut shown = data.as_array().unwrap().iter().map(|featured| &featured["playlist"]);
            let shown = shown.find(|shown| shown["id"] == list).cloned().unwrap_or_default();
            (app.domain.statements() - before, shown)
        };
        assert_eq!((asked().await.0, asked().await.0), (2, 0));
        filled(&ada, "Nobody else's", "private", &[1, 2, 4]).await;
        assert_eq!(asked().await.0, 0, "what nobody sees changes nothing");
        patch(&ada.rest(), &format!("/v1/playlists/{list}"), json!({"title": "Renamed"})).await;
        let (cost, shown) = asked().await;
        assert_eq!((cost, &shown["title"], &shown["owner"]["displayName"]), (2, &json!("Renamed"), &json!("Ada")));
        patch(&ada.rest(), "/v1/me", json!({"displayName": "Ada L."})).await;
        let (cost, shown) = asked().await;
        assert_eq!((cost, &shown["owner"]["displayName"]), (2, &json!("Ada L.")));
        app.clock.advance(SignedDuration::from_hours(100));
        assert_eq!(asked().await.0, 0, "as long as the same ones are shown");
    }

    async fn what_is_the_owners_or_staffs_to_know_of_a_featured_list_is_told_them_alone(app: TestApp) {
        let (ada, bo) = (app.reader("Ada").await, app.reader("Bo").await);
        let editor = app.staff("Ed", &[domain::Role::Editor]).await;
        let list = filled(&ada, "Straits", "public", &[1, 2, 4]).await;
        put(&editor.rest(), &format!("/v1/playlists/{list}/moderation"), json!({"pinnedUntil": "2026-12-05T12:00:00Z"})).await;
        let asked = "{ featuredPlaylists { playlist { isOwn pinnedUntil } } }";
        for (graphql, own, pinned) in [
            (editor.graphql(), false, json!("2026-12-05T12:00:00Z")),
            (ada.graphql(), true, Value::Null),
            (bo.graphql(), false, Value::Null),
            (app.graphql(), false, Value::Null),
        ] {
            let list = graphql.data(asked).await["featuredPlaylists"][0]["playlist"].clone();
            assert_eq!(list, json!({"isOwn": own, "pinnedUntil": pinned}));
        }
    }

    async fn a_list_that_is_private_again_is_featured_nowhere(app: TestApp) {
        app.beside(|_| {}, async |other| {
            let ada = app.reader("Ada").await;
            let list = filled(&ada, "Straits", "public", &[1, 2, 4]).await;
            other.until_followed(app).await;
            assert_eq!((titles(app).await, titles(other).await), (vec!["Straits".to_owned()], vec!["Straits".to_owned()]));
            patch(&ada.rest(), &format!("/v1/playlists/{list}"), json!({"visibility": "private"})).await;
            assert_eq!(titles(app).await, Vec::<String>::new());
            other.until_followed(app).await;
            assert_eq!(titles(other).await, Vec::<String>::new());
        }).await;
    }
}
