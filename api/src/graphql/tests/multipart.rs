//! Forms with files: what is taken, and every way to break the specification or a limit.

use serde_json::json;

use super::server::{BODY, Reply, Server, send, start};

const MANY: &str = "mutation($files: [Upload!]!) { receive(files: $files) }";

/// A form of these parts, each with its head behind `form-data; `.
fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(format!("--limit\r\ncontent-disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    body
}

fn operations(files: usize) -> String {
    json!({"query": MANY, "variables": {"files": vec![(); files]}}).to_string()
}

fn request(server: &Server, body: Vec<u8>) -> reqwest::RequestBuilder {
    let request = server.request("POST").header("content-type", "multipart/form-data; boundary=limit");
    request.header("graphql-require-preflight", "1").header("authorization", "me").body(body)
}

async fn sent(server: &Server, parts: &[(&str, &[u8])]) -> Reply {
    send(request(server, form(parts))).await
}

#[actix_web::test]
async fn files_reach_the_places_that_the_map_names() {
    let server = start();
    let operations = operations(3);
    let map = br#"{"a": ["variables.files.2", "variables.files.0"], "b": ["variables.files.1"]}"#;
    let parts: [(&str, &[u8]); 4] = [
        ("name=\"operations\"", operations.as_bytes()),
        ("name=\"map\"", map),
        ("name=\"b\"; filename=\"zwei.png\"\r\ncontent-type: image/png", b"12345"),
        ("name=\"a\"; filename=\"eins\"", b"1"),
    ];
    let answer = sent(&server, &parts).await;
    assert_eq!(
        answer.json["data"]["receive"],
        json!(["eins  1", "zwei.png image/png 5", "eins  1"]),
        "{}",
        answer.json
    );
}

#[actix_web::test]
async fn a_form_that_a_page_could_send_is_refused() {
    let server = start();
    let operations = operations(1);
    let parts: [(&str, &[u8]); 3] = [
        ("name=\"operations\"", operations.as_bytes()),
        ("name=\"map\"", br#"{"0": ["variables.files.0"]}"#),
        ("name=\"0\"; filename=\"a\"", b"1"),
    ];
    let plain = server.request("POST").header("content-type", "multipart/form-data; boundary=limit");
    send(plain.header("authorization", "me").body(form(&parts))).await.refused(400, "bad_request");
    let anonymous = server.request("POST").header("content-type", "multipart/form-data; boundary=limit");
    let anonymous = anonymous.header("apollo-require-preflight", "x").body(form(&parts));
    send(anonymous).await.refused(401, "authentication_required");
    assert_eq!(sent(&server, &parts).await.json["data"]["receive"], json!(["a  1"]));
}

#[actix_web::test]
async fn what_breaks_the_specification_is_refused() {
    let server = start();
    let (one, two) = (operations(1), operations(2));
    let (one, two): (&[u8], &[u8]) = (one.as_bytes(), two.as_bytes());
    let map: &[u8] = br#"{"0": ["variables.files.0"]}"#;
    let (ops, mapped, file) = ("name=\"operations\"", "name=\"map\"", "name=\"0\"; filename=\"a\"");
    let many = json!((0..11).map(|n| (n.to_string(), json!([]))).collect::<serde_json::Map<_, _>>()).to_string();
    let wrong: [&[(&str, &[u8])]; 14] = [
        &[],
        &[(mapped, map), (ops, one), (file, b"1")],
        &[(ops, one), (file, b"1"), (mapped, map)],
        &[(ops, one), (mapped, map)],
        &[(ops, one), (mapped, map), (file, b"1"), (file, b"1")],
        &[(ops, one), (mapped, map), ("name=\"9\"; filename=\"a\"", b"1")],
        &[(ops, one), (mapped, b"[]"), (file, b"1")],
        &[(ops, one), (mapped, br#"{"0": "variables.files.0"}"#), (file, b"1")],
        &[(ops, one), (mapped, br#"{"0": ["files.0"]}"#), (file, b"1")],
        &[(ops, one), (mapped, br#"{"0": ["variables.files.1"]}"#), (file, b"1")],
        &[(ops, one), (mapped, br#"{"0": ["variables.files"]}"#), (file, b"1")],
        &[(ops, two), (mapped, br#"{"0": ["variables.files.0", "variables.files.0"]}"#), (file, b"1")],
        &[(ops, one), (mapped, many.as_bytes())],
        &[(ops, b"\xff"), (mapped, map), (file, b"1")],
    ];
    for parts in wrong {
        sent(&server, parts).await.refused(400, "bad_request");
    }
    sent(&server, &[(ops, b"[]"), (mapped, map)]).await.refused(400, "batch_refused");
    // A place that no file fills stays null, which the variable can't be.
    let answer = sent(&server, &[(ops, two), (mapped, map), (file, b"1")]).await;
    answer.refused(answer.status, "variables_invalid");
}

#[actix_web::test]
async fn what_breaks_off_or_is_too_large_is_refused() {
    let server = start();
    let (operations, map) = (operations(1), br#"{"0": ["variables.files.0"]}"#);
    let large = vec![b' '; BODY + 1];
    sent(&server, &[("name=\"operations\"", &large)]).await.refused(413, "body_too_large");
    let parts: [(&str, &[u8]); 3] = [
        ("name=\"operations\"", operations.as_bytes()),
        ("name=\"map\"", map),
        ("name=\"0\"; filename=\"a\"", b"12345"),
    ];
    let whole = form(&parts);
    for length in [1, 60, whole.len() / 2, whole.len() - 12] {
        send(request(&server, whole[..length].to_vec())).await.refused(400, "bad_request");
    }
    let huge = vec![0; domain::media::FILE_BYTES_MAX + 1];
    let parts: [(&str, &[u8]); 3] = [parts[0], parts[1], ("name=\"0\"; filename=\"a\"", &huge)];
    send(request(&server, form(&parts))).await.refused(413, "body_too_large");
}
