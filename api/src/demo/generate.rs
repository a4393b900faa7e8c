//! Generated articles for load tests: as many as asked for, spread over ten years and over the demo's experts, topics
//! and regions. The same number gives the same articles in every run.

use domain::article::{ContributorRole, Kind, Status};
use domain::id::ArticleId;
use domain::import::record::{ArticleRecord, ArticleTextRecord, BodyRecord, ContributionRecord, Record};
use domain::import::{Found, Place, ReadError};
use domain::language::{Language, PerLanguage};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use ulid::Ulid;

use super::words::{ENGLISH, GERMAN, Words};

/// When the latest generated article was published: 1 November 2026, before the demo's own last pieces.
const NEWEST: i64 = 1_793_491_200;
/// Over how many seconds they are spread.
const SPREAD: u64 = 10 * 365 * 24 * 3600;

/// Generated articles, as many as asked for.
pub fn generate(count: u64) -> impl Iterator<Item = Result<Found, ReadError>> {
    let filing = Filing::of_the_demo();
    (0..count).map(move |number| {
        let record = article(number, count, &filing);
        let place = Place { line: number + 1, name: Some("generated".to_owned()) };
        Ok(Found::Record(place, Box::new(Record::Article(Box::new(record)))))
    })
}

/// What generated articles are filed under.
#[derive(Default)]
struct Filing {
    experts: Vec<String>,
    topics: Vec<String>,
    regions: Vec<String>,
    images: Vec<String>,
}

impl Filing {
    fn of_the_demo() -> Self {
        let mut filing = Self::default();
        for record in super::records() {
            match record {
                Record::Topic(topic) => filing.topics.push(topic.id),
                Record::Region(region) => filing.regions.push(region.id),
                Record::Expert(expert) => filing.experts.push(expert.id),
                Record::Article(article) => filing.images.extend(article.lead_image),
                Record::Image(_) | Record::Identity(_) => {}
            }
        }
        filing
    }
}

/// A small generator of numbers (SplitMix64, Steele, Lea and Flood 2014): spread is all that is asked of it.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &'a [&'a T]) -> &'a T {
        list[self.roll(list.len())]
    }

    fn some(&mut self, list: &[String], most: usize) -> Vec<String> {
        let count = 1 + self.roll(most);
        let mut picked: Vec<String> = (0..count).filter_map(|_| list.get(self.roll(list.len())).cloned()).collect();
        picked.sort();
        picked.dedup();
        picked
    }
}

fn article(number: u64, count: u64, filing: &Filing) -> ArticleRecord {
    let mut dice = Dice(number.wrapping_mul(0xd134_2543_de82_ef95));
    let age = SPREAD / count.max(1) * (count - number) + dice.roll(3_600) as u64;
    let published = Timestamp::from_second(NEWEST - i64::try_from(age).unwrap_or(0)).unwrap_or(Timestamp::UNIX_EPOCH);
    let millis = u64::try_from(published.as_millisecond()).unwrap_or(0);
    let mut texts = PerLanguage::new();
    let mut add = |tag: &str, words: &Words, published: Timestamp, dice: &mut Dice| {
        if let Ok(language) = Language::parse(tag) {
            texts.insert(language, text(number, words, published, dice));
        }
    };
    add("en", &ENGLISH, published, &mut dice);
    if dice.roll(10) < 4 {
        let later = SignedDuration::from_hours(1 + dice.roll(96) as i64);
        add("de", &GERMAN, published.checked_add(later).unwrap_or(published), &mut dice);
    }
    let experts = dice.some(&filing.experts, 2).into_iter().map(|expert| ContributionRecord {
        expert,
        role: ContributorRole::Author,
        texts: PerLanguage::new(),
    });
    ArticleRecord {
        id: ArticleId::new(Ulid::from_parts(millis, u128::from(number) + 1)).to_string(),
        kind: Kind::ALL[dice.roll(Kind::ALL.len())],
        experts: experts.collect(),
        topics: dice.some(&filing.topics, 3),
        regions: dice.some(&filing.regions, 2),
        lead_image: (!filing.images.is_empty()).then(|| filing.images[dice.roll(filing.images.len())].clone()),
        texts,
        corrections: Vec::new(),
        former_slugs: PerLanguage::new(),
    }
}

fn text(number: u64, words: &Words, published: Timestamp, dice: &mut Dice) -> ArticleTextRecord {
    let title =
        capitalised(&format!("{} {} {}", dice.pick(words.subjects), dice.pick(words.verbs), dice.pick(words.objects)));
    let mut blocks = Vec::new();
    for section in 0..3 {
        if section > 0 {
            blocks.push(block(blocks.len(), "h2", dice.pick(words.heads)));
        }
        for _ in 0..2 {
            let paragraph: Vec<String> = (0..4).map(|_| sentence(words, dice)).collect();
            blocks.push(block(blocks.len(), "normal", &paragraph.join(" ")));
        }
    }
    ArticleTextRecord {
        slug: format!("{}-{number}", domain::text::slugify(&title)),
        title,
        standfirst: Some(sentence(words, dice)),
        body: BodyRecord::Blocks(blocks),
        status: Status::Published,
        published_at: Some(published),
        updated_at: Some(published),
        withdrawn: None,
    }
}

fn sentence(words: &Words, dice: &mut Dice) -> String {
    let parts = [dice.pick(words.subjects), dice.pick(words.verbs), dice.pick(words.objects)];
    capitalised(&format!("{}, {}.", parts.join(" "), dice.pick(words.turns)))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn block(place: usize, style: &str, text: &str) -> Value {
    let key = format!("g{place}");
    json!({
        "_type": "block", "_key": key, "style": style, "markDefs": [],
        "children": [{"_type": "span", "_key": format!("{key}s"), "text": text, "marks": []}],
    })
}
