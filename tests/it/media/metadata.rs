//! What a file says: whom to credit is proposed, all else is gone.

use image::ImageFormat;
use serde_json::json;
use tests::on_both;

use super::files::{author, bytes, exif, file, holds, iptc, jpeg_with, path, png_with, uploaded};

const XMP: &[u8] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:Description exif:GPSLatitude='48,12N' photoshop:Credit='World Review'>\
    <dc:creator><rdf:Seq><rdf:li>Ada Lovelace</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>";

on_both! {
    async fn places_and_cameras_are_gone_from_what_is_stored(app: TestApp) {
        let author = author(app).await;
        let segment = |head: &[u8], content: &[u8]| [head, content].concat();
        let jpeg = jpeg_with(&file(ImageFormat::Jpeg, 60, 40), &[
            (0xE1, segment(b"Exif\0\0", &exif(1))),
            (0xE1, segment(b"http://ns.adobe.com/xap/1.0/\0", XMP)),
            (0xED, iptc(&[(110, b"dpa"), (116, b"(c) dpa"), (120, "Ein Hafen".as_bytes())])),
            (0xFE, b"a comment by SECRETMAKER".to_vec()),
        ]);
        let png = png_with(&file(ImageFormat::Png, 60, 40), &[
            (b"eXIf", exif(1)),
            (b"iTXt", segment(b"XML:com.adobe.xmp\0\0\0\0\0", XMP)),
            (b"tEXt", b"Author\0SECRETMAKER".to_vec()),
        ]);
        for (name, sent) in [("JPEG", &jpeg), ("PNG", &png)] {
            assert!(holds(sent, b"SECRETMAKER") && holds(sent, b"GPSLatitude"));
            let image = uploaded(app, &author, sent).await;
            let mut stored = vec![bytes(app, &image["url"]).await];
            for variant in image["variants"].as_array().unwrap() {
                stored.push(bytes(app, &variant["url"]).await);
            }
            assert!(stored.len() > 6);
            for file in &stored {
                for said in [&b"SECRETMAKER"[..], b"Exif\0", b"eXIf", b"GPS", b"xmpmeta", b"8BIM", b"Ada Lovelace"] {
                    assert!(!holds(file, said), "{name}: {}", String::from_utf8_lossy(said));
                }
            }
            assert_eq!((&image["proposals"]["credit"], &image["proposals"]["photographer"]), (&json!("World Review"), &json!("Ada Lovelace")), "{name}");
            assert_eq!(image["credit"], json!(null), "nobody has taken it over yet");
        }
    }

    async fn proposals_are_taken_over_or_dropped_by_an_editor(app: TestApp) {
        let author = author(app).await;
        let said = [(0xED, iptc(&[(80, b"J\xfcrgen"), (110, b"dpa"), (116, b"(c) dpa"), (120, b"A port")]))];
        let file = jpeg_with(&file(ImageFormat::Jpeg, 60, 40), &said);
        let image = uploaded(app, &author, &file).await;
        assert_eq!(image["proposals"], json!({"credit": "dpa", "photographer": "J\u{fc}rgen", "copyright": "(c) dpa", "caption": "A port"}));
        let (path, tag) = (path(&image), format!("\"{}-1\"", image["id"].as_str().unwrap()));
        let input = json!({"credit": "dpa/World Review", "proposals": "take"}).to_string();
        let taken = author.rest().with("if-match", &tag).send(reqwest::Method::PATCH, &path, Some(&input)).await;
        assert_eq!(taken.status, 200);
        let taken = taken.json();
        assert_eq!((&taken["credit"], &taken["photographer"], &taken["rights"]), (&json!("dpa/World Review"), &json!("J\u{fc}rgen"), &json!("(c) dpa")));
        assert_eq!(taken["texts"], json!([{"language": "en", "caption": "A port", "alt": null}]));
        assert_eq!((&taken["proposals"], &taken["revision"]), (&json!(null), &json!(2)));
    }

    async fn a_picture_that_lies_on_its_side_is_stored_upright(app: TestApp) {
        let author = author(app).await;
        // Orientation 6: the picture was taken with the camera turned; it is shown turned by 90° clockwise.
        let exif = [b"Exif\0\0".to_vec(), exif(6)].concat();
        let image = uploaded(app, &author, &jpeg_with(&file(ImageFormat::Jpeg, 80, 40), &[(0xE1, exif)])).await;
        assert_eq!((image["width"].as_u64(), image["height"].as_u64()), (Some(40), Some(80)));
        let stored = bytes(app, &image["url"]).await;
        assert!(!holds(&stored, b"Exif"));
        let upright = image::load_from_memory(&stored).unwrap().to_rgb8();
        assert_eq!(upright.dimensions(), (40, 80));
        let (above, below) = (upright.get_pixel(20, 10).0, upright.get_pixel(20, 70).0);
        assert!(above[0] > above[1] && below[1] > below[0], "red was left and is above now: {above:?} {below:?}");
    }
}
