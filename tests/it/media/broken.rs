//! What is no image, or no whole one, or one that would take too much: refused, and nothing is left of it.

use domain::testing::change_log;
use image::ImageFormat;
use tests::{Actor, TestApp, on_both};

use super::files::{author, bytes, chunk, file, holds, png_with, upload, uploaded, zeros};

async fn refused(app: &TestApp, author: &Actor, name: &str, file: &[u8], status: u16, code: &str) {
    let log = change_log(&app.domain).await.unwrap().len();
    let answer = upload(author, "image/jpeg", file).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{name}");
    assert_eq!(app.found("SELECT count(*) FROM image").await.trim(), "0", "{name}");
    assert_eq!(change_log(&app.domain).await.unwrap().len(), log, "{name}");
}

/// The head of a PNG of one bit a pixel, with so little content that it fits into a kilobyte.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &header), chunk(b"IDAT", &zeros(1)), chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

on_both! {
    async fn what_only_says_that_it_is_an_image_is_refused(app: TestApp) {
        let author = author(app).await;
        for (name, file) in [
            ("nothing", &b""[..]),
            ("SVG", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
            ("HTML", b"<!doctype html><script>alert(1)</script>"),
            ("PDF", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
            ("zip", b"PK\x03\x04\x14\0\0\0\0\0"),
            ("BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0"),
            ("TIFF", b"II*\0\x08\0\0\0\0\0\0\0\0\0"),
            ("AVIF", b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B"),
        ] {
            refused(app, &author, name, file, 415, "unsupported_media_type").await;
        }
    }

    async fn what_breaks_off_is_refused_wherever_it_does(app: TestApp) {
        let author = author(app).await;
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let whole = file(format, 64, 48);
            for end in [whole.len() / 8, whole.len() / 4, whole.len() / 2, whole.len() * 3 / 4, whole.len() - 6] {
                let answer = upload(&author, "image/jpeg", &whole[..end]).await;
                assert!(matches!(answer.status.as_u16(), 415 | 422), "{format:?} of {} bytes cut at {end}: {}", whole.len(), answer.status);
            }
        }
        assert_eq!(app.found("SELECT count(*) FROM image").await.trim(), "0");
    }

    async fn a_decompression_bomb_is_refused_before_it_is_decoded(app: TestApp) {
        let author = author(app).await;
        refused(app, &author, "2.5 billion pixels", &bomb(50_000, 50_000), 422, "image_invalid").await;
        refused(app, &author, "as wide as can be", &bomb(u32::MAX >> 1, 1), 422, "image_invalid").await;
        refused(app, &author, "nothing", &bomb(0, 10), 422, "image_invalid").await;
        assert!(app.domain.workshop_peak() <= u64::from(domain::media::WORKSHOP_MIB / 4), "nothing was decoded");
        // Fewer pixels than there may be, and far more than the file holds.
        refused(app, &author, "promises", &bomb(9_000, 9_000), 422, "image_invalid").await;
    }

    async fn bombs_in_what_is_said_do_not_go_off(app: TestApp) {
        let author = author(app).await;
        let (png, bomb) = (file(ImageFormat::Png, 60, 40), zeros(256));
        let profile = [b"bomb\0\0".to_vec(), bomb.clone()].concat();
        let text = [b"Comment\0\0".to_vec(), bomb.clone()].concat();
        let international = [b"XML:com.adobe.xmp\0\x01\0\0\0".to_vec(), bomb.clone()].concat();
        for (name, content) in [(b"iCCP", profile), (b"zTXt", text), (b"iTXt", international)] {
            let image = uploaded(app, &author, &png_with(&png, &[(name, content)])).await;
            let stored = bytes(app, &image["url"]).await;
            assert!(stored.len() <= png.len(), "{}", String::from_utf8_lossy(name));
            assert!(!holds(&stored, name));
        }
    }

    async fn a_wrong_checksum_is_refused(app: TestApp) {
        let author = author(app).await;
        let mut png = file(ImageFormat::Png, 60, 40);
        let data = png.windows(4).position(|window| window == b"IDAT").unwrap();
        png[data + 12] ^= 0x55;
        refused(app, &author, "IDAT", &png, 422, "image_invalid").await;
    }

    async fn nothing_hides_behind_or_within_an_image(app: TestApp) {
        let author = author(app).await;
        let hidden = b"<script>alert('hidden')</script>PK\x03\x04";
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let polyglot = [file(format, 60, 40), hidden.to_vec()].concat();
            let image = uploaded(app, &author, &polyglot).await;
            assert!(!holds(&bytes(app, &image["url"]).await, b"<script"), "{format:?}");
        }
        let png = png_with(&file(ImageFormat::Png, 60, 40), &[(b"tEXt", [&b"a\0"[..], hidden].concat()), (b"heYa", hidden.to_vec())]);
        let image = uploaded(app, &author, &png).await;
        assert!(!holds(&bytes(app, &image["url"]).await, b"<script"));
    }

    async fn too_many_bytes_are_not_even_received(app: TestApp) {
        let author = author(app).await;
        let mut large = file(ImageFormat::Png, 4, 4);
        large.resize(20 * 1024 * 1024 + 1, 0);
        let answer = upload(&author, "image/png", &large).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "body_too_large"));
        large.truncate(20 * 1024 * 1024);
        assert_eq!(upload(&author, "image/png", &large).await.status, 201, "what is behind the end is left out");
    }
}
