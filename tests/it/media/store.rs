//! Where the bytes of images lie: what becomes of an upload when the store is down, what is swept, and a real S3 service.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use api::ports::MediaObjects;
use api::settings;
use bytes::Bytes;
use domain::ports::MediaStore;
use domain::testing::change_log;
use image::ImageFormat;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use tests::{NOW, Served, on_both};

use super::files::{author, file, path, upload, uploaded};

on_both! {
    async fn an_upload_leaves_nothing_behind_when_the_store_is_down(app: TestApp) {
        let author = author(app).await;
        let log = change_log(&app.domain).await.unwrap().len();
        app.media.go_down(true);
        let refused = upload(&author, "image/png", &file(ImageFormat::Png, 20, 20)).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (503, "unavailable"));
        assert!(!String::from_utf8_lossy(&refused.body).contains("the store is down"));
        app.media.go_down(false);
        assert_eq!(app.found("SELECT count(*) FROM image WHERE state = 'processing'").await, "0");
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log);
        assert_eq!(upload(&author, "image/png", &file(ImageFormat::Png, 20, 20)).await.status, 201, "it is taken when it comes again");
    }

    async fn what_nothing_names_is_swept_after_a_while_and_the_rest_stays(app: TestApp) {
        let author = author(app).await;
        let (kept, deleted) = (uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await, uploaded(app, &author, &file(ImageFormat::Png, 30, 20)).await);
        let tag = format!("\"{}-1\"", deleted["id"].as_str().unwrap());
        let gone = author.rest().with("if-match", &tag).send(Method::DELETE, &path(&deleted), None).await;
        assert_eq!(gone.status, 204);
        // What an upload leaves whose process was killed before its row was written; and what isn't ours.
        let (orphan, fresh) = ("0123456789abcdef0123456789abcdef.png", "fedcba9876543210fedcba9876543210.png");
        for name in [orphan, fresh, "README.txt"] {
            app.media.put(name, Bytes::from_static(b"bytes")).await.unwrap();
        }
        let now: Timestamp = NOW.parse().unwrap();
        for name in app.media.names() {
            app.media.date(&name, now - SignedDuration::from_hours(25));
        }
        app.media.date(fresh, now - SignedDuration::from_hours(23));
        let before = app.media.names().len();
        app.media.go_down(true);
        assert!(api::jobs::sweep(&app.domain).await.is_err());
        app.media.go_down(false);
        api::jobs::sweep(&app.domain).await.unwrap();
        let left = app.media.names();
        let of = |image: &serde_json::Value| {
            let variants = image["variants"].as_array().unwrap().iter().map(|it| it["url"].as_str().unwrap());
            let all = variants.chain([image["url"].as_str().unwrap()]).map(|url| url.rsplit('/').next().unwrap().to_owned());
            all.collect::<std::collections::BTreeSet<_>>()
        };
        assert!(of(&kept).iter().all(|name| left.contains(name)), "what an image names stays");
        assert!(of(&deleted).difference(&of(&kept)).all(|name| !left.contains(name)), "what a deleted image named is gone");
        assert!(!left.contains(&orphan.to_owned()) && left.contains(&fresh.to_owned()) && left.contains(&"README.txt".to_owned()));
        assert_eq!(left.len(), before - 1 - of(&deleted).difference(&of(&kept)).count());
    }
}

/// A real S3 service on a free port of this machine: moto, from PyPI. It is ended when this is dropped.
struct S3 {
    child: Child,
    endpoint: String,
}

impl S3 {
    async fn start() -> Self {
        #[allow(clippy::disallowed_methods, reason = "where `tests/run` has put what tests need")]
        let home = std::env::var("XDG_CACHE_HOME")
            .map_or_else(|_| PathBuf::from(std::env::var("HOME").unwrap()).join(".cache"), PathBuf::from);
        let program = home.join("world-review/python/bin/moto_server");
        assert!(program.exists(), "`tests/run` installs moto");
        let mut child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let endpoint = loop {
            let line = lines.next().expect("it says where it is").unwrap();
            if let Some(address) = line.split("Running on ").nth(1) {
                break address.trim().to_owned();
            }
        };
        // What else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let made = reqwest::Client::new().put(format!("{endpoint}/images")).send().await.unwrap();
        assert!(made.status().is_success(), "the bucket is made");
        Self { child, endpoint }
    }

    /// The setting for it.
    fn address(&self) -> String {
        format!("s3://AKIA:hush%2Fhush@images/review?region=us-east-1&endpoint={}", self.endpoint)
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_bucket_is_a_store_as_a_folder_is() {
    api::ports::choose_tls();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (s3, folder) = (S3::start().await, tempfile::tempdir().unwrap());
        let settings = settings::read(None, &BTreeMap::from([("media_store", s3.address())])).unwrap();
        let bucket = MediaObjects::in_bucket(settings.media.bucket.as_ref().unwrap()).unwrap();
        let plain = MediaObjects::in_folder(folder.path()).unwrap();
        let name = "0123456789abcdef0123456789abcdef.png";
        for store in [&bucket as &dyn MediaStore, &plain] {
            assert_eq!(store.get(name).await.unwrap(), None);
            assert_eq!(store.stored_at(name).await.unwrap(), None);
            for _ in 0..2 {
                store.put(name, Bytes::from_static(b"an image")).await.unwrap();
            }
            assert_eq!(store.get(name).await.unwrap().as_deref(), Some(&b"an image"[..]));
            let listed: Vec<_> = futures::TryStreamExt::try_collect(store.list()).await.unwrap();
            let listed: Vec<(String, Timestamp)> = listed;
            assert_eq!(listed.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [name]);
            assert!(store.stored_at(name).await.unwrap().is_some());
            for _ in 0..2 {
                store.delete(name).await.unwrap();
            }
            assert_eq!(store.get(name).await.unwrap(), None);
        }
    });
}

#[test]
fn the_program_keeps_its_images_in_a_bucket_and_says_so_when_it_is_gone() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (s3, folder) = (S3::start().await, tempfile::tempdir().unwrap());
        let address = s3.address();
        let server = Served::start(folder.path(), &["--demo"], &[("MEDIA_STORE", &address)]);
        let images = server.rest().get("/v1/articles?fields=leadImage&first=5").await.json();
        let url = images["data"]
            .as_array()
            .unwrap()
            .iter()
            .find_map(|it| it["leadImage"]["url"].as_str())
            .unwrap()
            .to_owned();
        let shown = server.rest().get(&url).await;
        assert_eq!(shown.status, 200);
        assert!(image::load_from_memory(&shown.body).is_ok());
        assert!(!folder.path().join("media").exists(), "nothing lies in a folder");
        drop(s3);
        let gone = server.rest().get(&url).await;
        assert_eq!((gone.status.as_u16(), gone.code().as_str()), (503, "unavailable"));
        assert_eq!(server.rest().get("/v1/articles").await.status, 200, "all else goes on");
        assert!(server.stop());
    });
}
