//! Variants: what there is of each image, and what they show.

use std::collections::BTreeMap;

use image::ImageFormat;
use imagesize_of::size;
use serde_json::json;
use tests::on_both;

use super::files::{author, bytes, file, path, upload, uploaded};

mod imagesize_of {
    /// Width and height of a file, as its own head says; of an AVIF by its `ispe` box.
    pub fn size(file: &[u8], media_type: &str) -> (u32, u32) {
        if media_type != "image/avif" {
            let image = image::load_from_memory(file).unwrap();
            return (image.width(), image.height());
        }
        assert_eq!(&file[4..12], b"ftypavif");
        let at = file.windows(4).position(|window| window == b"ispe").unwrap() + 8;
        let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
        (number(at), number(at + 4))
    }
}

/// The colour near the upper left corner of an image's square.
async fn square(app: &tests::TestApp, image: &serde_json::Value) -> [u8; 3] {
    let variants = image["variants"].as_array().unwrap();
    let found = variants.iter().find(|it| it["name"] == "square" && it["mediaType"] == "image/jpeg").unwrap();
    image::load_from_memory(&bytes(app, &found["url"]).await).unwrap().to_rgb8().get_pixel(5, 5).0
}

on_both! {
    async fn every_preset_is_made_in_three_types_and_is_what_it_says(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Jpeg, 300, 200)).await;
        assert_eq!(image["state"], "ready");
        let mut sizes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for variant in image["variants"].as_array().unwrap() {
            let (width, height) = (variant["width"].as_u64().unwrap(), variant["height"].as_u64().unwrap());
            let media_type = variant["mediaType"].as_str().unwrap();
            let (w, h) = size(&bytes(app, &variant["url"]).await, media_type);
            assert_eq!((u64::from(w), u64::from(h)), (width, height), "{variant}");
            sizes.entry(format!("{} {width}x{height}", variant["name"].as_str().unwrap())).or_default().push(media_type);
        }
        let names: Vec<&str> = sizes.keys().map(String::as_str).collect();
        assert_eq!(names, ["card 300x200", "og 300x158", "square 200x200", "thumb 240x160"]);
        for (name, types) in &mut sizes {
            types.sort_unstable();
            assert_eq!(types, &["image/avif", "image/jpeg", "image/webp"], "{name}");
        }
        let file = image["variants"][0]["url"].as_str().unwrap();
        let answer = app.rest().get(&file[file.find("/media/").unwrap()..]).await;
        assert!(answer.header("cache-control").contains("immutable"));
    }

    async fn crops_follow_the_focal_point_and_the_rest_stays(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 200, 50)).await;
        let tag = format!("\"{}-1\"", image["id"].as_str().unwrap());
        let input = json!({"focalPoint": {"x": 0.9, "y": 0.5}}).to_string();
        let moved = author.rest().with("if-match", &tag).send(reqwest::Method::PATCH, &path(&image), Some(&input)).await.json();
        assert_eq!((&moved["variants"], &moved["state"]), (&image["variants"], &json!("ready")), "the old crops are shown until the new ones are there");
        app.run_jobs().await;
        let remade = author.rest().get(&path(&image)).await.json();
        assert_eq!(remade["revision"], 2);
        let (before, after) = (square(app, &image).await, square(app, &remade).await);
        assert!(before[0] > 100 && before[1] < 60, "the middle begins in the red: {before:?}");
        assert!(after[1] > 100 && after[0] < 60, "the right end is green: {after:?}");
        let whole = |image: &serde_json::Value| {
            let variants = image["variants"].as_array().unwrap().clone();
            variants.into_iter().filter(|it| it["name"] != "square" && it["name"] != "og").collect::<Vec<_>>()
        };
        assert_eq!(whole(&image), whole(&remade));
    }

    async fn what_can_not_be_made_has_failed_and_is_not_shown(app: TestApp) {
        let author = author(app).await;
        let image = upload(&author, "image/png", &file(ImageFormat::Png, 20, 20)).await.json();
        let id = image["id"].as_str().unwrap();
        app.sql(&format!("UPDATE image SET file = '00000000000000000000000000000000.png' WHERE id = '{id}'")).await;
        app.run_jobs().await;
        assert_eq!(author.rest().get(&path(&image)).await.json()["state"], "failed");
        assert_eq!(app.rest().get(&path(&image)).await.status, 404);
        assert_eq!(author.rest().get("/v1/images?state=failed&total=true").await.json()["page"]["total"], 1);
    }

    async fn a_focal_point_that_moves_while_crops_are_made_is_the_one_that_counts(app: TestApp) {
        let author = author(app).await;
        let image = upload(&author, "image/png", &file(ImageFormat::Png, 200, 50)).await.json();
        let id = image["id"].as_str().unwrap();
        // Somebody is at it.
        let later = "2026-11-24T12:10:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond();
        app.sql(&format!("UPDATE image SET due_at = {later}, attempts = 1 WHERE id = '{id}'")).await;
        let input = json!({"focalPoint": {"x": 0.9, "y": 0.5}}).to_string();
        let moved = author.rest().with("if-match", &format!("\"{id}-1\"")).send(reqwest::Method::PATCH, &path(&image), Some(&input)).await;
        assert_eq!(moved.status, 200);
        app.run_jobs().await;
        let made = author.rest().get(&path(&image)).await.json();
        assert_eq!((&made["state"], &made["revision"]), (&json!("ready"), &json!(2)));
        assert!(square(app, &made).await[1] > 100, "it is the green end");
    }

    async fn an_image_that_a_dead_process_has_claimed_is_made_by_another(app: TestApp) {
        let author = author(app).await;
        let image = upload(&author, "image/png", &file(ImageFormat::Png, 20, 20)).await.json();
        let id = image["id"].as_str().unwrap();
        let in_a_minute = "2026-11-24T12:01:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond();
        app.sql(&format!("UPDATE image SET due_at = {in_a_minute}, attempts = 1 WHERE id = '{id}'")).await;
        app.run_jobs().await;
        assert_eq!(author.rest().get(&path(&image)).await.json()["state"], "processing");
        app.clock.advance(jiff::SignedDuration::from_mins(2));
        app.run_jobs().await;
        assert_eq!(author.rest().get(&path(&image)).await.json()["state"], "ready");
    }
}
