//! How many words a body has and how long they take to read.

use unicode_segmentation::UnicodeSegmentation;

use super::Body;
use super::block::Block;
use super::plain;

/// Words a minute in silent reading of English non-fiction by adults: 238. M. Brysbaert, "How many words do we read per
/// minute? A review and meta-analysis of reading rate", Journal of Memory and Language 109 (2019), 104047.
const ENGLISH: f64 = 238.0;

/// Words a minute in other languages: S. Trauzettel-Klosinski, K. Dietz et al., "Standardized Assessment of Reading
/// Performance: The New International Reading Speed Texts IReST", Investigative Ophthalmology & Visual Science 53 (2012),
/// 5452–5461, table of results.
const WORDS: &[(&str, f64)] = &[
    ("ar", 138.0),
    ("de", 179.0),
    ("en", ENGLISH),
    ("es", 218.0),
    ("fi", 161.0),
    ("fr", 195.0),
    ("he", 187.0),
    ("it", 188.0),
    ("nl", 202.0),
    ("pl", 166.0),
    ("pt", 181.0),
    ("ru", 184.0),
    ("sl", 180.0),
    ("sv", 199.0),
    ("tr", 166.0),
];

/// Characters a minute in languages that don't part words; same source.
const CHARACTERS: &[(&str, f64)] = &[("ja", 357.0), ("zh", 255.0)];

/// The mean over the languages of IReST, for those that aren't among them.
const OTHER: f64 = 184.0;

pub(super) fn words(body: &Body) -> usize {
    texts(body).iter().map(|text| text.unicode_words().count()).sum()
}

pub(super) fn reading_minutes(body: &Body, language: &str) -> u32 {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let speed = |table: &[(&str, f64)]| table.iter().find(|(name, _)| *name == primary).map(|(_, speed)| *speed);
    let minutes = match speed(CHARACTERS) {
        Some(speed) => characters(body) as f64 / speed,
        None => words(body) as f64 / speed(WORDS).unwrap_or(OTHER),
    };
    (minutes.ceil() as u32).max(1)
}

fn characters(body: &Body) -> usize {
    texts(body).iter().map(|text| text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
}

/// What is read word by word: text, tables and captions, not program text.
fn texts(body: &Body) -> Vec<String> {
    let mut texts = Vec::new();
    for block in body.blocks() {
        match block {
            Block::Text(block) => texts.push(plain::text(block)),
            Block::Table(table) => texts.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text())),
            Block::Image(image) => texts.extend(image.caption.clone()),
            Block::Embed(_) | Block::Code(_) | Block::Break(_) | Block::Unknown(_) => {}
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use crate::text::{Body, HtmlFlavour};

    fn body(html: &str) -> Body {
        Body::from_html(html, HtmlFlavour::Plain).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn words_are_counted_by_unicodes_rules_and_program_text_is_not() {
        let html = "<h2>Don’t stop</h2><p>32.3 % of the <b>E</b>U</p><pre>let x</pre><table><tr><td>a b<td>c</table>";
        assert_eq!(body(html).word_count(), 2 + 4 + 3);
    }

    #[test]
    fn minutes_are_rounded_up_in_the_languages_speed() {
        let long = body(&format!("<p>{}</p>", "wort ".repeat(180)));
        assert_eq!((long.reading_minutes("de-AT"), long.reading_minutes("en"), long.reading_minutes("xx")), (2, 1, 1));
        assert_eq!(body("").reading_minutes("en"), 1);
        let chinese = body(&format!("<p>{}</p>", "世界，".repeat(128)));
        assert_eq!((chinese.reading_minutes("zh-Hans"), chinese.reading_minutes("ja")), (2, 1));
    }
}
