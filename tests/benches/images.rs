//! Variants of images: the whole way of an upload until all of its variants are stored, beside the libraries alone doing the
//! same resizes and encodings. See `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::media::{Image, ImageChange};
use domain::ports::MediaStore;
use domain::testing::{self, TestClock, TestMediaStore};
use domain::{Domain, Ports, Role};
use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};
use ravif::{BitDepth, Img, RGB8};

const HELP: &str = "\
cargo bench -p tests --bench images -- [OPTIONS]

  --images N   how many images [default: 5]
  --width N    their width in pixels; they are two thirds as high [default: 2400]";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{HELP}");
        return;
    }
    let option = |name: &str, default: u32| {
        let place = arguments.iter().position(|argument| argument == name);
        place.map_or(default, |place| arguments[place + 1].parse().unwrap())
    };
    let (count, width) = (option("--images", 5), option("--width", 2_400));
    tokio::runtime::Runtime::new().unwrap().block_on(compare(count, width));
}

async fn compare(count: u32, width: u32) {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(TestMediaStore::default());
    let domain = opened(&format!("sqlite://{}", folder.path().join("images.sqlite").display()), &store).await;
    let session = testing::log_in(&domain, "Aude", &[Role::Author]).await.unwrap().session;
    let files: Vec<Vec<u8>> = (0..count).map(|number| photograph(width, number)).collect();
    let (mut product, mut raw, mut uploads, mut made) = (Duration::ZERO, Duration::ZERO, Duration::ZERO, 0);
    // In turn, so that both have the same machine.
    for file in &files {
        let start = Instant::now();
        let image = session.images().upload(Bytes::from(file.clone()), ImageChange::default()).await.unwrap();
        uploads += start.elapsed();
        assert!(domain.system("bench").images().make_next().await.unwrap());
        product += start.elapsed();
        let image = domain.system("bench").images().by_id(image.id).unwrap();
        let start = Instant::now();
        let bytes = by_the_libraries(file, &image);
        raw += start.elapsed();
        for (variant, bytes) in image.variants.iter().zip(bytes) {
            assert_eq!(store.get(variant.file.as_str()).await.unwrap().unwrap(), bytes, "{variant:?} is another");
        }
        made += image.variants.len();
    }
    let rate = |took: Duration| made as f64 / took.as_secs_f64();
    println!(
        "| images | pixels | variants | the libraries, variants/s | product, variants/s | ratio | an upload until it is answered, ms |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    println!(
        "| {count} | {width} × {} | {made} | {:.2} | {:.2} | {:.3} | {:.0} |",
        width * 2 / 3,
        rate(raw),
        rate(product),
        rate(product) / rate(raw),
        uploads.as_secs_f64() * 1_000.0 / f64::from(count)
    );
    domain.close().await.unwrap();
}

async fn opened(url: &str, store: &Arc<TestMediaStore>) -> Domain {
    let clock = Arc::new(TestClock::at("2026-11-02T12:00:00Z".parse().unwrap()));
    let ports = Ports { media: Arc::clone(store) as Arc<dyn MediaStore>, ..testing::ports(clock) };
    migrations::up(url).await.unwrap();
    let domain = Domain::open(testing::options(url, 2), ports).await.unwrap();
    domain.system("bench").signing_keys().ensure().await.unwrap();
    // Whoever writes waits for the catalogue; it is followed as long as the domain is open.
    domain.start_catalogue().await.unwrap();
    domain
}

/// Something between a photograph and noise, as a JPEG.
fn photograph(width: u32, number: u32) -> Vec<u8> {
    let mut noise = number + 1;
    let image = RgbImage::from_fn(width, width * 2 / 3, |x, y| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (noise >> 28) as f32;
        let wave = ((x as f32 / 97.0).sin() + (y as f32 / (53.0 + number as f32)).cos()) * 55.0 + 120.0 + grain;
        Rgb([wave as u8, (x / 16) as u8, (y / 9) as u8])
    });
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(&image).unwrap();
    file
}

/// The same variants by the libraries alone, in the order of the image: decoded once, cut and resized once a preset, encoded.
fn by_the_libraries(file: &[u8], image: &Image) -> Vec<Vec<u8>> {
    let pixels = DynamicImage::from(image::load_from_memory(file).unwrap().into_rgb8());
    let mut resized: BTreeMap<&str, DynamicImage> = BTreeMap::new();
    let encoded = image.variants.iter().map(|variant| {
        let small = resized.entry(&variant.name).or_insert_with(|| {
            let mut small = DynamicImage::new_rgb8(variant.width, variant.height);
            let (width, height) = (f64::from(pixels.width()), f64::from(pixels.height()));
            // What the presets cut out around the middle: a square, and 1200 × 630.
            let (w, h) = match variant.name.as_str() {
                "square" => (width.min(height), width.min(height)),
                "og" => (width, (width / (1_200.0 / 630.0)).round()),
                _ => (width, height),
            };
            let cut = ResizeOptions::new().crop(((width - w) / 2.0).round(), ((height - h) / 2.0).round(), w, h);
            Resizer::new().resize(&pixels, &mut small, Some(&cut)).unwrap();
            small
        });
        let (width, height) = (variant.width, variant.height);
        match variant.media_type.as_str() {
            "image/webp" => {
                webp::Encoder::from_rgb(small.as_bytes(), width, height).encode_simple(false, 80.0).unwrap().to_vec()
            }
            "image/avif" => {
                let pixels: Vec<RGB8> =
                    small.as_bytes().chunks_exact(3).map(|it| RGB8::new(it[0], it[1], it[2])).collect();
                let encoder = ravif::Encoder::new().with_quality(65.0).with_alpha_quality(65.0).with_speed(9);
                let pixels = Img::new(&pixels[..], width as usize, height as usize);
                encoder.with_bit_depth(BitDepth::Eight).encode_rgb(pixels).unwrap().avif_file
            }
            _ => {
                let mut bytes = Vec::new();
                JpegEncoder::new_with_quality(&mut bytes, 82).encode_image(small).unwrap();
                bytes
            }
        }
    });
    encoded.collect()
}
