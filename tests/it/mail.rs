//! Mail on its way out: to a real mail server that is well, refuses, is busy or slow; into a folder; and through crashes.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use api::ports::{MailFolder, MailServer};
use domain::mail::Delivered;
use domain::ports::{Mailer, MailerError, Message};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{TestApp, on_both, repository};

/// The mail server of `tests/files/smtp_sink.py`.
struct Sink {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Sink {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(python());
        command.arg(repository().join("tests/files/smtp_sink.py")).arg(port.to_string()).arg(folder.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        let sink = Self { child, port, folder };
        sink.mode("ok");
        sink
    }

    fn mode(&self, mode: &str) {
        std::fs::write(self.folder.path().join("mode"), mode).unwrap();
    }

    fn mails(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("mails.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn mailer(&self) -> MailServer {
        MailServer::new(&format!("smtp://127.0.0.1:{}", self.port), sender()).unwrap()
    }
}

impl Drop for Sink {
    /// That it has ended already is no failure.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The Python that `tests/run` has furnished with a mail server.
#[allow(clippy::disallowed_methods, reason = "the place of the cache is the environment's")]
fn python() -> PathBuf {
    let cache = std::env::var("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|_| Path::new(&std::env::var("HOME").unwrap()).join(".cache"));
    let python = cache.join("world-review/python/bin/python");
    assert!(python.exists(), "`tests/run` makes {}", python.display());
    python
}

fn sender<T: std::str::FromStr>() -> T
where
    T::Err: std::fmt::Debug,
{
    "World Review <no-reply@review.example>".parse().unwrap()
}

fn message() -> Message {
    Message {
        id: "01jb0000000000000000000001".to_owned(),
        recipient: "jörg@müller.example".to_owned(),
        subject: "Bestätigen Sie Ihre Adresse".to_owned(),
        body: "Grüße\n.\n\nEin Punkt allein beendet nichts.\n".to_owned(),
    }
}

async fn with_server(test: impl AsyncFnOnce(Sink)) {
    api::ports::choose_tls();
    test(Sink::start()).await;
}

#[tokio::test]
async fn a_mail_server_takes_letters_as_they_are() {
    with_server(async |sink| {
        let plain = Message { recipient: "ada@example.org".to_owned(), ..message() };
        sink.mailer().send(&plain).await.unwrap();
        let mails = sink.mails();
        assert_eq!(
            (mails.len(), &mails[0]["from"], &mails[0]["to"]),
            (1, &json!("no-reply@review.example"), &json!(["ada@example.org"]))
        );
        let raw = mails[0]["raw"].as_str().unwrap();
        assert!(raw.contains("Message-ID: <01jb0000000000000000000001@review.example>"), "{raw}");
        assert!(raw.contains("To: ada@example.org") && raw.contains("Ein Punkt allein"), "{raw}");
        // A line break in what is typed can't become a header.
        let sly = Message { subject: "Hello\r\nBcc: eve@example.org".to_owned(), ..plain };
        sink.mailer().send(&sly).await.unwrap();
        let raw = sink.mails()[1]["raw"].as_str().unwrap().to_owned();
        assert!(!raw.lines().any(|line| line.starts_with("Bcc")), "{raw}");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_final_and_a_busy_server_is_not() {
    with_server(async |sink| {
        let plain = Message { recipient: "ada@example.org".to_owned(), ..message() };
        sink.mode("reject");
        assert!(matches!(sink.mailer().send(&plain).await, Err(MailerError::Final(_))));
        sink.mode("busy");
        assert!(matches!(sink.mailer().send(&plain).await, Err(MailerError::Passing(_))));
        sink.mode("slow");
        sink.mailer().send(&plain).await.unwrap();
        assert_eq!(sink.mails().len(), 1);
        let gone = sink.mailer();
        drop(sink);
        assert!(
            matches!(gone.send(&plain).await, Err(MailerError::Passing(_))),
            "a server that isn't there may come back"
        );
    })
    .await;
}

#[tokio::test]
async fn a_folder_takes_letters_as_files() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = MailFolder::new(folder.path().join("mail"), sender());
    let plain = Message { recipient: "ada@example.org".to_owned(), ..message() };
    mailer.send(&plain).await.unwrap();
    mailer.send(&plain).await.unwrap();
    let files: Vec<_> =
        std::fs::read_dir(folder.path().join("mail")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files, [folder.path().join("mail/01jb0000000000000000000001.eml")], "twice is once");
    assert!(std::fs::read_to_string(&files[0]).unwrap().contains("To: ada@example.org"));
}

async fn deliver(app: &TestApp) -> Delivered {
    app.domain.system("mail").outbox().deliver().await.unwrap()
}

async fn waiting(app: &TestApp) -> String {
    app.found("SELECT count(*) FROM mail").await.trim().to_owned()
}

on_both! {
    async fn a_busy_server_is_asked_again_later_each_time(app: TestApp) {
        app.rest().post("/v1/auth/password-reset", json!({"email": "ada@example.org"})).await;
        app.mailer.fail(Some(false));
        for attempt in 0..11 {
            assert_eq!(deliver(app).await, Delivered { put_off: 1, ..Delivered::default() }, "{attempt}");
            assert_eq!(deliver(app).await, Delivered::default(), "it isn't due");
            let wait = SignedDuration::from_secs(15).saturating_mul(1 << (attempt + 1).min(10));
            app.clock.advance(wait - SignedDuration::from_secs(1));
            assert_eq!(deliver(app).await, Delivered::default(), "nor a second before");
            app.clock.advance(SignedDuration::from_secs(1));
        }
        assert_eq!(waiting(app).await, "1");
        assert_eq!(deliver(app).await, Delivered { given_up: 1, ..Delivered::default() }, "twelve times are enough");
        assert_eq!(waiting(app).await, "0");
    }

    async fn a_refused_letter_is_given_up_and_one_that_was_put_off_arrives(app: TestApp) {
        app.rest().post("/v1/auth/password-reset", json!({"email": "ada@example.org"})).await;
        app.mailer.fail(Some(true));
        assert_eq!(deliver(app).await, Delivered { given_up: 1, ..Delivered::default() });
        app.rest().post("/v1/auth/password-reset", json!({"email": "bea@example.org"})).await;
        app.mailer.fail(Some(false));
        assert_eq!(deliver(app).await.put_off, 1);
        app.mailer.fail(None);
        app.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(deliver(app).await, Delivered { sent: 1, ..Delivered::default() });
        assert_eq!((waiting(app).await.as_str(), app.mailer.sent().len()), ("0", 1));
    }

    async fn two_instances_send_each_letter_once(app: TestApp) {
        for number in 0..24 {
            app.rest().post("/v1/auth/password-reset", json!({"email": format!("reader{number}@example.org")})).await;
        }
        app.beside(|_| {}, async |other| {
            let (here, there) = futures::join!(deliver(app), deliver(other));
            assert_eq!(here.sent + there.sent, 24);
        }).await;
        let mut recipients: Vec<String> = app.mailer.sent().into_iter().map(|message| message.recipient).collect();
        recipients.sort();
        recipients.dedup();
        assert_eq!((recipients.len(), app.mailer.sent().len()), (24, 24));
    }

    async fn a_letter_whose_sender_died_is_sent_by_another_once(app: TestApp) {
        app.rest().post("/v1/auth/password-reset", json!({"email": "ada@example.org"})).await;
        // Claimed, and then the power went.
        let until = domain::ports::Clock::now(app.clock.as_ref()).as_microsecond() + 300_000_000;
        app.sql(&format!("UPDATE mail SET attempts = 1, due_at = {until}")).await;
        app.clock.advance(SignedDuration::from_mins(4));
        assert_eq!(deliver(app).await, Delivered::default(), "whoever claimed it may be at it still");
        app.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(deliver(app).await, Delivered { sent: 1, ..Delivered::default() });
        assert_eq!(deliver(app).await, Delivered::default());
        assert_eq!(app.mailer.sent().len(), 1);
    }
}
