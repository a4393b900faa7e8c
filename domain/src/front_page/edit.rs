//! Editors arrange front pages: the whole of a page at once, against the revision that was looked at.

use super::{Arrangement, FrontPages, Slot, row, rules};
use crate::article;
use crate::audit::Note;
use crate::changes::{Audience, Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::id::{self, ArticleId, FrontPageId};
use crate::language::Language;
use crate::policy::{self, Action};

impl FrontPages<'_> {
    /// Puts these slots in place of those of a language's page. An article that isn't public yet can be planned; it is shown
    /// from its publication on.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `language_invalid`, `value_invalid`, `reference_missing`, naming the slot;
    /// `version_conflict`.
    pub async fn save(&self, language: &Language, expected: i64, slots: Vec<Slot>) -> Result<Arrangement> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::FrontPageEdit)?;
        let language = session.languages().served(language)?;
        rules::check(&slots)?;
        let ports = session.domain().ports();
        let new = FrontPageId::new(id::generate(&*ports.clock, &*ports.random));
        let tx = WriteTx::begin(session, &permit).await?;
        let (id, present) = row::lock(tx.connection(), &permit, &language, new).await?;
        Versions { expected, present }.agree()?;
        let ids: Vec<ArticleId> = slots.iter().map(|slot| slot.article).collect();
        let known = article::row::statuses(tx.connection(), &ids).await?;
        if let Some(place) = ids.iter().position(|id| !known.iter().any(|(known, _)| known == id)) {
            let message = format!("There is no article `{}`.", ids[place]);
            return Err(Error::new(Code::ReferenceMissing, message).at(format!("slots[{place}].articleId")));
        }
        let revision = present + 1;
        row::save(tx.connection(), &permit, (id, revision), &slots).await?;
        tx.note(Note {
            event: ChangeKind::FrontPageSaved.to_string(),
            subject: Some(id.into()),
            language: Some(language.clone()),
            revisions: (Some(present), Some(revision)),
            states: None,
            reason: None,
        });
        let change = Change {
            kind: ChangeKind::FrontPageSaved,
            subject: id.into(),
            revision,
            audience: Audience::Public,
            tags: vec![format!("front_page:{language}")],
        };
        tx.commit(Changes::Of(vec![change])).await?;
        self.arrangement(&language)
    }
}
