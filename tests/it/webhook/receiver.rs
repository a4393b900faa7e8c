//! A partner's server on 127.0.0.1, which keeps what it is sent and answers as a test wants it to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How a server answers.
#[derive(Debug, Clone)]
pub enum Manner {
    /// With this status, and these header fields.
    Status(u16, &'static str),
    /// Not at all.
    Hang,
    /// With a byte of its answer now and then, for as long as anybody listens.
    Trickle,
    /// With an answer that has no end.
    Flood,
    /// With this status to what holds this text, and with 204 to all else.
    RefuseOnly(u16, String),
    /// With 204, after so many milliseconds.
    After(u64),
}

/// What came.
#[derive(Debug, Clone)]
pub struct Received {
    /// The header fields, in lower case.
    pub headers: HashMap<String, String>,
    /// The content.
    pub body: Vec<u8>,
}

impl Received {
    /// The content as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// What is told: its number in the product's log.
    pub fn number(&self) -> i64 {
        self.json()["data"]["number"].as_i64().unwrap()
    }

    /// Its `webhook-id`.
    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    /// What is signed.
    pub fn signed(&self) -> Vec<u8> {
        let mut signed = format!("{}.{}.", self.id(), self.headers["webhook-timestamp"]).into_bytes();
        signed.extend_from_slice(&self.body);
        signed
    }

    /// Its signatures of a scheme, decoded.
    pub fn signatures(&self, scheme: &str) -> Vec<Vec<u8>> {
        let all = self.headers["webhook-signature"].split(' ').filter_map(|word| word.split_once(','));
        all.filter(|(name, _)| *name == scheme).map(|(_, text)| STANDARD.decode(text).unwrap()).collect()
    }
}

/// The server.
pub struct Receiver {
    /// Where it is sent to.
    pub url: String,
    manner: Arc<Mutex<Manner>>,
    received: Arc<Mutex<Vec<Received>>>,
    most_beside: Arc<Mutex<(usize, usize)>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Receiver {
    /// A server that takes everything.
    pub async fn start() -> Self {
        Self::with(Manner::Status(204, "")).await
    }

    /// A server that answers in this manner.
    pub async fn with(manner: Manner) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), manner)
    }

    fn on(listener: TcpListener, manner: Manner) -> Self {
        let url = format!("http://{}/hooks?key=partners-own", listener.local_addr().unwrap());
        let manner = Arc::new(Mutex::new(manner));
        let (received, most_beside) = (Arc::default(), Arc::default());
        let state = (Arc::clone(&manner), Arc::clone(&received), Arc::clone(&most_beside));
        let serving = tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                let (manner, received, beside) = state.clone();
                tokio::spawn(async move { serve(connection, &manner, &received, &beside).await });
            }
        });
        Self { url, manner, received, most_beside, serving }
    }

    /// From now on it answers in this manner.
    pub fn become_(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Nobody listens any more.
    pub async fn vanish(&self) {
        self.serving.abort();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    /// Somebody listens there again.
    pub async fn back(&self) -> Self {
        let place = self.url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        Self::on(TcpListener::bind(place).await.unwrap(), Manner::Status(204, ""))
    }

    /// All that came, in its order.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The numbers of what came, in their order.
    pub fn numbers(&self) -> Vec<i64> {
        self.received().iter().map(Received::number).collect()
    }

    /// How many requests were at most under way at once.
    pub fn most_beside(&self) -> usize {
        self.most_beside.lock().unwrap().1
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    connection: TcpStream,
    manner: &Mutex<Manner>,
    received: &Mutex<Vec<Received>>,
    beside: &Mutex<(usize, usize)>,
) {
    let mut connection = BufReader::new(connection);
    while let Some(request) = read(&mut connection).await {
        let manner = manner.lock().unwrap().clone();
        let holds = |text: &str| String::from_utf8_lossy(&request.body).contains(text);
        let status = match &manner {
            Manner::RefuseOnly(status, text) if holds(text) => *status,
            Manner::Status(status, _) => *status,
            _ => 204,
        };
        received.lock().unwrap().push(request);
        {
            let mut beside = beside.lock().unwrap();
            beside.0 += 1;
            beside.1 = beside.1.max(beside.0);
        }
        let fields = if let Manner::Status(_, fields) = manner { fields } else { "" };
        match manner {
            Manner::Hang => tokio::time::sleep(Duration::from_secs(60)).await,
            Manner::After(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
            _ => {}
        }
        beside.lock().unwrap().0 -= 1;
        let (rest, pause) = match manner {
            Manner::Trickle => ("transfer-encoding: chunked", Duration::from_millis(100)),
            Manner::Flood => ("transfer-encoding: chunked", Duration::ZERO),
            _ => ("content-length: 0", Duration::ZERO),
        };
        let status = if rest.contains("chunked") { 200 } else { status };
        let head = format!("HTTP/1.1 {status} x\r\n{fields}{rest}\r\n\r\n");
        if connection.write_all(head.as_bytes()).await.is_err() {
            return;
        }
        let chunk =
            if pause.is_zero() { format!("1000\r\n{}\r\n", "x".repeat(4_096)) } else { "1\r\nx\r\n".to_owned() };
        while rest.contains("chunked") {
            if connection.write_all(chunk.as_bytes()).await.is_err() {
                return;
            }
            tokio::time::sleep(pause).await;
        }
    }
}

/// The next request of a connection.
async fn read(connection: &mut BufReader<TcpStream>) -> Option<Received> {
    use tokio::io::AsyncBufReadExt;
    let (mut headers, mut line) = (HashMap::new(), String::new());
    connection.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    assert!(line.starts_with("POST /hooks?key=partners-own HTTP/1.1"), "{line}");
    loop {
        line.clear();
        connection.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    connection.read_exact(&mut body).await.ok()?;
    Some(Received { headers, body })
}
