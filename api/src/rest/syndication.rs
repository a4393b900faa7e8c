//! Open feeds: what is in them, and where they are. A feed is the same for everybody: it is gathered as nobody in particular,
//! whoever asks, but for partners' programs, which are given what their products say. How it is written is
//! `api/src/syndication`.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::header::{CONTENT_LANGUAGE, LINK};
use domain::article::{Article, ArticleQuery, ArticleText, Contribution};
use domain::id::{ArticleId, PlaylistId};
use domain::page::{Page, PageRequest};
use domain::partner::{ProductFormat, Taking};
use domain::playlist::Visibility;
use domain::text::Body;
use domain::{Error, Language, Preference, Session};
use url::form_urlencoded;

use super::found::{self, Found};
use super::page::{own, representation};
use super::passed_on::{Passing, origin, page_of, receiver, text_urn};
use super::query::Query;
use super::taxonomy::{RegionTree, TopicTree, Tree, find};
use crate::app::App;
use crate::http::{Reply, Representation};
use crate::problem::Refusal;
use crate::routes::{Call, Outcome};
use crate::syndication::{Deleted, Entry, Feed, Format, Pages};

/// The parameters of a feed.
const PARAMETERS: &[&str] = &["language", "first", "after", "before"];
/// How many entries a page has unless the client says otherwise.
const ENTRIES: i64 = 50;
/// The most withdrawals that are told, the latest first.
const DELETED_MAX: usize = 100;

/// A feed that is being gathered.
struct Gathering<'c> {
    call: &'c Call,
    /// Nobody in particular, or a partner's program.
    session: Session,
    format: Format,
    /// The path without the end that names the format.
    path: String,
    language: Language,
    explicit: bool,
    request: PageRequest,
    /// The origin of this server, as the client sees it.
    origin: String,
}

/// What comes of the name at the end of a path.
struct Asked {
    name: String,
    format: Format,
}

impl Asked {
    /// `latest.atom` and the like.
    fn read(call: &Call) -> Result<Self, Error> {
        let file = call.part("file");
        let (name, extension) = file.rsplit_once('.').ok_or_else(Error::not_found)?;
        let format = Format::ALL.into_iter().find(|format| format.extension() == extension);
        Ok(Self { name: name.to_owned(), format: format.ok_or_else(Error::not_found)? })
    }
}

/// The path of the request with another name at its end; slugs need no encoding.
fn renamed(call: &Call, name: &str) -> String {
    call.http.match_pattern().unwrap_or_default().replace("{file}", name)
}

impl<'c> Gathering<'c> {
    fn begin(call: &'c Call, asked: &Asked) -> Result<Self, Refusal> {
        let mut query = Query::read(call.http.query_string(), &[PARAMETERS])?;
        let languages = call.session.languages();
        let wanted = query.value("language").map(|tag| Language::parse(tag).map_err(|error| error.at("language")));
        let wanted = wanted.transpose().and_then(|wanted| wanted.map(|it| languages.served(&it)).transpose());
        let request = query.page();
        let wanted = match wanted {
            Ok(wanted) => wanted,
            Err(error) => {
                query.refuse(error.at("language"));
                None
            }
        };
        query.finish()?;
        let first = request.first.or(if request.before.is_none() { Some(ENTRIES) } else { None });
        let last = if request.before.is_some() { Some(request.first.unwrap_or(ENTRIES)) } else { None };
        let request = PageRequest { first: first.filter(|_| last.is_none()), last, ..request };
        Ok(Self {
            call,
            session: receiver(call).taking(Taking::Format(ProductFormat::Feed)),
            format: asked.format,
            path: renamed(call, &asked.name),
            explicit: wanted.is_some(),
            language: wanted.unwrap_or_else(|| languages.default_language().clone()),
            request,
            origin: origin(call),
        })
    }

    /// A page of this feed in a format.
    fn address(&self, format: Format, place: Option<(&str, &str)>) -> String {
        let mut parameters = form_urlencoded::Serializer::new(String::new());
        if self.explicit {
            parameters.append_pair("language", self.language.as_str());
        }
        if let Some((name, cursor)) = place {
            parameters.append_pair(name, cursor);
        }
        let parameters = parameters.finish();
        let mark = if parameters.is_empty() { "" } else { "?" };
        format!("{}{}.{}{mark}{parameters}", self.origin, self.path, format.extension())
    }

    fn pages<T>(&self, page: &Page<T>) -> Pages {
        let place = |cursor: Option<&(String, T)>, name| {
            cursor.map(|(cursor, _)| self.address(self.format, Some((name, cursor))))
        };
        Pages {
            first: self.address(self.format, None),
            previous: place(page.items.first().filter(|_| page.has_previous), "before"),
            next: place(page.items.last().filter(|_| page.has_next), "after"),
        }
    }

    /// This page, with what it was asked for.
    fn own(&self) -> String {
        let path = format!("{}.{}", self.path, self.format.extension());
        format!("{}{}", self.origin, found::as_asked(self.call, &path))
    }

    /// The articles that match, the latest first.
    async fn articles(&self, title: Option<&str>, home: String, query: ArticleQuery) -> Result<Feed, Error> {
        let query = ArticleQuery { language: Some(self.language.clone()), ..query };
        let page = self.session.articles().page(&query, &self.request).await?;
        let articles: Vec<(Arc<Article>, String)> =
            page.items.iter().map(|(_, article)| (Arc::clone(article), String::new())).collect();
        let wish = Preference::exactly(self.language.clone());
        let entries = self.entries(&articles, &wish).await?;
        Ok(self.feed(title, home, self.pages(&page), entries))
    }

    fn feed(&self, title: Option<&str>, home: String, pages: Pages, entries: Vec<Entry>) -> Feed {
        let publication = self.call.app.publisher.name.clone();
        let deleted = self.session.articles().withdrawn_lately(&self.language, DELETED_MAX);
        let deleted = deleted.into_iter().map(|it| Deleted {
            id: text_urn(it.article, &it.language),
            at: it.at,
            reason: it.reason,
        });
        let deleted: Vec<Deleted> = deleted.collect();
        let changes = entries.iter().map(|entry| entry.updated).chain(deleted.iter().map(|it| it.at));
        Feed {
            title: title.map_or_else(|| publication.clone(), |title| format!("{publication}: {title}")),
            description: match title {
                Some(title) => format!("{title}, the latest first."),
                None => "All articles, the latest first.".to_owned(),
            },
            language: self.language.clone(),
            home,
            publication,
            logo: self.call.app.publisher.logo.clone(),
            own: self.own(),
            formats: Format::ALL.into_iter().map(|format| (format, self.address(format, None))).collect(),
            pages,
            updated: changes.max().unwrap_or_else(|| self.call.app.started()),
            entries,
            deleted,
        }
    }

    /// Articles as entries, those that have no text that will do left out. What is said of one goes before its standfirst.
    async fn entries(&self, articles: &[(Arc<Article>, String)], wish: &Preference) -> Result<Vec<Entry>, Error> {
        let served: Vec<(&Arc<Article>, &ArticleText, &str)> = articles
            .iter()
            .filter_map(|(article, said)| Some((article, wish.best(&article.texts)?.text, said.as_str())))
            // No format of feeds knows of embargoes: what a partner sees before everybody is elsewhere.
            .filter(|(_, text, _)| text.status.is_public())
            .collect();
        let keys: Vec<(ArticleId, Language)> =
            served.iter().map(|(article, text, _)| (article.id, text.language.clone())).collect();
        // What a partner is given is a matter of its products.
        let with_bodies = self.call.app.publisher.full_texts || self.session.viewer().partner().is_some();
        let bodies = match with_bodies {
            true => self.session.articles().bodies(&keys).await?,
            false => HashMap::new(),
        };
        let entry = |(article, text, said): &(&Arc<Article>, &ArticleText, &str)| {
            let body = bodies.get(&(article.id, text.language.clone()));
            self.entry(article, text, said, body.map(|body| &**body))
        };
        Ok(served.iter().filter_map(entry).collect())
    }

    fn entry(&self, article: &Article, text: &ArticleText, said: &str, body: Option<&Body>) -> Option<Entry> {
        let wish = self.session.languages().preference(Some(&text.language), &[], true).ok()?;
        let standfirst = text.standfirst.as_deref();
        let summary = [Some(said).filter(|said| !said.is_empty()), standfirst].into_iter().flatten();
        let summary = summary.collect::<Vec<_>>().join("\n\n");
        let name = |it: &Contribution| self.session.experts().by_id(it.expert).map(|expert| expert.name.clone());
        let others = article.texts.iter().filter(|other| other.language != text.language);
        let others = others.filter(|other| other.status.is_public());
        Some(Entry {
            id: text_urn(article.id, &text.language),
            url: self.page_of(text),
            language: text.language.clone(),
            title: text.title.to_string(),
            summary: Some(summary).filter(|summary| !summary.is_empty()),
            content: body.map(|body| self.passing().html(body, &wish)),
            published: text.published_at?,
            updated: text.last_changed(),
            authors: article.byline.iter().filter(|it| it.role.is_author()).filter_map(name).collect(),
            contributors: article.byline.iter().filter(|it| !it.role.is_author()).filter_map(name).collect(),
            categories: categories(&self.session, article, &wish),
            picture: article.lead_image.and_then(|id| self.passing().picture(id, &wish)),
            alternates: others.map(|other| (other.language.clone(), self.page_of(other))).collect(),
        })
    }

    fn passing(&self) -> Passing<'_> {
        Passing { session: &self.session, app: &self.call.app, origin: &self.origin }
    }

    fn page_of(&self, text: &ArticleText) -> String {
        page_of(&self.call.app, &self.origin, text)
    }

    /// The feed in its format, dated as `dated` says.
    fn written(&self, feed: &Feed, dated: fn(&Call, Vec<u8>) -> Representation) -> Result<Reply, Error> {
        let bytes = self.format.write(feed).map_err(Error::internal)?;
        let to = |url: &str, rel: &str| format!("<{url}>; rel=\"{rel}\"");
        let mut links = vec![to(&feed.pages.first, "first")];
        links.extend(feed.pages.previous.iter().map(|url| to(url, "prev")));
        links.extend(feed.pages.next.iter().map(|url| to(url, "next")));
        let said = Representation { content_type: self.format.content_type(), ..dated(self.call, bytes) };
        Ok(Reply::Content(said.with(CONTENT_LANGUAGE, self.language.to_string()).with(LINK, links.join(", "))))
    }
}

fn categories(session: &Session, article: &Article, wish: &Preference) -> Vec<(String, String)> {
    let topics = article.topics.iter().filter_map(|id| session.topics().by_id(*id));
    let topics = topics.filter_map(|term| wish.best(&term.texts).map(|served| named(served.text)));
    let regions = article.regions.iter().filter_map(|id| session.regions().by_id(*id));
    topics.chain(regions.filter_map(|term| wish.best(&term.texts).map(|served| named(served.text)))).collect()
}

fn named(text: &domain::taxonomy::TermText) -> (String, String) {
    (text.slug.as_str().to_owned(), text.name.clone())
}

/// The `Link` field by which programs find the feeds of something (RFC 8288): `articles`, `topics/energy`; in a language, where that
/// isn't the publication's first one.
#[must_use]
pub fn feeds(app: &App, of: &str, language: Option<&Language>) -> String {
    let query = language.map(|language| format!("?language={language}")).unwrap_or_default();
    let link = |format: Format| {
        let address = app.address(&format!("/feeds/{of}.{}{query}", format.extension()));
        format!("<{address}>; rel=\"alternate\"; type=\"{}\"", format.media_type())
    };
    Format::ALL.map(link).join(", ")
}

/// `GET /feeds/{file}`: `articles.atom`, `articles.rss`, `articles.json`
pub async fn articles(call: Call) -> Outcome {
    let asked = Asked::read(&call)?;
    if asked.name != "articles" {
        return Err(Error::not_found().into());
    }
    let gathering = Gathering::begin(&call, &asked)?;
    let home = gathering.origin.clone() + "/";
    let feed = gathering.articles(None, home, ArticleQuery::default()).await?;
    Ok(gathering.written(&feed, representation)?)
}

/// `GET /feeds/topics/{file}`
pub async fn topic(call: Call) -> Outcome {
    term::<TopicTree>(call, |id| ArticleQuery { topic: Some(id), ..ArticleQuery::default() }).await
}

/// `GET /feeds/regions/{file}`
pub async fn region(call: Call) -> Outcome {
    term::<RegionTree>(call, |id| ArticleQuery { region: Some(id), ..ArticleQuery::default() }).await
}

async fn term<T: Tree>(call: Call, query: fn(T::Id) -> ArticleQuery) -> Outcome {
    let asked = Asked::read(&call)?;
    let gathering = Gathering::begin(&call, &asked)?;
    let wish = gathering.session.languages().preference(Some(&gathering.language), &[], true)?;
    let term = match find::<T>(&gathering.session, &asked.name, &wish)? {
        Found::Here(term, _) => term,
        Found::Moved(slug) => return Ok(moved(&gathering, &slug)),
    };
    let text = wish.best(&term.texts).ok_or_else(Error::not_found)?.text;
    let home = format!("{}{}/{}", gathering.origin, T::PATH, text.slug);
    let feed = gathering.articles(Some(&text.name), home, query(term.id)).await?;
    Ok(gathering.written(&feed, representation)?)
}

/// `GET /feeds/experts/{file}`
pub async fn expert(call: Call) -> Outcome {
    let asked = Asked::read(&call)?;
    let gathering = Gathering::begin(&call, &asked)?;
    let expert = match found::expert(&gathering.session, &asked.name)? {
        Found::Here(expert, _) => expert,
        Found::Moved(slug) => return Ok(moved(&gathering, &slug)),
    };
    let home = format!("{}/v1/experts/{}", gathering.origin, expert.slug);
    let query = ArticleQuery { expert: Some(expert.id), ..ArticleQuery::default() };
    let feed = gathering.articles(Some(&expert.name), home, query).await?;
    Ok(gathering.written(&feed, representation)?)
}

/// `GET /feeds/playlists/{file}`
pub async fn playlist(call: Call) -> Outcome {
    let asked = Asked::read(&call)?;
    let gathering = Gathering::begin(&call, &asked)?;
    let id = PlaylistId::parse(&asked.name).map_err(|_| Error::not_found())?;
    let playlists = gathering.session.playlists();
    let list = playlists.by_id(id).await?.filter(|list| list.visibility == Visibility::Public);
    let list = list.ok_or_else(Error::not_found)?;
    let page = playlists.items_page(id, &gathering.request).await?;
    let items = page.items.iter().filter_map(|(_, item)| Some((item.article.clone()?, item.description.clone())));
    let wish = gathering.session.languages().preference(Some(&gathering.language), &[], true)?;
    let entries = gathering.entries(&items.collect::<Vec<_>>(), &wish).await?;
    let home = format!("{}/v1/playlists/{id}", gathering.origin);
    let mut feed = gathering.feed(Some(&list.title), home, gathering.pages(&page), entries);
    if !list.description.is_empty() {
        feed.description.clone_from(&list.description);
    }
    // What the publication last changed says nothing of what a reader does with a list of theirs.
    Ok(gathering.written(&feed, own)?)
}

/// The redirect to the same feed by the present slug.
fn moved(gathering: &Gathering<'_>, slug: &str) -> Reply {
    let path = renamed(gathering.call, &format!("{slug}.{}", gathering.format.extension()));
    Reply::Moved(gathering.call.app.address(&found::as_asked(gathering.call, &path)))
}
