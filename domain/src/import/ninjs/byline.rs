//! Who wrote it, out of a line for people: `Von Erika Muster und Max Muster, dpa`. Names of persons become experts; what
//! follows them is their title or affiliation; what is neither is not taken over.

use crate::import::prose;

/// A person of a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) affiliation: Option<String>,
}

/// What a byline says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Byline {
    pub(super) persons: Vec<Person>,
    /// It names something that is nobody, before anybody: an agency on its own.
    pub(super) left: Vec<String>,
}

/// The longest name of a person, in words and in characters.
const NAME_WORDS_MAX: usize = 6;
const NAME_MAX: usize = 200;
const PREFIXES: [&str; 8] = ["by ", "von ", "text by ", "text: ", "text von ", "from ", "par ", "av "];
const ARTICLES: [&str; 6] = ["the", "die", "der", "das", "den", "la"];
/// Words that a person's title has, and no name.
const TITLES: [&str; 20] = [
    "analyst",
    "author",
    "autor",
    "bureau",
    "chief",
    "columnist",
    "correspondent",
    "director",
    "economist",
    "editor",
    "fellow",
    "head",
    "journalist",
    "korrespondent",
    "professor",
    "redakteur",
    "redakteurin",
    "reporter",
    "senior",
    "writer",
];
/// Words that an organisation's name has, and no person's.
const ORGANISATIONS: [&str; 24] = [
    "agency",
    "agentur",
    "associated",
    "center",
    "centre",
    "council",
    "database",
    "foundation",
    "group",
    "institut",
    "institute",
    "international",
    "media",
    "network",
    "news",
    "office",
    "press",
    "presse",
    "redaktion",
    "service",
    "staff",
    "stiftung",
    "university",
    "universität",
];

/// Reads a byline; `holder` is who holds the rights: an organisation, mostly.
pub(super) fn read(by: &str, holder: Option<&str>) -> Byline {
    let by = prose::line(by);
    let prefix = PREFIXES.iter().filter(|prefix| starts_with(&by, prefix)).map(|prefix| prefix.len()).max();
    let mut byline = Byline::default();
    for part in parts(&by[prefix.unwrap_or(0)..]) {
        let is_holder = holder.is_some_and(|holder| holder.trim().to_lowercase() == part.to_lowercase());
        if !is_holder && is_person(&part) {
            byline.persons.push(Person { name: part, title: None, affiliation: None });
        } else if byline.persons.is_empty() {
            byline.left.push(part);
        } else {
            describe(&mut byline.persons, &part);
        }
    }
    byline
}

/// What follows names is said of all of them, back to the last of whom it has been said.
fn describe(persons: &mut [Person], part: &str) {
    let is_title = words(part).iter().any(|word| TITLES.contains(&word.as_str()));
    for person in persons.iter_mut().rev() {
        let place = if is_title { &mut person.title } else { &mut person.affiliation };
        if place.is_some() {
            break;
        }
        *place = Some(prose::cut(part, NAME_MAX).0);
    }
}

fn parts(by: &str) -> Vec<String> {
    let mut text = by.to_owned();
    for word in [" and ", " und ", " sowie ", " & "] {
        while let Some(at) = text.to_ascii_lowercase().find(word) {
            text.replace_range(at..at + word.len(), ",");
        }
    }
    let parts = text.split([',', '/', ';', '|']);
    let without_mail = parts.map(|part| {
        let words: Vec<&str> = part.split_whitespace().filter(|word| !word.contains('@')).collect();
        words.join(" ").trim_matches(['(', ')', '-', '–', '.', ' ']).to_owned()
    });
    without_mail.filter(|part| !part.is_empty()).collect()
}

fn is_person(part: &str) -> bool {
    let lower = words(part);
    let is_other = lower.iter().any(|word| TITLES.contains(&word.as_str()) || ORGANISATIONS.contains(&word.as_str()));
    let starts_as_name = part.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    // Scripts without letter case write a name in one word.
    let is_caseless = part.chars().all(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
    let has_words = (2..=NAME_WORDS_MAX).contains(&lower.len()) || is_caseless;
    let has_article = lower.first().is_some_and(|word| ARTICLES.contains(&word.as_str()) && lower.len() > 1);
    let has_digits = part.chars().any(char::is_numeric);
    starts_as_name && has_words && !is_other && !has_article && !has_digits && part.chars().count() <= NAME_MAX
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(by: &str, holder: Option<&str>) -> (Vec<String>, Vec<String>) {
        let byline = read(by, holder);
        let person = |p: &Person| {
            format!("{}|{}|{}", p.name, p.title.as_deref().unwrap_or(""), p.affiliation.as_deref().unwrap_or(""))
        };
        (byline.persons.iter().map(person).collect(), byline.left)
    }

    #[test]
    fn persons_are_told_from_agencies() {
        for (by, holder, persons, left) in [
            ("Von Erika Muster, dpa", Some("dpa"), vec!["Erika Muster||dpa"], vec![]),
            ("Paolo Rossi and Frances d'Esempio", None, vec!["Paolo Rossi||", "Frances d'Esempio||"], vec![]),
            ("By Ann Lee, Bo Ek und Cy Fo / NTB", None, vec!["Ann Lee||NTB", "Bo Ek||NTB", "Cy Fo||NTB"], vec![]),
            ("Ann Lee, The Example Database", None, vec!["Ann Lee||The Example Database"], vec![]),
            ("Jane Doe, Senior Economist", None, vec!["Jane Doe|Senior Economist|"], vec![]),
            ("Ann Lee, AP, Bo Ek, AFP", None, vec!["Ann Lee||AP", "Bo Ek||AFP"], vec![]),
            ("Ann Lee (ann@example.org)", None, vec!["Ann Lee||"], vec![]),
            ("王小明", None, vec!["王小明||"], vec![]),
            ("NTB", Some("NTB"), vec![], vec!["NTB"]),
            ("Muster Verlag", Some("Muster Verlag"), vec![], vec!["Muster Verlag"]),
            (" , / ", None, vec![], vec![]),
        ] {
            let expected: (Vec<String>, Vec<String>) =
                (persons.into_iter().map(str::to_owned).collect(), left.into_iter().map(str::to_owned).collect());
            assert_eq!(told(by, holder), expected, "{by}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_will_do(by in "\\PC{0,120}") {
            let _ = read(&by, Some(&by));
        }
    }
}
