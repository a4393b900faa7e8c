//! Who may do what: for one thing (`text`), for many (`sight`), and for writes (`require` and `owner`, the only
//! makers of a [`Permit`]). A check returns a proof that the next call needs, never a `bool`.
//!
//! The matrix of all viewers and all states is `tests/golden/policy.txt`, reviewed as text.

use std::sync::Arc;

use jiff::Timestamp;

use crate::article::{Article, ArticleText};
use crate::catalogue::Snapshot;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, AccountSessionId, OrganisationId};
use crate::media::{Image, ImageState, ImageUse};
use crate::partner::{Partner, ProductSight, Scope};
use crate::viewer::{Kind, Role, Viewer};
use crate::word::words;

words! {
    /// What can be done beyond reading what is public.
    Action {
        /// Register, log in, confirm an address, ask for a new password: what needs no account, since it leads to one.
        AccountEnter = "account.enter",
        /// Whatever a reader does with what is their own: profile, follows, playlists, sessions.
        AccountOwn = "account.own",
        /// Take content over from files, as it is, with its dates and states.
        ContentImport = "content.import",
        /// Write all content out, drafts included.
        ContentExport = "content.export",
        /// Pin public playlists, hide them, and read what readers report of them.
        PlaylistModerate = "playlist.moderate",
        /// Write articles: an author those that are theirs, editors all.
        ManuscriptWrite = "manuscript.write",
        /// Approve, schedule, publish, correct, unpublish and withdraw articles.
        ArticlePublish = "article.publish",
        /// Arrange the front pages.
        FrontPageEdit = "front_page.edit",
        /// Add, name, move, merge and delete topics and regions.
        TaxonomyManage = "taxonomy.manage",
        /// Add, change, merge and delete experts, and say whose account is which expert's.
        ExpertManage = "expert.manage",
        /// Read and export the audit.
        AuditRead = "audit.read",
        /// Look after partners: their organisations, keys and products.
        PartnerManage = "partner.manage",
        /// Look after the addresses that a partner wants to be told at: a partner's program those of its own organisation.
        WebhookManage = "webhook.manage",
        /// Upload images, change what is known of them, delete them.
        ImageManage = "image.manage",
        /// Make accounts for staff, give and take roles, suspend.
        AccountManage = "account.manage",
        /// Make and withdraw the keys that sign access tokens.
        SigningKeyManage = "signing_key.manage",
        /// Do what was put off: send mail, clear what is past its time.
        JobRun = "job.run",
    }
}

/// Proof that the viewer may do what the function that asks for it does. Only this file makes one.
#[derive(Debug)]
pub struct Permit {
    action: Action,
}

impl Permit {
    /// What was permitted.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }
}

/// Proof that the viewer is logged in, and whose things they may therefore change: their own.
#[derive(Debug)]
pub struct Owner {
    /// The account.
    pub account: AccountId,
    /// The session by which they are logged in.
    pub session: AccountSessionId,
    /// The permit for writes to what is theirs.
    pub permit: Permit,
}

/// Whose things a logged-in viewer may read and change: their own.
///
/// # Errors
/// `authentication_required` for whoever isn't logged in with an account; `forbidden` for partners' programs, which have none.
pub fn owner(viewer: &Viewer) -> Result<Owner> {
    let holder = viewer.holder().ok_or_else(|| refusal(viewer, NEEDS_ACCOUNT))?;
    let permit = require(viewer, Action::AccountOwn)?;
    Ok(Owner { account: holder.account, session: holder.session, permit })
}

/// The right to an action.
///
/// # Errors
/// `forbidden`, or `authentication_required` when logging in might help.
pub fn require(viewer: &Viewer, action: Action) -> Result<Permit> {
    let permitted = match (viewer.kind(), action) {
        (Kind::Partner(_), Action::AccountEnter) => false,
        (_, Action::AccountEnter) => true,
        (Kind::Reader(_) | Kind::Staff(..), Action::AccountOwn) => true,
        (Kind::System(_), Action::AccountOwn) => false,
        (Kind::System(_), _) => true,
        (
            Kind::Staff(_, roles),
            Action::ContentImport
            | Action::ContentExport
            | Action::AccountManage
            | Action::SigningKeyManage
            | Action::AuditRead,
        ) => roles.contains(&Role::Admin),
        (Kind::Staff(_, roles), Action::ImageManage | Action::ManuscriptWrite) => {
            roles.iter().any(|role| matches!(role, Role::Author | Role::Editor | Role::Admin))
        }
        (
            Kind::Staff(_, roles),
            Action::PlaylistModerate
            | Action::ArticlePublish
            | Action::FrontPageEdit
            | Action::TaxonomyManage
            | Action::ExpertManage,
        ) => roles.iter().any(|role| matches!(role, Role::Editor | Role::Admin)),
        (Kind::Staff(_, roles), Action::PartnerManage | Action::WebhookManage) => {
            roles.iter().any(|role| matches!(role, Role::PartnerManager | Role::Admin))
        }
        (Kind::Partner(partner), Action::WebhookManage) => partner.may(Scope::Webhooks),
        (Kind::Staff(..), Action::JobRun) => false,
        (Kind::Anonymous | Kind::Reader(_) | Kind::Partner(_), _) => false,
    };
    if permitted {
        Ok(Permit { action })
    } else if viewer.is_anonymous() {
        Err(refusal(viewer, NEEDS_ACCOUNT))
    } else {
        Err(refusal(viewer, format!("This needs the right to `{action}`.")))
    }
}

/// What is said to whoever needs an account.
const NEEDS_ACCOUNT: &str = "Log in first: this needs an access token of an account.";

/// The error of whoever may not: a credential might help nobody in particular, and doesn't help anybody else.
#[must_use]
pub fn refusal(viewer: &Viewer, why: impl Into<String>) -> Error {
    let code = if viewer.is_anonymous() { Code::AuthenticationRequired } else { Code::Forbidden };
    Error::new(code, why)
}

/// The partner's program that asks, by whichever key.
///
/// # Errors
/// `forbidden`, or `authentication_required` when a credential might help.
pub fn program(viewer: &Viewer) -> Result<&Partner> {
    viewer.partner().ok_or_else(|| refusal(viewer, "This needs the key of a partner's program."))
}

/// The partner's program that asks, if its key is for that.
///
/// # Errors
/// As [`program`].
pub fn partner(viewer: &Viewer, scope: Scope) -> Result<&Partner> {
    let partner = program(viewer)?;
    if partner.may(scope) { Ok(partner) } else { Err(refusal(viewer, format!("This needs a key for `{scope}`."))) }
}

/// Whose webhooks are meant, and the right to look after them: a partner's program its own organisation's, whether it names it or
/// not, and those who look after partners those of the organisation that they name.
///
/// # Errors
/// `authentication_required`, `forbidden`; `not_found` for another organisation's; `value_invalid` at `organisation` when nobody's
/// are named.
pub fn webhooks(viewer: &Viewer, named: Option<OrganisationId>) -> Result<(OrganisationId, Permit)> {
    let permit = require(viewer, Action::WebhookManage)?;
    let own = viewer.partner().map(Partner::organisation);
    match (own, named) {
        (Some(own), Some(named)) if own != named => Err(Error::not_found()),
        (Some(organisation), _) | (None, Some(organisation)) => Ok((organisation, permit)),
        (None, None) => Err(Error::new(Code::ValueInvalid, "Say of which organisation.").at("organisation")),
    }
}

/// Which texts of articles a viewer sees: the rule for many, for `visible_to` and the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sight {
    /// What is published, and nothing else.
    Published,
    /// What any of these products has, and nothing else.
    Products(Arc<[ProductSight]>),
    /// Everything, in every state.
    Everything,
}

/// Which texts of articles this viewer sees. Authors see drafts of their own as manuscripts, not among articles. For a partner's program
/// that depends on what the catalogue says `now`, and on the time.
#[must_use]
pub(crate) fn sight(viewer: &Viewer, now: impl FnOnce() -> (Arc<Snapshot>, Timestamp)) -> Sight {
    match viewer.kind() {
        Kind::System(_) => Sight::Everything,
        Kind::Staff(_, roles) if roles.iter().any(|role| matches!(role, Role::Editor | Role::Admin)) => {
            Sight::Everything
        }
        Kind::Partner(partner) => {
            let (snapshot, now) = now();
            Sight::Products(partner.products(now).map(|product| ProductSight::of(product, &snapshot, now)).collect())
        }
        Kind::Staff(..) | Kind::Anonymous | Kind::Reader(_) => Sight::Published,
    }
}

/// Proof that the viewer may see a thing in that state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible(());

/// Whether one text of an article is in sight: the rule for one thing.
///
/// # Errors
/// `not_found`, as if it didn't exist.
pub(crate) fn text(sight: &Sight, article: &Article, text: &ArticleText) -> Result<Visible> {
    let is_seen = match sight {
        Sight::Everything => true,
        Sight::Published => text.status.is_public(),
        Sight::Products(products) => products.iter().any(|product| product.admits(article, text)),
    };
    if is_seen { Ok(Visible(())) } else { Err(Error::not_found()) }
}

/// Whose manuscripts a viewer reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// Those that this account is an author of.
    Own(AccountId),
    /// All.
    All,
}

/// Whose manuscripts this viewer reads and writes.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub fn desk(viewer: &Viewer) -> Result<(Desk, Permit)> {
    let permit = require(viewer, Action::ManuscriptWrite)?;
    let desk = match (require(viewer, Action::ArticlePublish).is_ok(), viewer.holder()) {
        (false, Some(holder)) => Desk::Own(holder.account),
        _ => Desk::All,
    };
    Ok((desk, permit))
}

/// Which images a viewer sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageSight {
    /// Those that can be shown and whose rights allow this use.
    For(ImageUse),
    /// None.
    Nothing,
    /// All of them, in every state, whatever their rights allow.
    Everything,
}

/// Which images this viewer sees: whoever looks after them sees all, partners those that may be passed on if any of their
/// products is with images, everybody else those that may be shown here.
#[must_use]
pub fn images(viewer: &Viewer, now: Timestamp) -> ImageSight {
    match viewer.partner() {
        Some(partner) if partner.products(now).any(|product| product.terms.images) => {
            ImageSight::For(ImageUse::Syndication)
        }
        Some(_) => ImageSight::Nothing,
        None if require(viewer, Action::ImageManage).is_ok() => ImageSight::Everything,
        None => ImageSight::For(ImageUse::Web),
    }
}

/// Whether this viewer may see one image at an instant.
///
/// # Errors
/// `not_found`, as if it didn't exist.
pub fn image(viewer: &Viewer, image: &Image, now: Timestamp) -> Result<Visible> {
    match images(viewer, now) {
        ImageSight::Everything => Ok(Visible(())),
        ImageSight::For(wanted) if image.state == ImageState::Ready && image.allows(wanted, now) => Ok(Visible(())),
        ImageSight::For(_) | ImageSight::Nothing => Err(Error::not_found()),
    }
}

/// Which playlists a viewer sees: those that are public or unlisted and not hidden, and
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListSight {
    /// those of this account, whatever their state;
    pub own: Option<AccountId>,
    /// hidden ones as well, unless they are private.
    pub hidden: bool,
}

/// Which playlists this viewer sees.
#[must_use]
pub fn lists(viewer: &Viewer) -> ListSight {
    let own = viewer.holder().map(|holder| holder.account);
    ListSight { own, hidden: require(viewer, Action::PlaylistModerate).is_ok() }
}
