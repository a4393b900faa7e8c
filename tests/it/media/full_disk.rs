//! A disk that is full in the middle of an upload: a real one, of the program's own.

use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::json;
use tests::{Rest, Served, command};

use super::files::file;

/// A picture that no compression makes smaller.
fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut state = 1u32;
    let picture = RgbImage::from_fn(width, height, |_, _| {
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        Rgb([byte(), byte(), byte()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// An author, who is logged in.
async fn author(server: &Served, folder: &Path) -> Rest {
    let made =
        command(folder).args(["admin", "create", "--email", "aldo@example.org", "--role", "author"]).output().unwrap();
    let made = String::from_utf8(made.stdout).unwrap();
    let token = made.split("token").nth(1).unwrap().split_whitespace().next().unwrap();
    let begin = json!({"token": token, "password": "seven quiet harbours at dawn"});
    let login = server.rest().post("/v1/auth/begin", begin).await.json();
    server.rest().with("authorization", &format!("Bearer {}", login["accessToken"].as_str().unwrap()))
}

/// All files in a folder and those below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn an_upload_leaves_nothing_behind_on_a_full_disk() {
    api::ports::choose_tls();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = Served::on_a_small_disk(folder.path(), 128);
        let author = author(&server, folder.path()).await;
        for _ in 0..2 {
            let refused = author.upload("/v1/images", "image/png", &noise(300, 300)).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (503, "unavailable"));
        }
        assert_eq!(author.get("/v1/images?total=true").await.json()["page"]["total"], 0, "no row");
        let media = server.seen(&folder.path().join("media"));
        assert_eq!(files(&media), [] as [PathBuf; 0], "no part of a file");
        // What there is room for is taken, and its variants are made.
        let taken = author.upload("/v1/images", "image/png", &file(ImageFormat::Png, 20, 20)).await;
        assert_eq!(taken.status, 201);
        let path = format!("/v1/images/{}", taken.json()["id"].as_str().unwrap());
        let mut state = String::new();
        for _ in 0..200 {
            state = author.get(&path).await.json()["state"].as_str().unwrap().to_owned();
            if state == "ready" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(state, "ready");
        assert!(server.stop());
    });
}
