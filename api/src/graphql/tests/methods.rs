//! What GET may ask, and which methods there are.

use super::server::{send, start};

#[actix_web::test]
async fn queries_may_come_by_get() {
    let server = start();
    let plain = send(server.get("query=%7Bviewer%7D")).await;
    assert_eq!((plain.status, &plain.json["data"]["viewer"]), (200, &"anonymous".into()));
    let full =
        "query=query+A(%24x%3AInt)%7B+viewer+__typename+%40skip(if%3Atrue)+...F%7D+fragment+F+on+Query%7Bviewer%7D";
    let unused = send(server.get(full)).await;
    unused.refused(200, "document_invalid");
    let named = "query=query+A%7Bviewer%7Dquery+B%7B__typename%7D&operationName=B&variables=%7B%7D&extensions=%7B%22cost%22%3Atrue%7D&other=1";
    let named = send(server.get(named)).await;
    assert_eq!(named.json["data"]["__typename"], "Query");
    assert_eq!(named.json["extensions"]["cost"]["requested"], 1);
    let null = send(server.get("query=%7Bviewer%7D&variables=null&extensions=null")).await;
    assert_eq!(null.status, 200);
}

#[actix_web::test]
async fn a_query_string_that_can_t_be_read_is_400() {
    let server = start();
    for query in [
        "",
        "operationName=A",
        "query=%7Bviewer%7D&variables=",
        "query=%7Bviewer%7D&variables=%7B",
        "query=%7Bviewer%7D&variables=[]",
        "query=%7Bviewer%7D&variables=1",
        "query=%7Bviewer%7D&extensions=%22x%22",
        "query=%7Bviewer%7D&query=%7Bviewer%7D",
        "query=%FF",
        "query=%C3%28",
    ] {
        send(server.get(query)).await.refused(400, "bad_request");
    }
    let long = format!("query=%7Bviewer%7D&x={}", "x".repeat(super::server::BODY));
    send(server.get(&long)).await.refused(413, "body_too_large");
}

#[actix_web::test]
async fn a_mutation_by_get_is_405_and_runs_nothing() {
    let server = start();
    for accept in ["application/graphql-response+json", "application/json"] {
        for query in ["query=mutation%7Bchange%7D", "query=mutation+A%7Bchange%7D+query+B%7Bviewer%7D&operationName=A"]
        {
            let reply = send(server.get(query).header("accept", accept)).await;
            reply.refused(405, "method_not_allowed");
            assert_eq!(reply.headers["allow"], "POST");
        }
        let other = "query=mutation+A%7Bchange%7D+query+B%7Bviewer%7D&operationName=B";
        assert_eq!(send(server.get(other).header("accept", accept)).await.status, 200);
    }
}

#[actix_web::test]
async fn other_methods_are_405() {
    let server = start();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"] {
        let reply = send(server.request(method)).await;
        reply.refused(405, "method_not_allowed");
        assert_eq!(reply.headers["allow"], "GET, POST");
    }
    let head = server.request("HEAD").send().await.unwrap();
    assert_eq!(head.status(), 405);
}
