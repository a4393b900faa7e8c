//! Attacks on access tokens: whatever is wrong with one, the answer is the same.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::SigningAlgorithm;
use domain::testing::sign;
use jiff::SignedDuration;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, EncodingKey, Validation};
use serde_json::{Value, json};
use tests::{Actor, Answer, TestApp, on_both};

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn parts(token: &str) -> (Value, Value, String) {
    let parts: Vec<&str> = token.split('.').collect();
    let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    (read(parts[0]), read(parts[1]), parts[2].to_owned())
}

fn with(value: &Value, key: &str, other: Value) -> Value {
    let mut changed = value.clone();
    changed[key] = other;
    changed
}

fn without(value: &Value, key: &str) -> Value {
    let mut changed = value.clone();
    changed.as_object_mut().unwrap().remove(key);
    changed
}

/// An answer without what is different in every one: the id of its request.
fn shape(answer: &Answer) -> (u16, String, String) {
    let problem = without(&answer.json(), "requestId");
    (answer.status.as_u16(), answer.header("www-authenticate").to_owned(), problem.to_string())
}

async fn refused(app: &TestApp, authorization: &str) -> (u16, String, String) {
    shape(&app.rest().with("authorization", authorization).get("/v1/me").await)
}

/// Every forgery of a good token, with its name.
async fn forgeries(app: &TestApp, reader: &Actor) -> Vec<(&'static str, String)> {
    let (header, claims, signature) = parts(&reader.access_token);
    let jwks = app.rest().get("/.well-known/jwks.json").await.json();
    let jwk = jwks["keys"][0].clone();
    let iat = claims["iat"].as_i64().unwrap();
    let signed = |header: &Value, claims: &Value| sign(&app.domain, header, claims).unwrap();
    let unsigned = |header: &Value| format!("{}.{}.", part(header), part(&claims));
    let hs = |secret: &[u8]| {
        let message = format!("{}.{}", part(&with(&header, "alg", json!("HS256"))), part(&claims));
        let key = EncodingKey::from_secret(secret);
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
        format!("{message}.{signature}")
    };
    let public = ["x", "n"].iter().find_map(|member| jwk[*member].as_str()).unwrap();
    let roles = part(&with(&claims, "roles", json!(["admin"])));
    vec![
        ("no algorithm", unsigned(&with(&header, "alg", json!("none")))),
        ("no algorithm, in capitals", unsigned(&with(&header, "alg", json!("NONE")))),
        ("no signature", unsigned(&header)),
        ("an HMAC by the public key's bytes", hs(&URL_SAFE_NO_PAD.decode(public).unwrap())),
        ("an HMAC by the public key's text", hs(public.as_bytes())),
        ("an HMAC by the JWK", hs(jwk.to_string().as_bytes())),
        ("a foreign kid", signed(&with(&header, "kid", json!("nobody")), &claims)),
        ("no kid", signed(&without(&header, "kid"), &claims)),
        ("a jwk header", signed(&with(&header, "jwk", jwk.clone()), &claims)),
        ("a jku header", signed(&with(&header, "jku", json!("https://evil.example/jwks")), &claims)),
        ("an x5u header", signed(&with(&header, "x5u", json!("https://evil.example/cert")), &claims)),
        ("a critical extension", signed(&with(&header, "crit", json!(["b64"])), &claims)),
        ("another type", signed(&with(&header, "typ", json!("JWT")), &claims)),
        ("no type", signed(&without(&header, "typ"), &claims)),
        ("a wrong audience", signed(&header, &with(&claims, "aud", json!("elsewhere")))),
        ("no audience", signed(&header, &without(&claims, "aud"))),
        ("a wrong issuer", signed(&header, &with(&claims, "iss", json!("https://evil.example")))),
        ("no issuer", signed(&header, &without(&claims, "iss"))),
        ("no subject", signed(&header, &without(&claims, "sub"))),
        ("expired", signed(&header, &with(&with(&claims, "iat", json!(iat - 700)), "exp", json!(iat - 100)))),
        ("expires now", signed(&header, &with(&with(&claims, "iat", json!(iat - 600)), "exp", json!(iat)))),
        (
            "issued in the future",
            signed(&header, &with(&with(&claims, "iat", json!(iat + 60)), "exp", json!(iat + 600))),
        ),
        ("an overlong life", signed(&header, &with(&claims, "exp", json!(iat + 601)))),
        ("an expiry past all time", signed(&header, &with(&claims, "exp", json!(i64::MAX)))),
        ("a tampered payload", format!("{}.{roles}.{signature}", part(&header))),
        ("a tampered signature", {
            let flipped: String = signature.chars().rev().collect();
            format!("{}.{}.{flipped}", part(&header), part(&claims))
        }),
        ("an overlong token", format!("{}{}", reader.access_token, "a".repeat(5_000))),
    ]
}

async fn all_forgeries_are_refused_alike(app: &TestApp, algorithm: SigningAlgorithm) {
    app.domain.system("test").signing_keys().rotate(algorithm, SignedDuration::ZERO).await.unwrap();
    let reader = app.reader(&format!("{algorithm}")).await;
    assert_eq!(parts(&reader.access_token).0["alg"], algorithm.as_str());
    assert_eq!(reader.rest().get("/v1/me").await.status, 200);
    let one = refused(app, "Bearer nonsense").await;
    assert_eq!(one.0, 401);
    for (name, token) in forgeries(app, &reader).await {
        assert_eq!(refused(app, &format!("Bearer {token}")).await, one, "{algorithm}: {name}");
    }
    assert_eq!(reader.rest().get("/v1/me").await.status, 200, "the good one is good still");
}

on_both! {
    async fn forgeries_of_eddsa_are_refused_alike(app: TestApp) {
        all_forgeries_are_refused_alike(app, SigningAlgorithm::EdDsa).await;
    }

    async fn forgeries_of_es256_are_refused_alike(app: TestApp) {
        all_forgeries_are_refused_alike(app, SigningAlgorithm::Es256).await;
    }

    async fn two_credentials_are_none(app: TestApp) {
        let reader = app.reader("Ada").await;
        let one = refused(app, "Bearer nonsense").await;
        let client = tests::raw_client();
        let response = client.get(format!("{}/v1/me", app.url)).header("authorization", reader.authorization()).header("authorization", reader.authorization()).send().await.unwrap();
        assert_eq!(response.status(), 401);
        let problem: Value = response.json().await.unwrap();
        assert_eq!(without(&problem, "requestId").to_string(), one.2);
    }

    async fn a_token_of_another_server_is_none(app: TestApp) {
        let one = refused(app, "Bearer nonsense").await;
        let foreign = EncodingKey::from_secret(b"another server's");
        let reader = app.reader("Ada").await;
        let (header, claims, _) = parts(&reader.access_token);
        let message = format!("{}.{}", part(&header), part(&claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &foreign, jsonwebtoken::Algorithm::HS256).unwrap();
        assert_eq!(refused(app, &format!("Bearer {message}.{signature}")).await, one);
        // The same database under another name: its tokens are for there.
        app.beside(|settings| settings.access.issuer = "https://other.example".to_owned(), async |other| {
            assert_eq!(other.rest().with("authorization", &reader.authorization()).get("/v1/me").await.status, 401);
            let there = other.reader("Bob").await;
            assert_eq!(refused(app, &there.authorization()).await, one);
            assert_eq!(there.rest().get("/v1/me").await.status, 200);
        }).await;
    }

    async fn the_key_set_verifies_our_tokens(app: TestApp) {
        for algorithm in [SigningAlgorithm::EdDsa, SigningAlgorithm::Es256] {
            app.domain.system("test").signing_keys().rotate(algorithm, SignedDuration::ZERO).await.unwrap();
            let reader = app.reader(&format!("of-{algorithm}")).await;
            let header = jsonwebtoken::decode_header(&reader.access_token).unwrap();
            // As anybody would who knows nothing but the address of the set.
            let set: JwkSet = serde_json::from_value(app.rest().get("/.well-known/jwks.json").await.json()).unwrap();
            let key = DecodingKey::from_jwk(set.find(header.kid.as_deref().unwrap()).unwrap()).unwrap();
            let mut validation = Validation::new(header.alg);
            validation.set_audience(&["world-review"]);
            validation.validate_exp = false;
            let claims = jsonwebtoken::decode::<Value>(&reader.access_token, &key, &validation).unwrap().claims;
            assert_eq!(claims["sub"], reader.account.to_string());
            assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
            for name in ["iss", "aud", "sub", "iat", "exp", "jti"] {
                assert!(claims.get(name).is_some(), "{name}");
            }
            assert!(!set.keys.is_empty() && app.rest().get("/.well-known/jwks.json").await.json()["keys"][0].get("d").is_none());
        }
    }

    async fn a_token_that_was_verified_before_ends_when_it_says(app: TestApp) {
        let (reader, one) = (app.reader("Ada").await, refused(app, "Bearer nonsense").await);
        assert_eq!(reader.rest().get("/v1/me").await.status, 200);
        app.clock.advance(SignedDuration::from_mins(9) + SignedDuration::from_secs(59));
        assert_eq!(reader.rest().get("/v1/me").await.status, 200, "it is known by now");
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(refused(app, &reader.authorization()).await, one);
    }

    async fn keys_are_rotated_with_an_overlap(app: TestApp) {
        let system = app.domain.system("test");
        let kid = |actor: &Actor| parts(&actor.access_token).0["kid"].as_str().unwrap().to_owned();
        let published = async || {
            let set = app.rest().get("/.well-known/jwks.json").await.json();
            set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let old = app.reader("Ada").await;
        system.signing_keys().rotate(SigningAlgorithm::EdDsa, SignedDuration::from_hours(1)).await.unwrap();
        let both = published().await;
        assert_eq!(both.len(), 2, "the new one is published at once");
        let before = app.reader("Bea").await;
        assert_eq!(kid(&before), kid(&old), "and doesn't sign yet");
        app.clock.advance(SignedDuration::from_mins(59));
        let last = app.reader("Cora").await;
        assert_eq!(kid(&last), kid(&old));
        app.clock.advance(SignedDuration::from_mins(1));
        let new = app.reader("Dora").await;
        assert_ne!(kid(&new), kid(&old), "after the lead it does");
        assert_eq!(last.rest().get("/v1/me").await.status, 200, "the old one verifies still");
        app.clock.advance(SignedDuration::from_mins(9) + SignedDuration::from_secs(59));
        assert_eq!(new.rest().get("/v1/me").await.status, 200);
        assert_eq!(published().await.len(), 2);
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(published().await, [kid(&new)], "until its last token has run out");
    }

    async fn a_withdrawn_key_verifies_nowhere(app: TestApp) {
        app.beside(|_| {}, async |other| {
            let reader = app.reader("Ada").await;
            assert_eq!(other.rest().with("authorization", &reader.authorization()).get("/v1/me").await.status, 200);
            let one = refused(app, "Bearer nonsense").await;
            let kid = parts(&reader.access_token).0["kid"].as_str().unwrap().to_owned();
            app.domain.system("test").signing_keys().withdraw(&kid).await.unwrap();
            assert_eq!(refused(app, &reader.authorization()).await, one);
            other.until_followed(app).await;
            assert_eq!(refused(other, &reader.authorization()).await, one);
            let again = app.domain.system("test").signing_keys().withdraw(&kid).await.unwrap_err();
            assert_eq!(again.code, domain::Code::NotFound);
            // A key was made in its place: whoever logs in is let in.
            assert_eq!(app.reader("Bea").await.rest().get("/v1/me").await.status, 200);
        }).await;
    }
}

#[test]
fn forgeries_of_rs256_are_refused_alike() {
    // Making an RSA key takes a while: on one database.
    TestApp::with(tests::Database::Sqlite, async |app| {
        all_forgeries_are_refused_alike(app, SigningAlgorithm::Rs256).await;
    });
}
