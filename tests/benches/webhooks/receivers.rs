//! The servers of partners, as little of them as there can be: they take what comes and answer 204, or never answer.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A message that came.
#[derive(Clone)]
pub struct Taken {
    /// To which endpoint.
    pub number: usize,
    /// When.
    pub at: Instant,
    /// Its own header fields.
    pub headers: HeaderMap,
    /// What it says.
    pub body: Vec<u8>,
}

/// Servers on one port: each has a path of its own.
pub struct Receivers {
    base: String,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Receivers {
    /// Servers that answer after a while.
    pub async fn start(answer: Duration) -> Self {
        Self::on(Some(answer)).await
    }

    /// Servers that never answer.
    pub async fn silent() -> Self {
        Self::on(None).await
    }

    async fn on(answer: Option<Duration>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (base, taken) = (format!("http://{}", listener.local_addr().unwrap()), Arc::default());
        let kept = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                connection.set_nodelay(true).unwrap();
                tokio::spawn(serve(connection, answer, Arc::clone(&kept)));
            }
        });
        Self { base, taken }
    }

    /// The address of one of them.
    pub fn url(&self, number: usize) -> String {
        format!("{}/{number}", self.base)
    }

    /// What came since it was last cleared.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// Forgets what came.
    pub fn clear(&self) {
        self.taken.lock().unwrap().clear();
    }
}

async fn serve(connection: TcpStream, answer: Option<Duration>, taken: Arc<Mutex<Vec<Taken>>>) {
    let (mut connection, mut line) = (BufReader::new(connection), String::new());
    loop {
        line.clear();
        if !connection.read_line(&mut line).await.is_ok_and(|read| read > 0) {
            return;
        }
        let number = line.split(['/', ' ']).nth(2).unwrap().parse().unwrap();
        let (mut headers, mut length) = (HeaderMap::new(), 0);
        loop {
            line.clear();
            connection.read_line(&mut line).await.unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name {
                "content-length" => length = value.parse().unwrap(),
                "host" | "accept" => {}
                name => {
                    headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
                }
            }
        }
        let mut body = vec![0; length];
        connection.read_exact(&mut body).await.unwrap();
        taken.lock().unwrap().push(Taken { number, at: Instant::now(), headers, body });
        let Some(answer) = answer else {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return;
        };
        if !answer.is_zero() {
            tokio::time::sleep(answer).await;
        }
        connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    }
}
