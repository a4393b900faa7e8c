//! Media types: which are answered with, which are taken.

use super::server::{send, start};

const NEW: &str = "application/graphql-response+json; charset=utf-8";
const OLD: &str = "application/json; charset=utf-8";

#[actix_web::test]
async fn the_answer_has_the_media_type_that_is_liked_best() {
    let server = start();
    for (accept, expected) in [
        ("", OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        ("application/json", OLD),
        ("APPLICATION/JSON", OLD),
        ("application/json; charset=\"utf-8\"", OLD),
        ("application/graphql-response+json", NEW),
        ("application/graphql-response+json, application/json", NEW),
        ("application/json, application/graphql-response+json", NEW),
        ("application/graphql-response+json; q=0.5, application/json", OLD),
        ("application/graphql-response+json, application/json; q=0.9", NEW),
        ("application/graphql-response+json, */*", NEW),
        ("application/json, */*", OLD),
        ("*/*, application/json; q=0", NEW),
        ("application/*; q=0.2, application/graphql-response+json; q=0", OLD),
        ("text/html, application/xhtml+xml, */*; q=0.8", OLD),
        ("text/event-stream, application/graphql-response+json", NEW),
        ("nonsense, application/json", OLD),
    ] {
        let reply = send(server.post(r#"{"query":"{viewer}"}"#).header("accept", accept)).await;
        assert_eq!(reply.status, 200, "{accept}");
        assert_eq!(reply.headers["content-type"], expected, "{accept}");
        assert_eq!(reply.json["data"]["viewer"], "anonymous");
    }
    let reply = send(server.post(r#"{"query":"{viewer}"}"#)).await;
    assert_eq!(reply.headers["content-type"], OLD);
}

#[actix_web::test]
async fn what_can_t_be_accepted_is_406() {
    let server = start();
    for accept in [
        "text/html",
        "application/xml",
        "application/json; q=0",
        "*/*; q=0",
        "application/json; charset=iso-8859-1",
        "image/*",
    ] {
        let post = server.post(r#"{"query":"{viewer}"}"#).header("accept", accept);
        send(post).await.refused(406, "not_acceptable");
        let get = server.get("query=%7Bviewer%7D").header("accept", accept);
        send(get).await.refused(406, "not_acceptable");
    }
}

#[actix_web::test]
async fn the_body_must_be_json_in_utf_8() {
    let server = start();
    let body = r#"{"query":"mutation{change}"}"#;
    let bare = send(server.request("POST").body(body)).await;
    bare.refused(415, "unsupported_media_type");
    assert_eq!(bare.headers["accept-post"], "application/json; charset=utf-8");
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/jsonp",
        "application/json; charset=iso-8859-1",
        "application/json, text/plain",
        "text/plain; application/json",
    ] {
        let post = server.request("POST").header("content-type", kind).body(body);
        send(post).await.refused(415, "unsupported_media_type");
    }
    let coded = server.post(body).header("content-encoding", "gzip");
    send(coded).await.refused(415, "unsupported_media_type");
    for kind in ["application/json;charset=UTF-8", "Application/JSON", "application/json; charset=\"utf-8\""] {
        let post = server.request("POST").header("content-type", kind).body(body);
        assert_eq!(send(post).await.status, 200, "{kind}");
    }
}

#[actix_web::test]
async fn the_status_of_a_request_error_follows_the_media_type() {
    let server = start();
    for (body, code) in [
        (r#"{"query":"{"}"#, "document_parse_failed"),
        (r#"{"query":""}"#, "document_parse_failed"),
        (r#"{"query":"{nope}"}"#, "document_invalid"),
        (r#"{"query":"query($x:Int!){viewer}"}"#, "variables_invalid"),
        (r#"{"query":"query A{viewer} query B{viewer}"}"#, "operation_not_found"),
        (r#"{"query":"{viewer}","operationName":"A"}"#, "operation_not_found"),
        (r#"{"query":"subscription{viewer}"}"#, "operation_not_supported"),
    ] {
        let new = server.post(body).header("accept", "application/graphql-response+json");
        send(new).await.refused(400, code);
        let old = server.post(body).header("accept", "application/json");
        send(old).await.refused(200, code);
    }
}

#[actix_web::test]
async fn an_error_of_a_resolver_is_200_and_keeps_data() {
    let server = start();
    for accept in ["application/graphql-response+json", "application/json"] {
        let partial = server.post(r#"{"query":"{viewer fails}"}"#).header("accept", accept);
        let reply = send(partial).await;
        assert_eq!((reply.status, reply.code()), (200, "internal"));
        assert_eq!(reply.json["data"]["viewer"], "anonymous");
        let nothing = server.post(r#"{"query":"{viewer broken}"}"#).header("accept", accept);
        let reply = send(nothing).await;
        assert_eq!((reply.status, reply.code()), (200, "internal"));
        assert_eq!(reply.json.get("data"), Some(&serde_json::Value::Null));
    }
}
