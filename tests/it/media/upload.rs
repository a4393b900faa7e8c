//! What staff uploads: every type, by everybody who may and by all who may not.

use std::collections::BTreeSet;

use domain::Role;
use domain::testing::change_log;
use image::ImageFormat;
use serde_json::Value;
use tests::on_both;

use super::files::{author, bytes, file, path, upload, uploaded};

on_both! {
    async fn every_type_is_taken_for_what_it_is(app: TestApp) {
        let author = author(app).await;
        // Whatever the field says: a PNG that is sent as a JPEG is a PNG.
        for (format, stored) in [
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::Png, "image/png"),
            (ImageFormat::WebP, "image/webp"),
            (ImageFormat::Gif, "image/png"),
        ] {
            let answer = upload(&author, "image/jpeg", &file(format, 60, 40)).await;
            assert_eq!(answer.status, 201, "{format:?}: {}", String::from_utf8_lossy(&answer.body));
            let image = answer.json();
            assert_eq!(answer.header("location"), path(&image));
            assert!(answer.header("etag").starts_with(&format!("\"{}-1-", image["id"].as_str().unwrap())));
            assert_eq!((image["width"].as_u64(), image["height"].as_u64()), (Some(60), Some(40)), "{format:?}");
            assert_eq!((image["mediaType"].as_str(), image["state"].as_str()), (Some(stored), Some("processing")), "{format:?}");
            assert!(image["placeholder"].as_str().unwrap().len() > 6);
            let back = image::load_from_memory(&bytes(app, &image["url"]).await).unwrap();
            assert_eq!((back.width(), back.height()), (60, 40));
        }
    }

    async fn an_image_is_seen_by_staff_alone_until_it_is_ready(app: TestApp) {
        let author = author(app).await;
        let image = upload(&author, "image/png", &file(ImageFormat::Png, 60, 40)).await.json();
        let (nobody, reader) = (app.rest(), app.reader("Ada").await.rest());
        for voice in [&nobody, &reader] {
            assert_eq!(voice.get(&path(&image)).await.status, 404);
        }
        assert_eq!(author.rest().get(&path(&image)).await.json()["state"], "processing");
        let node = format!("{{ node(id: \"{}\") {{ __typename }} }}", image["id"].as_str().unwrap());
        assert_eq!(app.graphql().data(&node).await["node"], Value::Null);
        app.run_jobs().await;
        let seen = nobody.get(&path(&image)).await;
        assert_eq!(seen.status, 200);
        for staff_alone in ["state", "uses", "rightsUntil", "proposals", "texts", "revision"] {
            assert!(seen.json().get(staff_alone).is_none(), "{staff_alone}");
        }
        assert_eq!(app.graphql().data(&node).await["node"]["__typename"], "Image");
        let told: Vec<String> = change_log(&app.domain).await.unwrap().iter()
            .filter(|entry| entry.change.subject.to_string() == image["id"])
            .map(|entry| format!("{} {}", entry.change.kind, entry.change.audience.as_str())).collect();
        assert_eq!(told, ["image.saved staff", "image.saved public"]);
    }

    async fn nobody_uploads_without_the_right(app: TestApp) {
        let (small, log) = (file(ImageFormat::Png, 4, 4), change_log(&app.domain).await.unwrap().len());
        let refused = app.rest().upload("/v1/images", "image/png", &small).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (401, "authentication_required"));
        for actor in [app.reader("Ada").await, app.staff("Paul", &[Role::PartnerManager]).await] {
            let refused = upload(&actor, "image/png", &small).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"), "{}", actor.name);
            assert_eq!(actor.rest().get("/v1/images").await.status, 403);
        }
        assert_eq!(app.found("SELECT count(*) FROM image").await.trim(), "0");
        let log = &change_log(&app.domain).await.unwrap()[log..];
        assert!(log.iter().all(|entry| !entry.change.kind.as_str().starts_with("image.")));
        for role in [Role::Author, Role::Editor, Role::Admin] {
            let actor = app.staff(&format!("{role}"), &[role]).await;
            assert_eq!(upload(&actor, "image/png", &small).await.status, 201, "{role}");
        }
    }

    async fn of_an_animation_the_first_picture_is_kept(app: TestApp) {
        let author = author(app).await;
        let frame = |colour: [u8; 4]| image::Frame::new(image::RgbaImage::from_pixel(30, 20, image::Rgba(colour)));
        let mut gif = Vec::new();
        let frames = [frame([255, 0, 0, 255]), frame([0, 255, 0, 255])];
        image::codecs::gif::GifEncoder::new(&mut gif).encode_frames(frames).unwrap();
        let image = uploaded(app, &author, &gif).await;
        let stored = image::load_from_memory(&bytes(app, &image["url"]).await).unwrap().to_rgb8();
        assert_eq!((stored.dimensions(), stored.get_pixel(5, 5).0), ((30, 20), [255, 0, 0]));
        assert_eq!(image["mediaType"], "image/png");
    }

    async fn what_is_transparent_stays_so_but_for_jpeg(app: TestApp) {
        let author = author(app).await;
        let clear = image::DynamicImage::from(image::RgbaImage::from_pixel(30, 20, image::Rgba([0, 0, 255, 0])));
        let mut png = std::io::Cursor::new(Vec::new());
        clear.write_to(&mut png, ImageFormat::Png).unwrap();
        let image = uploaded(app, &author, &png.into_inner()).await;
        for (media_type, seen) in [("image/webp", 0), ("image/jpeg", 255)] {
            let variant = image["variants"].as_array().unwrap().iter().find(|it| it["mediaType"] == media_type).unwrap();
            let shown = image::load_from_memory(&bytes(app, &variant["url"]).await).unwrap().to_rgba8();
            assert_eq!(shown.get_pixel(5, 5).0[3], seen, "{media_type}");
            assert!(media_type != "image/jpeg" || shown.get_pixel(5, 5).0[0] > 250, "white shows through");
        }
    }

    async fn the_same_file_twice_is_one_object(app: TestApp) {
        let author = author(app).await;
        let small = file(ImageFormat::Jpeg, 50, 30);
        let (first, second) = (uploaded(app, &author, &small).await, uploaded(app, &author, &small).await);
        assert_ne!(first["id"], second["id"]);
        assert_eq!((&first["url"], &first["variants"]), (&second["url"], &second["variants"]));
    }

    async fn sixteen_at_once_stay_within_the_memory_that_there_is(app: TestApp) {
        let author = author(app).await;
        let large = file(ImageFormat::Png, 1_500, 1_000);
        let uploads = (0..16).map(|_| upload(&author, "image/png", &large));
        let answers = futures::future::join_all(uploads).await;
        let ids: BTreeSet<String> = answers.iter().map(|answer| {
            assert_eq!(answer.status, 201);
            answer.json()["id"].as_str().unwrap().to_owned()
        }).collect();
        assert_eq!(ids.len(), 16);
        let peak = app.domain.workshop_peak();
        assert!((1..=u64::from(domain::media::WORKSHOP_MIB)).contains(&peak), "{peak} MiB");
    }

    async fn staff_page_through_all_images(app: TestApp) {
        let author = author(app).await;
        let mut ids: Vec<String> = Vec::new();
        for side in 1..=5u32 {
            app.clock.advance(jiff::SignedDuration::from_secs(1));
            let image = upload(&author, "image/png", &file(ImageFormat::Png, side, side)).await.json();
            ids.insert(0, image["id"].as_str().unwrap().to_owned());
        }
        let first = author.rest().get("/v1/images?first=2&total=true").await.json();
        assert_eq!((&first["page"]["total"], &first["page"]["hasNext"]), (&5.into(), &true.into()));
        let after = first["page"]["endCursor"].as_str().unwrap();
        let rest = author.rest().get(&format!("/v1/images?first=100&after={after}")).await.json();
        let listed: Vec<&str> = [&first, &rest].iter().flat_map(|page| page["data"].as_array().unwrap()).map(|image| image["id"].as_str().unwrap()).collect();
        assert_eq!(listed, ids);
        let before = rest["page"]["startCursor"].as_str().unwrap();
        let back = author.rest().get(&format!("/v1/images?last=1&before={before}")).await.json();
        assert_eq!(back["data"][0]["id"].as_str().unwrap(), ids[1]);
        assert_eq!(author.rest().get("/v1/images?state=ready&total=true").await.json()["page"]["total"], 0);
        assert_eq!(author.rest().get(&format!("/v1/images?state=ready&after={after}")).await.code(), "cursor_invalid");
    }
}
