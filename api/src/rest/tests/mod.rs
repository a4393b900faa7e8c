//! The main paths of the voice, in process. What every route and viewer must hold to is proved by the test crate.

mod fixture;

use std::collections::BTreeSet;

use actix_web::http::{Method, StatusCode};
use fixture::{CONTRACT, Fixture, PIXEL};
use serde_json::Value;

use crate::routes;

fn titles(list: &Value) -> Vec<String> {
    let items = list["data"].as_array().unwrap();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

fn link(header: &str, rel: &str) -> Option<String> {
    let found = header.split(", ").find(|link| link.ends_with(&format!("rel=\"{rel}\"")))?;
    Some(found[1..found.find('>')?].to_owned())
}

#[test]
fn routes_and_contract_have_the_same_operations() {
    let described: BTreeSet<(String, String)> = CONTRACT["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let built = routes::operations().into_iter().map(|(method, path)| (method.to_owned(), path.to_owned()));
    assert_eq!(built.collect::<BTreeSet<_>>(), described);
}

#[actix_web::test]
async fn a_list_is_paged_by_its_links_in_both_directions() {
    let at = Fixture::new().await;
    let whole = at.get("/v1/articles?total=true").await;
    let all = whole.json("ArticleList");
    assert_eq!((all["page"]["total"].as_u64(), all["data"].as_array().unwrap().len()), (Some(7), 7));
    let (mut path, mut seen) = ("/v1/articles?first=3&fields=title&kind=report,analysis".to_owned(), Vec::new());
    let mut back = None;
    loop {
        let answer = at.get(&path).await;
        seen.extend(titles(&answer.json("ArticleList")));
        assert!(link(answer.header("link"), "first").unwrap().ends_with("kind=report%2Canalysis&first=3"));
        back = link(answer.header("link"), "prev").or(back);
        match link(answer.header("link"), "next") {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(seen, ["Grid 6", "Grid 5", "Grid 4", "Grid 3", "Grid 2", "Hormuz after the toll"]);
    let before = at.get(&back.unwrap()).await.json("ArticleList");
    assert_eq!(titles(&before), ["Grid 6", "Grid 5", "Grid 4"]);
}

#[actix_web::test]
async fn what_a_client_has_is_not_sent_again() {
    let at = Fixture::new().await;
    let path = "/v1/articles/hormuz-after-the-toll";
    let plain = at.get(path).await;
    let (tag, date) = (plain.header("etag").to_owned(), plain.header("last-modified").to_owned());
    assert_eq!(plain.header("vary"), "Accept-Language, Accept-Encoding, Authorization, X-Api-Key");
    for headers in [[("if-none-match", tag.as_str())], [("if-modified-since", date.as_str())]] {
        let again = at.send(Method::GET, path, &headers).await;
        assert_eq!((again.status, again.header("etag"), again.bytes.len()), (StatusCode::NOT_MODIFIED, &*tag, 0));
        assert_eq!(again.header("vary"), plain.header("vary"));
    }
    let headers = [("if-none-match", "\"other\""), ("if-modified-since", date.as_str())];
    assert_eq!(at.send(Method::GET, path, &headers).await.status, StatusCode::OK);
    let mut tags = BTreeSet::from([tag]);
    for coding in ["br", "zstd", "gzip"] {
        let coded = at.send(Method::GET, path, &[("accept-encoding", coding)]).await;
        assert_eq!(coded.header("content-encoding"), coding);
        assert!(coded.bytes.len() < plain.bytes.len() / 2 && tags.insert(coded.header("etag").to_owned()));
    }
    let head = at.send(Method::HEAD, path, &[]).await;
    assert_eq!((head.status, head.header("etag")), (StatusCode::OK, plain.header("etag")));
}

#[actix_web::test]
async fn former_slugs_are_redirected_in_paths_and_followed_in_filters() {
    let at = Fixture::new().await;
    for (former, present) in [
        ("/v1/articles/hormuz-before-the-toll?fields=title", "/v1/articles/hormuz-after-the-toll?fields=title"),
        ("/v1/articles/hormus-alt/related", "/v1/articles/hormus-nach-der-maut/related"),
        ("/v1/experts/m-lindqvist/articles?first=1", "/v1/experts/maria-lindqvist/articles?first=1"),
        ("/v1/topics/petroleum", "/v1/topics/oil-and-gas"),
    ] {
        let answer = at.get(former).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, present));
        assert_eq!(at.get(present).await.status, StatusCode::OK);
    }
    let by_filter = at.get("/v1/articles?topic=petroleum&expert=m-lindqvist&fields=title").await.json("ArticleList");
    assert_eq!(titles(&by_filter), ["Hormuz after the toll"]);
}

#[actix_web::test]
async fn hidden_and_absent_look_the_same() {
    let at = Fixture::new().await;
    let mut answers = BTreeSet::new();
    for path in [
        "/v1/articles/a-draft",
        "/v1/articles/verborgen",
        "/v1/articles/art_01jb0000000000000000000007",
        "/v1/articles/no-such-thing",
        "/v1/articles/exp_01jb0000000000000000000001",
        "/v1/articles/N%C3%96%ff",
        "/v1/articles/half-hidden?language=de&fallback=false",
    ] {
        let answer = at.send(Method::GET, path, &[("x-request-id", "same")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let mut problem = answer.json("Problem");
        problem["instance"] = Value::Null;
        answers.insert(problem.to_string());
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");
    let translations = at.get("/v1/articles/half-hidden").await.json("Article")["translations"].clone();
    assert_eq!(translations.as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn the_language_is_that_of_the_slug_unless_one_is_asked_for() {
    let at = Fixture::new().await;
    let by_slug = at.send(Method::GET, "/v1/articles/hormus-nach-der-maut", &[("accept-language", "en")]).await;
    assert_eq!(by_slug.header("content-language"), "de");
    let article = by_slug.json("Article");
    assert_eq!((&article["language"], &article["isFallback"]), (&"de".into(), &false.into()));
    assert_eq!(article["topics"][0]["name"], "Öl und Gas");
    assert_eq!(article["corrections"][0]["note"], "Die Gebühr gilt je Tonne.");
    let alternate = "</v1/articles/hormuz-after-the-toll?language=en>; rel=\"alternate\"; hreflang=\"en\"";
    assert!(by_slug.header("link").ends_with(alternate));
    let asked = at.get("/v1/articles/hormus-nach-der-maut?language=en&fields=title").await.json("Article");
    assert_eq!(asked["title"], "Hormuz after the toll");
    let by_header =
        at.send(Method::GET, "/v1/articles?fields=title&order=published_at", &[("accept-language", "de-AT")]).await;
    let list = by_header.json("ArticleList");
    assert_eq!((&list["data"][0]["language"], &list["data"][1]["isFallback"]), (&"de".into(), &true.into()));
    assert_eq!(by_header.header("content-language"), "de, en");
    let only = at.get("/v1/articles?language=de&fallback=false&fields=title&total=true").await.json("ArticleList");
    assert_eq!((titles(&only), &only["page"]["total"]), (vec!["Hormus nach der Maut".to_owned()], &1.into()));
    let topics = at.get("/v1/topics?language=de&fallback=false&total=true&fields=name").await.json("TopicList");
    assert_eq!((topics["data"].as_array().unwrap().len(), &topics["page"]["total"]), (2, &2.into()));
    let experts = at.get("/v1/experts?language=de&fallback=false&fields=name").await.json("ExpertList");
    assert_eq!(experts["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_request_says_how_much_it_wants() {
    let at = Fixture::new().await;
    let sparse = at.get("/v1/articles?fields=slug,title&first=1").await.json("ArticleList")["data"][0].clone();
    let keys: Vec<&String> = sparse.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "language", "isFallback", "slug", "title"]);
    let path =
        "/v1/articles?fields=title&include=experts,topics,regions,lead_image&expert=maria-lindqvist&order=published_at";
    let full = at.get(path).await.json("ArticleList")["data"][0].clone();
    assert_eq!(full["byline"][0]["title"], "Fellow");
    assert_eq!(full["byline"][0]["expert"]["title"], "Senior Fellow");
    assert_eq!(full["topics"][0]["ancestors"][0]["slug"], "energy");
    assert_eq!(full["regions"][0]["parent"]["slug"], "middle-east");
    assert_eq!(full["leadImage"]["mediaType"], "image/png");
    let path = "/v1/articles/hormuz-after-the-toll?fields=title&include=body&body=html,markdown,text,blocks";
    let body = at.get(path).await.json("Article")["body"].clone();
    assert!(body["html"].as_str().unwrap().starts_with("<p>A fifth of the oil &lt;that&gt;"));
    assert!(body["text"].as_str().unwrap().starts_with("A fifth of the oil <that>"));
    assert_eq!(body["blocks"][0]["_key"], "b0");
    for path in ["/v1/articles/hormuz-after-the-toll", "/v1/articles/hormuz-after-the-toll?body=markdown"] {
        assert!(at.get(path).await.json("Article")["body"].is_object());
    }
    let image = at.get("/v1/images/img_01jb0000000000000000000001?language=de").await.json("Image");
    assert_eq!((&image["language"], &image["isFallback"]), (&"en".into(), &true.into()));
    let bytes = at.get(image["url"].as_str().unwrap()).await;
    assert_eq!((bytes.header("content-type"), &bytes.bytes[..]), ("image/png", PIXEL));
    assert_eq!(bytes.header("cache-control"), "max-age=31536000, immutable");
}

#[actix_web::test]
async fn every_kind_of_thing_is_served_as_described() {
    let at = Fixture::new().await;
    for (path, schema) in [
        ("/v1", "Index"),
        ("/v1/languages", "LanguageList"),
        ("/v1/experts?include=portrait,topics&total=true", "ExpertList"),
        ("/v1/experts/maria-lindqvist", "Expert"),
        ("/v1/experts/exp_01jb0000000000000000000002?language=de", "Expert"),
        ("/v1/experts/maria-lindqvist/articles?include=body", "ArticleList"),
        ("/v1/topics?root=true", "TopicList"),
        ("/v1/topics/energie", "Topic"),
        ("/v1/topics/energy/articles", "ArticleList"),
        ("/v1/regions?last=1", "RegionList"),
        ("/v1/regions/persian-gulf", "Region"),
        ("/v1/regions/naher-osten/articles", "ArticleList"),
        ("/v1/articles/hormuz-after-the-toll/related?first=3", "ArticleSelection"),
        ("/livez", "Liveness"),
        ("/readyz", "Readiness"),
        ("/openapi.json", "JsonObject"),
        ("/schemas/body.json", "JsonObject"),
    ] {
        let answer = at.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.json(schema);
    }
    let page = at.send(Method::GET, "/playground", &[("accept-encoding", "br")]).await;
    assert_eq!((page.header("content-encoding"), page.header("cache-control")), ("br", "no-cache"));
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    assert!(at.get("/reference").await.bytes.starts_with(b"<!doctype html>"));
    at.app.stop();
    let stopping = at.get("/readyz").await;
    assert_eq!((stopping.status, stopping.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
}

#[actix_web::test]
async fn what_makes_no_sense_is_refused_with_its_code() {
    let at = Fixture::new().await;
    for (path, code) in [
        ("/v1/articles?colour=red", "parameter_unknown"),
        ("/v1?x=1", "parameter_unknown"),
        ("/v1/topics/energy/articles?topic=security", "parameter_unknown"),
        ("/v1/articles?kind=essay", "parameter_invalid"),
        ("/v1/articles?order=published_at,updated_at", "parameter_invalid"),
        ("/v1/articles?first=1&first=1", "parameter_invalid"),
        ("/v1/articles?topic=nothing", "parameter_invalid"),
        ("/v1/articles?topic=No%20Slug", "parameter_invalid"),
        ("/v1/articles?body=html", "parameter_invalid"),
        ("/v1/articles/hormuz-after-the-toll?fields=title&body=html", "parameter_invalid"),
        ("/v1/articles?topic=exp_01jb0000000000000000000001", "id_invalid"),
        ("/v1/articles?first=101", "page_size_invalid"),
        ("/v1/articles?first=1&last=1", "page_size_invalid"),
        ("/v1/articles?after=forged", "cursor_invalid"),
        ("/v1/articles?language=fr", "language_invalid"),
        ("/v1/articles?language=not%20a%20tag", "language_invalid"),
        ("/v1/articles?kind=%ff", "bad_request"),
    ] {
        let answer = at.get(path).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, code), "{path}");
    }
    let several = at.get("/v1/articles?colour=red&kind=essay&first=x").await.json("Problem");
    let fields: Vec<&str> =
        several["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["colour", "kind", "first"]);
}

#[actix_web::test]
async fn methods_types_and_credentials_are_checked_at_the_edge() {
    let at = Fixture::new().await;
    let post = at.send(Method::POST, "/v1/articles", &[]).await;
    assert_eq!((post.status, post.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD"));
    assert_eq!(at.get("/v1/nothing").await.status, StatusCode::NOT_FOUND);
    for path in ["/v1/articles", "/livez", "/", "/v1/nothing"] {
        let refused = at.send(Method::GET, path, &[("authorization", "Bearer forged")]).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNAUTHORIZED, "credential_invalid"));
        assert!(refused.header("www-authenticate").starts_with("Bearer"));
    }
    for headers in [[("accept", "application/xml")], [("accept-encoding", "identity;q=0, *;q=0")]] {
        assert_eq!(at.send(Method::GET, "/v1/articles", &headers).await.code(), "not_acceptable");
    }
    let own = at.send(Method::GET, "/v1", &[("x-request-id", "mine-1")]).await;
    assert_eq!((own.header("x-request-id"), own.header("access-control-allow-origin")), ("mine-1", "*"));
    let forged = at.send(Method::GET, "/v1", &[("x-request-id", "a b")]).await;
    assert!(forged.header("x-request-id").starts_with("req_01"));
    let headers = [("origin", "https://reader.example"), ("access-control-request-method", "GET")];
    let preflight = at.send(Method::OPTIONS, "/v1/articles", &headers).await;
    assert_eq!(preflight.status, StatusCode::NO_CONTENT);
    assert_eq!(at.send(Method::OPTIONS, "/playground", &headers).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
