//! Files of images, made here: of every type, with things said in them, and hostile ones.

use std::io::{Cursor, Write};

use domain::Role;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use tests::{Actor, Answer, TestApp};

/// A picture that is red on the left, green on the right, and darker towards its bottom.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let light = 255 - u8::try_from(y * 128 / height.max(1)).unwrap();
        if x * 2 < width { Rgb([light, 0, 0]) } else { Rgb([0, light, 0]) }
    })
}

/// The picture as a file of a type.
pub fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(picture(width, height)).write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A JPEG with more segments behind its beginning.
pub fn jpeg_with(jpeg: &[u8], segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut with = jpeg[..2].to_vec();
    for (marker, content) in segments {
        with.extend_from_slice(&[0xFF, *marker]);
        with.extend_from_slice(&u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        with.extend_from_slice(content);
    }
    with.extend_from_slice(&jpeg[2..]);
    with
}

/// A PNG with more chunks behind its header.
pub fn png_with(png: &[u8], chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let header = 8 + 25;
    let mut with = png[..header].to_vec();
    for (name, content) in chunks {
        with.extend_from_slice(&chunk(name, content));
    }
    with.extend_from_slice(&png[header..]);
    with
}

/// A chunk of a PNG, with its checksum.
pub fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(content);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], name, content, &sum.sum().to_be_bytes()].concat()
}

/// So many zeros, deflated.
pub fn zeros(mib: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..mib {
        encoder.write_all(&[0; 1024 * 1024]).unwrap();
    }
    encoder.finish().unwrap()
}

/// Exif with an orientation and a place (GPS latitude 48° N, by `Ref` alone) and a marker text as its maker.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2A\0\0\0\x08\0\x03".to_vec();
    exif.extend_from_slice(b"\x01\x0F\0\x02\0\0\0\x0C\0\0\0\x40");
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend_from_slice(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x50\0\0\0\0");
    exif.resize(0x40, 0);
    exif.extend_from_slice(b"SECRETMAKER\0");
    exif.resize(0x50, 0);
    exif.extend_from_slice(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    exif
}

/// IPTC's fields within the resources of Photoshop.
pub fn iptc(fields: &[(u8, &[u8])]) -> Vec<u8> {
    let mut content = Vec::new();
    for (number, text) in fields {
        content.extend_from_slice(&[0x1C, 2, *number]);
        content.extend_from_slice(&u16::try_from(text.len()).unwrap().to_be_bytes());
        content.extend_from_slice(text);
    }
    let mut resources = b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec();
    resources.extend_from_slice(&u32::try_from(content.len()).unwrap().to_be_bytes());
    resources.extend_from_slice(&content);
    resources
}

/// An author, who may upload.
pub async fn author(app: &TestApp) -> Actor {
    app.staff("Aude", &[Role::Author]).await
}

/// Uploads a file as somebody.
pub async fn upload(actor: &Actor, media_type: &str, file: &[u8]) -> Answer {
    actor.rest().upload("/v1/images", media_type, file).await
}

/// Uploads a file, has its variants made, and answers the image as its uploader sees it.
pub async fn uploaded(app: &TestApp, actor: &Actor, file: &[u8]) -> Value {
    let answer = upload(actor, "image/jpeg", file).await;
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    app.run_jobs().await;
    actor.rest().get(&path(&answer.json())).await.json()
}

/// The address of an image.
pub fn path(image: &Value) -> String {
    format!("/v1/images/{}", image["id"].as_str().unwrap())
}

/// The bytes at the address that an answer gives.
pub async fn bytes(app: &TestApp, url: &Value) -> Vec<u8> {
    let url = url.as_str().unwrap();
    let answer = app.rest().get(&url[url.find("/media/").unwrap()..]).await;
    assert_eq!(answer.status, 200, "{url}");
    answer.body
}

/// Whether a file holds these bytes anywhere.
pub fn holds(file: &[u8], bytes: &[u8]) -> bool {
    file.windows(bytes.len()).any(|window| window == bytes)
}
