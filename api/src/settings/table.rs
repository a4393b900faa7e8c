//! The list of all settings with their defaults and meanings: what `.env.example` and `check` print.

/// A setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the environment; in `world-review.toml` the same in lower case.
    pub name: &'static str,
    /// What it is when nothing says otherwise.
    pub default: &'static str,
    /// What it means, in a line or two.
    pub meaning: &'static str,
}

/// All of them.
pub const SETTINGS: [Setting; 46] = [
    Setting { name: "LISTEN", default: "127.0.0.1:8080", meaning: "Address and port that the server listens on." },
    Setting {
        name: "DATABASE_URL",
        default: "sqlite://world-review.sqlite",
        meaning: "The database: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME.",
    },
    Setting {
        name: "DATABASE_CONNECTIONS",
        default: "8",
        meaning: "The most connections to the database. Public lists need none, bodies and writes one each.",
    },
    Setting {
        name: "LANGUAGES",
        default: "en,de",
        meaning: "The languages of the publication as BCP 47 tags, the default first.",
    },
    Setting {
        name: "MEDIA_DIR",
        default: "media",
        meaning: "The folder that images are stored in, without MEDIA_STORE.",
    },
    Setting {
        name: "MEDIA_STORE",
        default: "",
        meaning: "An S3-compatible bucket for images: s3://KEY:SECRET@BUCKET/PREFIX?region=REGION&endpoint=https://…, percent-encoded.",
    },
    Setting {
        name: "PUBLIC_URL",
        default: "",
        meaning: "The address under which the public reaches the server, for absolute links; relative ones without it.",
    },
    Setting {
        name: "TRUSTED_PROXIES",
        default: "",
        meaning: "Networks of proxies whose X-Forwarded-For is believed, as in 10.0.0.0/8,127.0.0.1/32.",
    },
    Setting {
        name: "TOKEN_ISSUER",
        default: "",
        meaning: "The issuer of access tokens (iss); PUBLIC_URL, or http://LISTEN, without it.",
    },
    Setting { name: "TOKEN_AUDIENCE", default: "world-review", meaning: "Whom access tokens are for (aud)." },
    Setting {
        name: "TOKEN_ALGORITHM",
        default: "EdDSA",
        meaning: "By which algorithm access tokens are signed: EdDSA, ES256 or RS256. A change makes a new key at the next start.",
    },
    Setting { name: "SESSION_DAYS", default: "30", meaning: "After how many days a session ends that isn't used." },
    Setting { name: "PASSWORD_MIN", default: "10", meaning: "The shortest password, in characters." },
    Setting {
        name: "PASSWORD_MEMORY_KIB",
        default: "19456",
        meaning: "Memory of hashing a password (argon2id), in KiB.",
    },
    Setting { name: "PASSWORD_ITERATIONS", default: "2", meaning: "Passes of hashing a password." },
    Setting { name: "PASSWORD_PARALLELISM", default: "1", meaning: "Lanes of hashing a password." },
    Setting {
        name: "LINK_BASE",
        default: "",
        meaning: "Where links in mail begin, as in https://review.example/account; mail has codes alone without it.",
    },
    Setting {
        name: "LOGIN_PROVIDERS",
        default: "",
        meaning: "Other providers to log in with, by OpenID Connect: in world-review.toml a table [login_providers.NAME] each, here the variables LOGIN_PROVIDERS__NAME__ISSUER, __CLIENT_ID, __CLIENT_SECRET, __LABEL, __SCOPES and __ENABLED; instead of discovery __AUTHORIZATION_ENDPOINT, __TOKEN_ENDPOINT, __JWKS_URI and __USERINFO_ENDPOINT.",
    },
    Setting {
        name: "LOGIN_REDIRECTS",
        default: "",
        meaning: "The addresses that providers may send readers back to, exactly, as in https://review.example/callback.",
    },
    Setting {
        name: "SMTP_URL",
        default: "",
        meaning: "The mail server: smtps://USER:PASSWORD@HOST, or smtp://HOST?tls=required. Without it mail is written to MAIL_DIR.",
    },
    Setting {
        name: "MAIL_DIR",
        default: "mail",
        meaning: "The folder that mail is written to, as .eml files, without SMTP_URL.",
    },
    Setting {
        name: "MAIL_FROM",
        default: "World Review <no-reply@localhost.localdomain>",
        meaning: "The sender of mail.",
    },
    Setting {
        name: "PUBLICATION_NAME",
        default: "World Review",
        meaning: "What the publication is called in its feeds.",
    },
    Setting {
        name: "PUBLICATION_LOGO",
        default: "",
        meaning: "The address of the publication's logo, for feeds and search engines.",
    },
    Setting {
        name: "ARTICLE_PAGE",
        default: "",
        meaning: "The page of an article on the website, https://…/{language}/{slug}; without it, feeds lead to /v1/articles/{slug}.",
    },
    Setting {
        name: "FEED_TEXT",
        default: "summary",
        meaning: "How much of an article its feeds hold: summary or full.",
    },
    Setting {
        name: "FEATURED_HOURS",
        default: "168",
        meaning: "For how many hours a playlist is featured after it was made public.",
    },
    Setting { name: "FEATURED_MAX", default: "12", meaning: "The most playlists that are featured at once." },
    Setting {
        name: "FEATURED_ROTATION_HOURS",
        default: "6",
        meaning: "After how many hours the next ones are shown, when there are more playlists than FEATURED_MAX.",
    },
    Setting {
        name: "WEBHOOK_ALLOWED_HOSTS",
        default: "",
        meaning: "Hosts that webhooks may be sent to though they aren't public, also by http: names and networks, as in localhost,127.0.0.0/8. For development.",
    },
    Setting {
        name: "LOG",
        default: "info,sea_orm_migration=warn,actix_server=warn",
        meaning: "Which lines are logged: error, warn, info, debug, or per module as in `info,domain=debug`.",
    },
    Setting {
        name: "LOG_FORMAT",
        default: "auto",
        meaning: "How lines are written: pretty, json, or auto (pretty on a terminal).",
    },
    Setting { name: "WORKERS", default: "0", meaning: "Threads that answer requests; 0 for one a core." },
    Setting {
        name: "SHUTDOWN_SECONDS",
        default: "10",
        meaning: "How long a shutdown waits for requests under way, in seconds.",
    },
    Setting {
        name: "ANSWER_CACHE_BYTES",
        default: "16777216",
        meaning: "How much memory finished answers to the public may take, in bytes.",
    },
    Setting {
        name: "SURROGATE_KEYS",
        default: "false",
        meaning: "Whether public answers say what they were made of (Surrogate-Key), for a cache in front that purges by keys.",
    },
    Setting {
        name: "SURROGATE_KEY_BYTES",
        default: "8000",
        meaning: "In how many bytes they say it, at the most: 512 to 65536. What doesn't fit is said by its collection.",
    },
    Setting {
        name: "PURGE_URL",
        default: "",
        meaning: "Where such a cache is told what to purge, as in https://api.fastly.com/service/ID/purge. Needs SURROGATE_KEYS.",
    },
    Setting {
        name: "PURGE_HEADER",
        default: "",
        meaning: "A header with the credential for that, as in `Fastly-Key: …`. A secret.",
    },
    Setting {
        name: "METRICS_LISTEN",
        default: "",
        meaning: "Address and port at which metrics are told to Prometheus, as in 127.0.0.1:9464; nowhere without it. Whoever reaches it may read them.",
    },
    Setting { name: "GRAPHQL_BODY_BYTES", default: "131072", meaning: "The largest GraphQL request body, in bytes." },
    Setting { name: "GRAPHQL_TOKENS", default: "8000", meaning: "The most tokens of a GraphQL document." },
    Setting { name: "GRAPHQL_DEPTH", default: "24", meaning: "The deepest selection of a GraphQL document." },
    Setting {
        name: "GRAPHQL_COST",
        default: "20000",
        meaning: "The highest cost of a GraphQL operation, in fields, page sizes multiplied in.",
    },
    Setting {
        name: "GRAPHQL_DOCUMENTS",
        default: "",
        meaning: "A manifest of trusted documents, which are run by their ids: Apollo's form, or a map from ids to texts.",
    },
    Setting {
        name: "GRAPHQL_TRUSTED_ONLY",
        default: "false",
        meaning: "Whether those are the only documents that are run for whoever isn't logged in.",
    },
];

/// What `.env.example` says.
#[must_use]
pub fn example() -> String {
    let mut text = String::from(
        "# All settings with their defaults. Each may also stand in world-review.toml, in lower case.\n\
         # The program reads the environment, not this file: `set -a; . ./.env; set +a` takes a copy of it over.\n",
    );
    for setting in &SETTINGS {
        text.push_str(&format!("\n# {}\n{}={}\n", setting.meaning, setting.name, setting.default));
    }
    text
}
