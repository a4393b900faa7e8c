//! Identities that are taken over: not content, so that they have no source key and go a way of their own. Nothing is exported
//! of them, or of any account: an export is of what the publication publishes.

use super::load::Import;
use super::record::IdentityRecord;
use super::{Place, load};
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::identity::{Legacy, LegacyPut, put_legacy};

/// The noun of the report.
const NOUN: &str = "identity";

impl Import<'_> {
    /// Takes identities over, in one transaction.
    pub(super) async fn identities(&mut self, records: Vec<(Place, IdentityRecord)>) -> Result<()> {
        let mut read = Vec::new();
        for (place, record) in records {
            let (email, name) = (&record.email, record.display_name.as_deref());
            match Legacy::read(&record.provider, &record.subject, email, name) {
                Ok(legacy) => read.push(legacy),
                Err(error) if load::is_the_records_fault(&error) => self.refuse(place, &error),
                Err(error) => return Err(error),
            }
        }
        if read.is_empty() {
            return Ok(());
        }
        // A dry run does the same and takes it back.
        let tx = WriteTx::begin(self.session, &self.permit).await?;
        for legacy in &read {
            let put = put_legacy(&tx, &self.permit, legacy).await?;
            let tally = self.report.tally(NOUN);
            match put {
                LegacyPut::Added => tally.added += 1,
                LegacyPut::Changed => tally.changed += 1,
                LegacyPut::Unchanged => tally.unchanged += 1,
            }
        }
        if !self.dry_run {
            tx.commit(Changes::Nothing("an identity concerns nobody until it is claimed")).await?;
        }
        Ok(())
    }

    fn refuse(&mut self, place: Place, error: &Error) {
        self.report.tally(NOUN).skipped += 1;
        let field = error.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
        self.report.skip(place, format!("{field}{}", error.message));
    }
}
