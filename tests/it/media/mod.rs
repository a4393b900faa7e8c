//! Images, and the bytes of their files: here those that an import brings; what staff uploads is in the other files.

mod broken;
mod edit;
pub mod files;
mod full_disk;
mod graphql;
mod metadata;
pub mod rights;
mod store;
mod upload;
mod variants;

use bytes::Bytes;
use domain::import::{JsonLines, MediaFiles};
use serde_json::json;
use tests::on_both;
use tests::publication::id;

/// A folder with one image (a GIF of 3 × 2 pixels) and one file that only says that it is one.
struct Folder;

const GIF: &[u8] = b"GIF89a\x03\x00\x02\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x03\x00\x02\x00\x00\x02\x02\x84_\x00;";

impl MediaFiles for Folder {
    fn read(&self, name: &str) -> std::io::Result<Option<Bytes>> {
        Ok(match name {
            "dot.gif" => Some(Bytes::from_static(GIF)),
            "lies.jpg" => Some(Bytes::from_static(b"<script>alert(1)</script>")),
            _ => None,
        })
    }
}

fn image(number: u32, file: &str) -> serde_json::Value {
    json!({"type": "image", "id": id("img", number), "file": file, "credit": "World Review", "agency": "dpa",
        "photographer": "P. Muster", "rights": "Editorial use", "focalPoint": {"x": 0.25, "y": 0.5},
        "texts": {"en": {"caption": "A dot", "alt": "A white dot"}, "de": {"caption": "Ein Punkt", "alt": "Ein weißer Punkt"}}})
}

async fn import(app: &tests::TestApp, records: &[serde_json::Value]) -> domain::import::Report {
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let session = app.domain.system("test");
    let mut import = session.import(&Folder, false).await.unwrap();
    import.run(JsonLines::new(lines.as_bytes()), |_| {}).await.unwrap();
    import.report().clone()
}

on_both! {
    async fn an_image_is_known_by_what_its_file_is(app: TestApp) {
        let mut article = tests::publication::small().into_iter().find(|record| record["id"] == id("art", 1)).unwrap();
        article["leadImage"] = json!(id("img", 1));
        let report = import(app, &[image(1, "dot.gif"), article]).await;
        assert_eq!(report.skipped, []);
        let data = app.graphql().data(r#"{ article(slug: "haefen-unter-druck") { leadImage { url width height mediaType caption alt credit agency photographer rights language focalPoint { x y } } } }"#).await;
        let shown = &data["article"]["leadImage"];
        assert_eq!((shown["width"].as_u64(), shown["height"].as_u64()), (Some(3), Some(2)));
        assert_eq!((shown["mediaType"].as_str(), shown["alt"].as_str()), (Some("image/gif"), Some("Ein weißer Punkt")));
        assert_eq!((shown["agency"].as_str(), shown["focalPoint"]["x"].as_f64()), (Some("dpa"), Some(0.25)));
        let url = shown["url"].as_str().unwrap();
        let path = &url[url.find("/media/").unwrap()..];
        let file = app.rest().get(path).await;
        assert_eq!((file.status.as_u16(), file.body.as_slice(), file.header("content-type")), (200, GIF, "image/gif"));
        assert!(file.header("cache-control").contains("immutable"));
        let known = app.rest().get(&format!("/v1/images/{}", id("img", 1))).await.json();
        assert_eq!(known["credit"], "World Review");
    }

    async fn a_file_that_lies_about_its_type_is_refused(app: TestApp) {
        let report = import(app, &[image(2, "lies.jpg"), image(3, "../../etc/passwd"), image(4, "missing.gif")]).await;
        assert_eq!(report.skipped_count, 3);
        for number in 2..=4 {
            assert_eq!(app.rest().get(&format!("/v1/images/{}", id("img", number))).await.status, 404);
        }
    }

    async fn what_is_no_stored_file_is_not_found(app: TestApp) {
        for path in ["/media/nothing.jpg", "/media/..%2f..%2fetc%2fpasswd", "/media/00000000000000000000000000000000.jpg", "/media/00000000000000000000000000000000.html"] {
            assert_eq!(app.rest().get(path).await.status, 404, "{path}");
        }
    }
}
