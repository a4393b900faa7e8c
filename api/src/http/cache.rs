//! The classes of caching: for how long, and by whom, an answer may be kept. The table is that of openapi.yaml; which
//! route has which class is said in `routes.rs`. The cache of finished answers belongs in this file, too: it is asked
//! before a handler runs, and told what `answer.rs` has made.

/// A class of caching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// What is published: fresh for a minute, and shown while it is fetched anew for five more.
    Content,
    /// What is somebody's own: kept by their own client alone, and asked after each time.
    Private,
    /// What never changes under its address.
    Immutable,
    /// The description and the schemas, which change with a release.
    Document,
    /// The pages: kept, and asked after each time, since they name the files of their release.
    Page,
    /// Errors, probes, GraphQL.
    None,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 6] =
        [Class::Content, Class::Private, Class::Immutable, Class::Document, Class::Page, Class::None];

    /// `Cache-Control` (RFC 9111, section 5.2; RFC 5861, section 3; RFC 8246) of an answer that is the same for everybody.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Class::Content => "max-age=60, stale-while-revalidate=300",
            Class::Private => "private, no-cache",
            Class::Immutable => "max-age=31536000, immutable",
            Class::Document => "max-age=300",
            Class::Page => "no-cache",
            Class::None => "no-store",
        }
    }

    /// `Cache-Control` of an answer to a viewer: what was made for somebody in particular is kept by nobody else.
    #[must_use]
    pub const fn header_for(self, anonymous: bool) -> &'static str {
        match self {
            Class::Content if !anonymous => "private, no-cache",
            class => class.header(),
        }
    }
}
