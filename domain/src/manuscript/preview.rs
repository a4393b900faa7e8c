//! Links to look at a text before others do: whoever has one sees that text and nothing else, without an account, until the
//! link ends or is revoked.

use jiff::{SignedDuration, Timestamp};

use super::{Manuscripts, Preview, WholeRevision, row};
use crate::access::Secret;
use crate::article::Status;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{self, ArticleId, PreviewId};
use crate::language::Language;
use crate::policy;
use crate::session::Session;

/// The most days that a link can last.
pub const PREVIEW_DAYS_MAX: i64 = 30;
/// How long it lasts when that isn't said.
const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Characters of a token, five bits each.
const TOKEN_LENGTH: usize = 40;
/// The most links to one article at once.
const PREVIEWS_MAX: usize = 50;
/// What digests of tokens are of.
const SCOPE: &str = "preview";

/// A link to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPreview {
    /// The language of the text.
    pub language: Language,
    /// One revision; the latest one at any time without it.
    pub revision: Option<i64>,
    /// When it shall end: within [`PREVIEW_DAYS_MAX`] days; in a week when that isn't said.
    pub expires_at: Option<Timestamp>,
}

/// A link that was made, with its token, which is told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewMade {
    /// The link.
    pub preview: Preview,
    /// What opens it.
    pub token: String,
}

/// What a link shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Previewed {
    /// The link.
    pub preview: Preview,
    /// Where the text stands.
    pub status: Status,
    /// The revision.
    pub whole: WholeRevision,
}

impl Manuscripts<'_> {
    /// Makes a link to look at a text of an article that the viewer may work on.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `value_invalid` at `expiresAt`, `limit_reached`.
    pub async fn make_preview(&self, id: ArticleId, new: NewPreview) -> Result<PreviewMade> {
        let session = self.0;
        let (_, permit) = policy::desk(session.viewer())?;
        let now = session.now();
        let latest = now + SignedDuration::from_hours(24 * PREVIEW_DAYS_MAX);
        let expires_at = new.expires_at.unwrap_or(now + LASTS);
        if expires_at <= now || expires_at > latest {
            let message = format!("A link ends in the future, within {PREVIEW_DAYS_MAX} days.");
            return Err(Error::new(Code::ValueInvalid, message).at("expiresAt"));
        }
        let shown = self.revision(id, &new.language, new.revision).await?;
        if shown.is_none() {
            return Err(Error::not_found());
        }
        if row::previews_of(session.db().reader(), id, now).await?.len() >= PREVIEWS_MAX {
            let message = format!("An article has {PREVIEWS_MAX} links at the most.");
            return Err(Error::new(Code::LimitReached, message));
        }
        let ports = session.domain().ports();
        let token = Secret::draw(&*ports.random, TOKEN_LENGTH);
        let preview = Preview {
            id: PreviewId::new(id::generate(&*ports.clock, &*ports.random)),
            article: id,
            language: new.language,
            revision: new.revision,
            created_by: session.viewer().holder().map(|holder| holder.account),
            created_at: now,
            expires_at,
            revoked_at: None,
        };
        let tx = WriteTx::begin(session, &permit).await?;
        row::insert_preview(tx.connection(), &permit, &preview, token.digest(SCOPE)).await?;
        tx.commit(Changes::Of(vec![told(&preview)])).await?;
        Ok(PreviewMade { preview, token: token.say().to_lowercase() })
    }

    /// The links to an article that have not ended by themselves, the latest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`.
    pub async fn previews(&self, id: ArticleId) -> Result<Vec<Preview>> {
        self.check_on_desk(id).await?;
        row::previews_of(self.0.db().reader(), id, self.0.now()).await
    }

    /// Ends a link at once.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`.
    pub async fn revoke_preview(&self, article: ArticleId, id: PreviewId) -> Result<Preview> {
        let session = self.0;
        let (_, permit) = policy::desk(session.viewer())?;
        self.check_on_desk(article).await?;
        let tx = WriteTx::begin(session, &permit).await?;
        let revoked = row::revoke_preview(tx.connection(), &permit, id, session.now()).await?;
        let preview = revoked.filter(|preview| preview.article == article).ok_or_else(Error::not_found)?;
        tx.commit(Changes::Of(vec![told(&preview)])).await?;
        Ok(preview)
    }
}

fn told(preview: &Preview) -> Change {
    let revision = if preview.revoked_at.is_some() { 2 } else { 1 };
    Change::for_staff(ChangeKind::PreviewSaved, preview.id, revision)
}

impl Session {
    /// What a link shows, whoever has it: one text, and nothing else of its article.
    ///
    /// # Errors
    /// `not_found` for a token that opens nothing: never made, ended, revoked, or of a text that was withdrawn.
    pub async fn previewed(&self, token: &str) -> Result<Previewed> {
        let digest = Secret::typed(token).digest(SCOPE);
        let preview = row::usable(self.db().reader(), &digest, self.now()).await?.ok_or_else(Error::not_found)?;
        // The link is the right to see this one text: what is read of it here is read as the program itself.
        let system = self.domain().system("preview");
        let manuscripts = system.manuscripts();
        let whole = manuscripts.revision(preview.article, &preview.language, preview.revision).await?;
        let whole = whole.ok_or_else(Error::not_found)?;
        let article = manuscripts.whole(preview.article).await?.article;
        let text = article.texts.iter().find(|text| text.language == preview.language);
        match text.map(|text| text.status) {
            Some(status) if status != Status::Withdrawn => Ok(Previewed { preview, status, whole }),
            _ => Err(Error::not_found()),
        }
    }
}
