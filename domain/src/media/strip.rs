//! What of a file is picture, and what is said about it: the parts that decoders need are kept as they are, byte by byte, and
//! all others are left out, places, cameras, thumbnails, comments and whatever stands behind the end among them. What may
//! say whom to credit is handed out before it is gone.

/// A file without what is said about it.
pub(super) struct Stripped<'f> {
    /// What is stored.
    pub(super) bytes: Vec<u8>,
    /// The XMP packet, if there was one.
    pub(super) xmp: Option<&'f [u8]>,
    /// The image resources of Photoshop, IPTC's fields among them.
    pub(super) resources: Option<&'f [u8]>,
    /// It takes much more memory to decode than its pixels: a progressive JPEG.
    pub(super) is_progressive: bool,
    /// It is a moving picture.
    pub(super) is_animated: bool,
}

impl<'f> Stripped<'f> {
    fn begun(with: &[u8], most: usize) -> Self {
        let mut bytes = Vec::with_capacity(most);
        bytes.extend_from_slice(with);
        Self { bytes, xmp: None, resources: None, is_progressive: false, is_animated: false }
    }
}

const XMP_OF_JPEG: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_OF_PNG: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A JPEG file (ITU-T T.81, annex B); `None` when it breaks off, or was never whole.
pub(super) fn jpeg(file: &[u8]) -> Option<Stripped<'_>> {
    let mut rest = file.strip_prefix(&[0xFF, 0xD8])?;
    let mut stripped = Stripped::begun(&[0xFF, 0xD8], file.len());
    loop {
        let behind = rest.strip_prefix(&[0xFF])?;
        let fill = behind.iter().take_while(|byte| **byte == 0xFF).count();
        let marker = *behind.get(fill)?;
        rest = &behind[fill + 1..];
        match marker {
            0xD9 => {
                stripped.bytes.extend_from_slice(&[0xFF, 0xD9]);
                return Some(stripped);
            }
            0x01 | 0xD0..=0xD7 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
        let (segment, behind) = rest.split_at_checked(length)?;
        let content = segment.get(2..)?;
        rest = behind;
        stripped.take_jpeg(marker, segment, content);
        if marker == 0xDA {
            let (scan, behind) = rest.split_at(end_of_scan(rest)?);
            stripped.bytes.extend_from_slice(scan);
            rest = behind;
        }
    }
}

/// Where the data of a scan end: at the first marker that isn't part of them.
fn end_of_scan(data: &[u8]) -> Option<usize> {
    data.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF))
}

impl<'f> Stripped<'f> {
    fn take_jpeg(&mut self, marker: u8, segment: &[u8], content: &'f [u8]) {
        match marker {
            // JFIF, without its thumbnail.
            0xE0 if content.starts_with(b"JFIF\0") && content.len() >= 14 => {
                self.bytes.extend_from_slice(&[0xFF, 0xE0, 0, 16]);
                self.bytes.extend_from_slice(&content[..12]);
                self.bytes.extend_from_slice(&[0, 0]);
                return;
            }
            0xE1 => self.xmp = self.xmp.or(content.strip_prefix(XMP_OF_JPEG)),
            0xED => self.resources = self.resources.or(content.strip_prefix(PHOTOSHOP)),
            0xC2 | 0xC6 | 0xCA | 0xCE => self.is_progressive = true,
            _ => {}
        }
        let is_kept = match marker {
            0xC0..=0xCF | 0xDA..=0xDF => true,
            0xE2 => content.starts_with(b"ICC_PROFILE\0"),
            0xEE => content.starts_with(b"Adobe"),
            _ => false,
        };
        if is_kept {
            self.bytes.extend_from_slice(&[0xFF, marker]);
            self.bytes.extend_from_slice(segment);
        }
    }
}

/// A PNG file (<https://www.w3.org/TR/png-3/#5DataRep>); `None` when it breaks off. A colour profile is kept only if it
/// is known to be one.
pub(super) fn png(file: &[u8], with_profile: bool) -> Option<Stripped<'_>> {
    let mut rest = file.strip_prefix(PNG_SIGNATURE)?;
    let mut stripped = Stripped::begun(PNG_SIGNATURE, file.len());
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
        let (chunk, behind) = rest.split_at_checked(length.checked_add(12)?)?;
        rest = behind;
        let content = &chunk[8..8 + length];
        let is_kept = match &chunk[4..8] {
            b"IHDR" | b"PLTE" | b"IDAT" | b"IEND" | b"tRNS" | b"cHRM" | b"gAMA" | b"sRGB" | b"sBIT" | b"pHYs"
            | b"cICP" => true,
            b"iCCP" => with_profile,
            b"iTXt" => {
                stripped.xmp = stripped.xmp.or(content.strip_prefix(XMP_OF_PNG));
                false
            }
            _ => false,
        };
        stripped.is_animated |= &chunk[4..8] == b"acTL";
        if is_kept {
            stripped.bytes.extend_from_slice(chunk);
        }
        if &chunk[4..8] == b"IEND" {
            return Some(stripped);
        }
    }
}

/// A WebP file (RFC 9649); `None` when it breaks off.
pub(super) fn webp(file: &[u8]) -> Option<Stripped<'_>> {
    let behind = file.strip_prefix(b"RIFF")?;
    let length = usize::try_from(u32::from_le_bytes(*behind.first_chunk()?)).ok()?;
    let mut rest = behind.get(4..4 + length)?.strip_prefix(b"WEBP")?;
    let mut stripped = Stripped::begun(b"RIFF\0\0\0\0WEBP", file.len());
    while !rest.is_empty() {
        let length = usize::try_from(u32::from_le_bytes(*rest.get(4..)?.first_chunk()?)).ok()?;
        let content = rest.get(8..8usize.checked_add(length)?)?;
        let name = &rest[..4];
        match name {
            b"VP8X" => {
                let flags = *content.first()?;
                stripped.is_animated = flags & 0x02 != 0;
                stripped.bytes.extend_from_slice(&rest[..8]);
                // It holds neither Exif nor XMP any more.
                stripped.bytes.push(flags & !0x0C);
                stripped.bytes.extend_from_slice(&content[1..]);
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" => {
                stripped.bytes.extend_from_slice(&rest[..8]);
                stripped.bytes.extend_from_slice(content);
            }
            b"XMP " => stripped.xmp = stripped.xmp.or(Some(content)),
            _ => {}
        }
        if stripped.bytes.len() % 2 == 1 {
            stripped.bytes.push(0);
        }
        // Chunks are padded to an even length; the last one may lack that.
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    let size = u32::try_from(stripped.bytes.len() - 8).ok()?;
    stripped.bytes[4..8].copy_from_slice(&size.to_le_bytes());
    Some(stripped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(tail: Vec<u8>, with_profile: bool) {
            for head in [&[0xFF, 0xD8, 0xFF][..], PNG_SIGNATURE, b"RIFF\x20\0\0\0WEBP", b""] {
                let file = [head, tail.as_slice()].concat();
                let kept = [jpeg(&file), png(&file, with_profile), webp(&file)];
                prop_assert!(kept.into_iter().flatten().all(|stripped| stripped.bytes.len() <= file.len() + 32));
            }
        }
    }
}
