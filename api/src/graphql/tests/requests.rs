//! What a request must look like, and what becomes of one that does not.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::server::{BODY, Server, send, start};

/// Writes raw bytes and reads until the server closes.
async fn raw(server: &Server, head: &str, body: &[u8]) -> String {
    let mut socket = TcpStream::connect(server.address).await.unwrap();
    let head = format!("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    // The server may have answered and closed before all is written.
    let _ = socket.write_all(body).await;
    let mut reply = Vec::new();
    let reading = socket.read_to_end(&mut reply);
    let _ = tokio::time::timeout(Duration::from_secs(5), reading).await.unwrap();
    String::from_utf8(reply).unwrap()
}

#[actix_web::test]
async fn a_malformed_body_is_400_in_both_media_types() {
    let server = start();
    let bodies: &[&[u8]] = &[
        b"",
        b"{",
        b"{\"query\":",
        b"nonsense",
        b"{\"query\":\"\xff\"}",
        b"\"{viewer}\"",
        b"1",
        b"null",
        b"{}",
        b"{\"query\":null}",
        b"{\"query\":1}",
        b"{\"query\":[\"{viewer}\"]}",
        b"{\"query\":\"{viewer}\",\"operationName\":1}",
        b"{\"query\":\"{viewer}\",\"variables\":[]}",
        b"{\"query\":\"{viewer}\",\"variables\":\"{}\"}",
        b"{\"query\":\"{viewer}\",\"extensions\":false}",
        b"{\"query\":\"{viewer}\"} trailing",
    ];
    let nested = [b"{\"query\":\"{viewer}\",\"variables\":{\"a\":".as_slice(), &[b'['; 1000]].concat();
    for body in bodies.iter().copied().chain([nested.as_slice()]) {
        for accept in ["application/graphql-response+json", "application/json"] {
            let reply = send(server.post(body.to_vec()).header("accept", accept)).await;
            reply.refused(400, "bad_request");
        }
    }
}

#[actix_web::test]
async fn a_batch_is_refused_with_a_code_of_its_own() {
    let server = start();
    let batch = r#"[{"query":"{viewer}"},{"query":"{viewer}"}]"#;
    send(server.post(batch)).await.refused(400, "batch_refused");
    send(server.post("[]")).await.refused(400, "batch_refused");
}

#[actix_web::test]
async fn a_large_body_is_413_whether_announced_or_not() {
    let server = start();
    let fitting = format!("{{\"query\":\"{{viewer}}\"{}}}", " ".repeat(BODY - 20));
    assert_eq!(fitting.len(), BODY);
    assert_eq!(send(server.post(fitting.clone())).await.status, 200);
    send(server.post(fitting + " ")).await.refused(413, "body_too_large");
    let chunk = [b"800\r\n".as_slice(), &[b' '; 2048], b"\r\n"].concat().repeat(2);
    let reply = raw(&server, "Transfer-Encoding: chunked", &chunk).await;
    assert!(reply.starts_with("HTTP/1.1 413 "), "{reply}");
    assert!(reply.contains("\"code\":\"body_too_large\""), "{reply}");
}

#[actix_web::test]
async fn a_body_that_never_ends_is_not_read_on_after_a_refusal() {
    let server = start();
    let head = "Transfer-Encoding: chunked\r\nAccept: text/html";
    let reply = raw(&server, head, b"5\r\nhello\r\n").await;
    assert!(reply.starts_with("HTTP/1.1 406 "), "{reply}");
}

#[actix_web::test]
async fn a_slow_body_is_408_and_ends_the_connection() {
    let server = start();
    let begun = Instant::now();
    let reply = raw(&server, "Content-Length: 100", b"{\"query\":").await;
    assert!(reply.starts_with("HTTP/1.1 408 "), "{reply}");
    assert!(reply.contains("\"code\":\"request_timeout\""), "{reply}");
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert_eq!(send(server.post(r#"{"query":"{viewer}"}"#)).await.status, 200);
}

#[actix_web::test]
async fn the_session_reaches_the_resolvers_and_a_broken_credential_none() {
    let server = start();
    let known = server.post(r#"{"query":"{viewer}"}"#).header("authorization", "ada");
    assert_eq!(send(known).await.json["data"]["viewer"], "ada");
    let broken = server.post(r#"{"query":"{viewer}"}"#).header("authorization", "bad");
    let reply = send(broken).await;
    reply.refused(401, "credentials_invalid");
    assert_eq!(reply.headers["www-authenticate"], "Bearer");
}

#[actix_web::test]
async fn a_fragment_bomb_is_refused_at_once() {
    let server = start();
    let mut bomb = "{...f0}".to_owned();
    for level in 0..21 {
        bomb += &format!("fragment f{level} on Query{{...f{0} ...f{0}}}", level + 1);
    }
    bomb += "fragment f21 on Query{viewer}";
    let body = serde_json::json!({ "query": bomb }).to_string();
    assert!(body.len() < 1024);
    let begun = Instant::now();
    send(server.post(body)).await.refused(200, "document_too_complex");
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
}
