//! Addresses that a body may hold: of links, of embeds and of images. Each is a type that only `parse` makes, so that a
//! renderer never has to ask whether a scheme is safe.

use url::Url;

use super::limits::MAX_URL_CHARS;

/// Where a link leads: `http:`, `https:` or `mailto:`, or a place on this site that begins with `/` or `#`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Href(String);

impl Href {
    /// Takes an address as it stands. `//host` and `/\host` are refused: browsers read them as another site.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !is_plain(text) {
            return None;
        }
        let is_safe = match text.as_bytes() {
            [b'#', ..] | [b'/'] => true,
            [b'/', second, ..] => !matches!(second, b'/' | b'\\'),
            _ => has_scheme(text, "mailto:") || is_absolute(text, &["http://", "https://"]),
        };
        is_safe.then(|| Self(text.to_owned()))
    }

    /// Reads an address as it stands in HTML, as forgivingly as browsers do: spaces around it and line ends in it are
    /// dropped, other characters are percent-encoded where they must be, `//host` is taken as `https:`.
    #[must_use]
    pub fn from_markup(text: &str) -> Option<Self> {
        Self::parse(&mended(text)?)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Leads to another site, as far as can be told from the address: it names a host.
    #[must_use]
    pub fn is_external(&self) -> bool {
        has_scheme(&self.0, "http")
    }
}

/// The address of something embedded: `https:` only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmbedUrl(String);

impl EmbedUrl {
    /// Takes an address as it stands.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (is_plain(text) && is_absolute(text, &["https://"])).then(|| Self(text.to_owned()))
    }

    /// Reads an address as it stands in HTML; see [`Href::from_markup`].
    #[must_use]
    pub fn from_markup(text: &str) -> Option<Self> {
        Self::parse(&mended(text)?)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of a well-known provider, or the host without `www.`.
    #[must_use]
    pub fn provider(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        let host = url.host_str()?;
        let name = known_provider(host).map_or_else(|| host.trim_start_matches("www.").to_owned(), str::to_owned);
        (name.chars().count() <= super::limits::MAX_NAME_CHARS).then_some(name)
    }

    /// From a provider whose pages WordPress turns into players when their address stands alone on a line.
    pub(super) fn is_embeddable(&self) -> bool {
        Url::parse(&self.0).ok().and_then(|url| url.host_str().and_then(known_provider)).is_some()
    }
}

const PROVIDERS: &[(&str, &str)] = &[
    ("youtube.com", "youtube"),
    ("youtube-nocookie.com", "youtube"),
    ("youtu.be", "youtube"),
    ("vimeo.com", "vimeo"),
    ("dailymotion.com", "dailymotion"),
    ("twitter.com", "twitter"),
    ("x.com", "twitter"),
    ("soundcloud.com", "soundcloud"),
    ("spotify.com", "spotify"),
    ("ted.com", "ted"),
    ("tiktok.com", "tiktok"),
    ("instagram.com", "instagram"),
    ("facebook.com", "facebook"),
    ("flickr.com", "flickr"),
    ("slideshare.net", "slideshare"),
    ("datawrapper.dwcdn.net", "datawrapper"),
    ("flourish.studio", "flourish"),
];

fn known_provider(host: &str) -> Option<&'static str> {
    let belongs = |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    PROVIDERS.iter().find(|(domain, _)| belongs(domain)).map(|(_, name)| *name)
}

/// Which image is shown: one of ours by its id, or one of the web by its address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ImageRef {
    /// `img_` and a ULID in lower case. That the image exists is for others to check.
    Id(String),
    /// `http:` or `https:`, or a path on this site that begins with `/`.
    Url(String),
}

impl ImageRef {
    /// Takes an id or an address as it stands.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if is_image_id(text) {
            return Some(Self::Id(text.to_owned()));
        }
        let href = Href::parse(text)?;
        (href.is_external() || text.starts_with('/')).then_some(Self::Url(href.0))
    }

    /// Reads an address as it stands in HTML; see [`Href::from_markup`]. `data:` addresses aren't taken.
    #[must_use]
    pub fn from_markup(text: &str) -> Option<Self> {
        let Some(id) = Self::parse(text.trim_ascii()) else { return Self::parse(&mended(text)?) };
        Some(id)
    }

    /// The id or the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id(text) | Self::Url(text) => text,
        }
    }
}

fn is_image_id(text: &str) -> bool {
    const CROCKFORD: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    text.strip_prefix("img_").is_some_and(|ulid| {
        ulid.len() == 26
            && ulid.starts_with(|c| ('0'..='7').contains(&c))
            && ulid.chars().all(|c| CROCKFORD.contains(c))
    })
}

/// No white space, control characters, quotes, angle brackets or backquotes, and not too long.
fn is_plain(text: &str) -> bool {
    let is_allowed = |c: char| !c.is_whitespace() && !super::span::is_forbidden(c) && !"\"<>`\u{feff}".contains(c);
    text.chars().count() <= MAX_URL_CHARS && text.chars().all(is_allowed)
}

fn has_scheme(text: &str, scheme: &str) -> bool {
    text.len() > scheme.len() && text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn is_absolute(text: &str, schemes: &[&str]) -> bool {
    schemes.iter().any(|scheme| has_scheme(text, scheme)) && Url::parse(text).is_ok_and(|url| url.has_host())
}

fn mended(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let text = if text.starts_with("//") { format!("https:{text}") } else { text };
    if is_plain(&text) {
        return Some(text);
    }
    if text.starts_with(['/', '#']) {
        let base = Url::parse("https://here.invalid/").ok()?;
        let whole: String = base.join(&text).ok()?.into();
        return whole.strip_prefix("https://here.invalid").map(|path| match text.starts_with('#') {
            true => path.trim_start_matches('/').to_owned(),
            false => path.to_owned(),
        });
    }
    Url::parse(&text).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_schemes_and_places_on_this_site_are_links() {
        for good in ["https://a.example/x?y=1#z", "HTTP://a.example", "mailto:a@b.example", "/x", "/", "#top", "#"] {
            assert!(Href::parse(good).is_some(), "{good}");
        }
        let bad = [
            "",
            "javascript:alert(1)",
            "JAVASCRIPT:x",
            "data:text/html,x",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "ftp://a.example",
            "page.html",
            "https://",
            "http://[",
            "https://a.example/a b",
            "mailto:",
        ];
        for bad in bad {
            assert!(Href::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn markup_is_read_as_browsers_read_it() {
        let read = |text: &str| Href::from_markup(text).map(|href| href.0);
        assert_eq!(read(" https://a.example/a b\n").as_deref(), Some("https://a.example/a%20b"));
        assert_eq!(read("//a.example/x").as_deref(), Some("https://a.example/x"));
        assert_eq!(read("java\nscript:alert(1)"), None);
        assert_eq!(read("/a b").as_deref(), Some("/a%20b"));
        assert_eq!(read("/\t/evil.example").as_deref(), Some("https://evil.example"));
    }

    #[test]
    fn an_embed_knows_its_provider() {
        let provider = |text: &str| EmbedUrl::parse(text).and_then(|url| url.provider());
        assert_eq!(provider("https://www.youtube.com/embed/x").as_deref(), Some("youtube"));
        assert_eq!(provider("https://notyoutube.com/x").as_deref(), Some("notyoutube.com"));
        assert_eq!(EmbedUrl::parse("http://www.youtube.com/embed/x"), None);
    }

    #[test]
    fn an_image_is_an_id_or_an_address() {
        assert!(matches!(ImageRef::parse("img_01j9zzzzzzzzzzzzzzzzzzzzzz"), Some(ImageRef::Id(_))));
        assert!(matches!(ImageRef::parse("https://a.example/x.png"), Some(ImageRef::Url(_))));
        for bad in ["img_01J9ZZZZZZZZZZZZZZZZZZZZZZ", "img_1", "mailto:a@b.example", "#x", "data:image/png;base64,AAAA"]
        {
            assert_eq!(ImageRef::parse(bad), None, "{bad}");
        }
    }
}
