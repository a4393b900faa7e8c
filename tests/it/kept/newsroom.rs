//! A newsroom without a plan: every kind of edit that changes what everybody sees, sent to any of the servers. What can't be done just
//! then is refused, which is part of it.

use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Answer, Rest};

use super::chance::Chance;
use super::question::Things;

/// The expert whose name counts up: whoever has read a number must never read a lower one.
pub(super) const COUNTED: u32 = 1;
/// How long until what is left to the clock comes to pass.
const SOON: SignedDuration = SignedDuration::from_secs(1);

/// What may be done; what stands here more often is done more often.
const KINDS: &[&str] = &[
    "article.begin",
    "article.begin",
    "article.step",
    "article.step",
    "article.step",
    "article.step",
    "article.step",
    "article.step",
    "article.save",
    "article.save",
    "article.translate",
    "article.file",
    "article.file",
    "expert.count",
    "expert.count",
    "expert.count",
    "expert.add",
    "expert.rename",
    "expert.merge",
    "topic.add",
    "topic.rename",
    "topic.move",
    "topic.merge",
    "region.rename",
    "image.add",
    "image.rights",
    "image.rights",
    "front_page.arrange",
    "front_page.arrange",
    "list.add",
    "list.fill",
    "list.show",
    "list.show",
];

/// All kinds of edits.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().copied()
}

/// An edit that was sent.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) kind: &'static str,
    pub(super) status: u16,
}

/// Everybody who edits, as one.
pub(super) struct Newsroom {
    pub(super) things: Things,
    /// What was begun here: articles, experts, topics, images and lists that others may not change meanwhile.
    own: Things,
    /// What is still to be done, in an order left to chance, before everything is done again.
    deck: Vec<&'static str>,
    /// When the clock changes what is shown.
    instants: Vec<Timestamp>,
}

impl Newsroom {
    pub(super) fn new() -> Self {
        Self { things: Things::known(), own: Things::default(), deck: Vec::new(), instants: Vec::new() }
    }

    /// Does anything, at a server.
    pub(super) async fn edit(&mut self, editor: &Rest, chance: &mut Chance, step: usize) -> Edit {
        if self.deck.is_empty() {
            self.deck = KINDS.to_vec();
        }
        let kind = self.deck.swap_remove(chance.below(self.deck.len()));
        let answer = match kind {
            "article.begin" => self.begin(editor, step).await,
            "article.step" => self.step(editor, chance).await,
            "article.save" => self.save(editor, chance, step).await,
            "article.translate" => self.translate(editor, chance, step).await,
            "article.file" => self.file(editor, chance).await,
            "expert.count" => count(editor, step).await,
            "expert.add" => self.add_expert(editor, step).await,
            "expert.rename" => self.rename_expert(editor, chance, step).await,
            "expert.merge" => self.merge(editor, "experts", chance).await,
            "topic.add" => self.add_topic(editor, step).await,
            "topic.rename" => rename_term(editor, &format!("/v1/topics/{}", self.topic(chance)), step).await,
            "topic.move" => self.move_topic(editor, chance).await,
            "topic.merge" => self.merge(editor, "topics", chance).await,
            "region.rename" => rename_term(editor, &format!("/v1/regions/{}", id("reg", 1)), step).await,
            "image.add" => self.add_image(editor).await,
            "image.rights" => self.change_rights(editor, chance).await,
            "front_page.arrange" => self.arrange(editor, chance).await,
            "list.add" => self.add_list(editor, step).await,
            "list.fill" => self.fill(editor, chance).await,
            "list.show" => self.show(editor, chance).await,
            unknown => panic!("{unknown} is no edit"),
        };
        Edit { kind, status: answer.map_or(0, |answer| answer.status.as_u16()) }
    }

    /// An article that is public at once.
    async fn begin(&mut self, editor: &Rest, step: usize) -> Option<Answer> {
        let text = json!({"title": format!("Begun at {step}"), "body": {"markdown": format!("Of {step}.")}});
        let filing = json!({"topics": [id("top", 3)], "regions": [id("reg", 3)],
            "byline": [{"expert": id("exp", COUNTED), "role": "author"}]});
        let new = json!({"kind": "opinion", "language": "en", "text": text, "filing": filing});
        let begun = editor.post("/v1/manuscripts", new).await;
        let article = begun.json()["manuscript"]["id"].as_str()?.to_owned();
        self.things.articles.extend([article.clone(), format!("begun-at-{step}")]);
        self.own.articles.push(article.clone());
        let mut answer = begun;
        for step in ["submit", "approve", "publish"] {
            answer = taken(editor, &article, "en", 1, step, json!({})).await;
        }
        Some(answer)
    }

    /// A step of any text, of those that make sense where it stands.
    async fn step(&mut self, editor: &Rest, chance: &mut Chance) -> Option<Answer> {
        let (article, text) = self.text(editor, chance).await?;
        let steps: &[&str] = match text["status"].as_str()? {
            "draft" => &["submit"],
            "in_review" => &["approve", "approve", "return"],
            "approved" => &["publish", "publish", "schedule", "archive"],
            "scheduled" => &["publish", "unschedule"],
            "published" | "corrected" => &["correct", "correct", "publish", "unpublish", "withdraw"],
            "unpublished" => &["publish", "publish", "schedule", "archive"],
            "archived" => &["reopen"],
            _ => return None,
        };
        let step = chance.of(steps);
        let more = match step {
            "schedule" => json!({"time": {"at": self.soon().trim_end_matches('Z'), "zone": "UTC"}}),
            "correct" => json!({"kind": "correction", "notes": {"en": "A figure was wrong."}}),
            "withdraw" => json!({"reason": "It was made up."}),
            _ => json!({}),
        };
        Some(taken(editor, &article, text["language"].as_str()?, text["revision"].as_i64()?, step, more).await)
    }

    /// A title, a body and now and then a slug, which wait until they are published if the text is public.
    async fn save(&mut self, editor: &Rest, chance: &mut Chance, step: usize) -> Option<Answer> {
        let (article, text) = self.text(editor, chance).await?;
        let mut change =
            json!({"title": format!("Saved at {step}"), "body": {"markdown": format!("Put anew at {step}.")}});
        if chance.below(2) == 0 {
            change["slug"] = json!(format!("saved-at-{step}"));
            self.things.articles.push(format!("saved-at-{step}"));
        }
        let path = format!("/v1/manuscripts/{article}/texts/{}", text["language"].as_str()?);
        Some(change_of(editor, &path, Method::PATCH, "", &change).await)
    }

    async fn translate(&mut self, editor: &Rest, chance: &mut Chance, step: usize) -> Option<Answer> {
        let (article, text) = self.text(editor, chance).await?;
        let said = json!({"source": {"language": text["language"], "revision": text["revision"]},
            "text": {"title": format!("Übersetzt um {step}")}});
        let path = format!("/v1/manuscripts/{article}/texts/de/translation");
        let answer = editor.send(Method::PUT, &path, Some(&said.to_string())).await;
        for step in ["submit", "approve", "publish"] {
            taken(editor, &article, "de", 1, step, json!({})).await;
        }
        Some(answer)
    }

    /// Under other topics, by others, with another image.
    async fn file(&mut self, editor: &Rest, chance: &mut Chance) -> Option<Answer> {
        let article = one(&self.own.articles, chance)?;
        let experts = [one(&self.own.experts, chance), Some(id("exp", 2)), Some(id("exp", COUNTED))];
        let expert = chance.of(&experts).unwrap_or_else(|| id("exp", 2));
        let filing = json!({"topics": [self.topic(chance)], "byline": [{"expert": expert, "role": "author"}],
            "leadImage": one(&self.own.images, chance), "kind": chance.of(&["analysis", "opinion"])});
        Some(change_of(editor, &format!("/v1/manuscripts/{article}"), Method::PATCH, "", &filing).await)
    }

    async fn add_expert(&mut self, editor: &Rest, step: usize) -> Option<Answer> {
        let new = json!({"name": format!("Expert of {step}"), "topics": [id("top", 5)], "texts": [{"language": "en", "title": "Fellow"}]});
        let added = editor.post("/v1/experts", new).await;
        let expert = added.json()["id"].as_str()?.to_owned();
        self.things.experts.extend([expert.clone(), format!("expert-of-{step}")]);
        self.own.experts.push(expert);
        Some(added)
    }

    async fn rename_expert(&mut self, editor: &Rest, chance: &mut Chance, step: usize) -> Option<Answer> {
        let expert = one(&self.own.experts, chance)?;
        let change = json!({"name": format!("Renamed at {step}"), "slug": format!("renamed-at-{step}")});
        self.things.experts.push(format!("renamed-at-{step}"));
        Some(change_of(editor, &format!("/v1/experts/{expert}"), Method::PATCH, "", &change).await)
    }

    async fn add_topic(&mut self, editor: &Rest, step: usize) -> Option<Answer> {
        let new = json!({"parent": id("top", 1), "texts": [{"language": "en", "name": format!("Topic of {step}")}]});
        let added = editor.post("/v1/topics", new).await;
        let topic = added.json()["id"].as_str()?.to_owned();
        self.things.topics.extend([topic.clone(), format!("topic-of-{step}")]);
        self.own.topics.push(topic);
        Some(added)
    }

    async fn move_topic(&mut self, editor: &Rest, chance: &mut Chance) -> Option<Answer> {
        let topic = one(&self.own.topics, chance)?;
        let parent = chance.of(&[None, Some(1), Some(2), Some(5)]).map(|number| id("top", number));
        let place = json!({"parent": parent, "after": null});
        Some(change_of(editor, &format!("/v1/topics/{topic}"), Method::PUT, "/place", &place).await)
    }

    /// One that was added here becomes one that stays.
    async fn merge(&mut self, editor: &Rest, noun: &str, chance: &mut Chance) -> Option<Answer> {
        let (own, stays) = match noun {
            "experts" => (&mut self.own.experts, id("exp", 2)),
            _ => (&mut self.own.topics, id("top", chance.of(&[3, 5]))),
        };
        if own.is_empty() {
            return None;
        }
        let merged = own.remove(chance.below(own.len()));
        Some(change_of(editor, &format!("/v1/{noun}/{merged}"), Method::POST, "/merge", &json!({"into": stays})).await)
    }

    /// A small image, whose variants a job of any server makes.
    async fn add_image(&mut self, editor: &Rest) -> Option<Answer> {
        if self.own.images.len() > 2 {
            return None;
        }
        let file =
            crate::media::files::file(image::ImageFormat::Png, 20 + u32::try_from(self.own.images.len()).ok()?, 20);
        let added = editor.upload("/v1/images", "image/png", &file).await;
        let image = added.json()["id"].as_str()?.to_owned();
        self.things.images.push(image.clone());
        self.own.images.push(image);
        Some(added)
    }

    async fn change_rights(&mut self, editor: &Rest, chance: &mut Chance) -> Option<Answer> {
        let image = one(&self.own.images, chance)?;
        let rights = match chance.below(3) {
            0 => json!({"uses": ["newsletter"], "rightsUntil": null}),
            1 => json!({"uses": ["web", "syndication"], "rightsUntil": self.soon()}),
            _ => json!({"uses": ["web", "syndication"], "rightsUntil": null}),
        };
        Some(change_of(editor, &format!("/v1/images/{image}"), Method::PATCH, "", &rights).await)
    }

    async fn arrange(&mut self, editor: &Rest, chance: &mut Chance) -> Option<Answer> {
        let mut placed = vec![json!({"articleId": one(&self.own.articles, chance)?})];
        placed.push(match chance.below(2) {
            0 => json!({"articleId": id("art", 1), "endsAt": self.soon()}),
            _ => json!({"articleId": id("art", 4), "startsAt": self.soon()}),
        });
        let path = format!("/v1/front-page/{}/arrangement", chance.of(&["en", "de"]));
        Some(change_of(editor, &path, Method::PUT, "", &json!({"slots": placed})).await)
    }

    async fn add_list(&mut self, editor: &Rest, step: usize) -> Option<Answer> {
        if self.own.lists.len() > 9 {
            return None;
        }
        let added =
            editor.post("/v1/me/playlists", json!({"title": format!("List of {step}"), "visibility": "public"})).await;
        let list = added.json()["id"].as_str()?.to_owned();
        let items: Vec<Value> = [1, 2, 4].iter().map(|number| json!({"articleId": id("art", *number)})).collect();
        editor.post(&format!("/v1/playlists/{list}/items"), json!({"items": items})).await;
        self.things.lists.push(list.clone());
        self.own.lists.push(list);
        Some(added)
    }

    async fn fill(&mut self, editor: &Rest, chance: &mut Chance) -> Option<Answer> {
        let (list, article) = (one(&self.own.lists, chance)?, one(&self.own.articles, chance)?);
        let items = json!({"items": [{"articleId": article, "description": "Read this."}]});
        Some(editor.post(&format!("/v1/playlists/{list}/items"), items).await)
    }

    async fn show(&mut self, editor: &Rest, chance: &mut Chance) -> Option<Answer> {
        let list = one(&self.own.lists, chance)?;
        let visibility = json!({"visibility": chance.of(&["private", "public", "public", "unlisted"])});
        Some(editor.send(Method::PATCH, &format!("/v1/playlists/{list}"), Some(&visibility.to_string())).await)
    }

    /// Whether the clock has changed anything since.
    pub(super) fn came_to_pass(&self, since: Timestamp) -> bool {
        let now = now();
        self.instants.iter().any(|instant| (since..=now).contains(instant))
    }

    /// An instant that is about to come, to the second.
    fn soon(&mut self) -> String {
        let instant = Timestamp::from_second((now() + SOON).as_second()).unwrap();
        self.instants.push(instant);
        instant.to_string()
    }

    fn topic(&self, chance: &mut Chance) -> String {
        let own = one(&self.own.topics, chance);
        let known = id("top", chance.of(&[2, 4]));
        if chance.below(2) == 0 { known } else { own.unwrap_or(known) }
    }

    /// A text of an article that was begun here, with the article's id.
    async fn text(&mut self, editor: &Rest, chance: &mut Chance) -> Option<(String, Value)> {
        let article = one(&self.own.articles, chance)?;
        let manuscript = editor.get(&format!("/v1/manuscripts/{article}")).await.json();
        Some((article, chance.of(manuscript["texts"].as_array()?)))
    }
}

/// The number goes up in the name.
async fn count(editor: &Rest, step: usize) -> Option<Answer> {
    let name = json!({"name": format!("Anna Berg {step}")});
    Some(change_of(editor, &format!("/v1/experts/{}", id("exp", COUNTED)), Method::PATCH, "", &name).await)
}

async fn rename_term(editor: &Rest, path: &str, step: usize) -> Option<Answer> {
    let texts = json!({"texts": [{"language": "de", "name": format!("Benannt um {step}")}]});
    Some(change_of(editor, path, Method::PATCH, "", &texts).await)
}

/// A change of what a path shows, against what it shows now.
async fn change_of(editor: &Rest, path: &str, method: Method, behind: &str, change: &Value) -> Answer {
    let shown = editor.get(path).await;
    let editor = editor.with("if-match", shown.header("etag"));
    editor.send(method, &format!("{path}{behind}"), Some(&change.to_string())).await
}

async fn taken(editor: &Rest, article: &str, language: &str, revision: i64, step: &str, more: Value) -> Answer {
    let mut body = json!({"step": step, "texts": [{"language": language, "revision": revision}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    editor.post(&format!("/v1/manuscripts/{article}/steps"), body).await
}

fn one(these: &[String], chance: &mut Chance) -> Option<String> {
    (!these.is_empty()).then(|| chance.of(these))
}

#[allow(clippy::disallowed_methods, reason = "the program goes by the real clock")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}
