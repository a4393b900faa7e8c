//! Reports of public lists: made by readers, read by staff.

use jiff::{SignedDuration, Timestamp};

use super::open::{self, Way};
use super::row::report::{self, StoredReport};
use super::row::{self};
use super::{Playlist, Playlists, Reported, Terms, Visibility, rules};
use crate::account;
use crate::changes::{Change, ChangeKind, Changes};
use crate::error::{Code, Error, Result};
use crate::id::{self, PlaylistId, PlaylistReportId};
use crate::instant;
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy::{self, Action};

/// The time within which reports are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// An open report, as staff sees it. Who made it isn't told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which.
    pub id: PlaylistReportId,
    /// What is wrong with the list.
    pub reason: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The list; none when it was made private meanwhile.
    pub playlist: Option<Playlist>,
}

impl Playlists<'_> {
    /// Reports a public list to staff. Whoever has an open report of the list already is answered with that one.
    ///
    /// # Errors
    /// `authentication_required`, `not_found` for a list that isn't public; `value_invalid`, also for one's own list;
    /// `rate_limited`; `idempotency_key_reused`.
    pub async fn report(&self, id: PlaylistId, reason: &str, terms: &Terms) -> Result<Reported> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let reason = rules::reason(reason, "reason")?;
        let begun = match open::begin(session, owner, terms, "playlist.report", &(id, &reason)).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let connection = begun.tx.connection();
        account::row::lock(connection, &begun.permit, begun.account).await?;
        let list = row::read::one(connection, id, policy::lists(session.viewer())).await?;
        let list = list.filter(|list| list.visibility == Visibility::Public).ok_or_else(Error::not_found)?;
        if list.is_own {
            return Err(Error::new(Code::ValueInvalid, "This list is your own: change it instead.").at("id"));
        }
        if let Some(open) = report::open_of(connection, id, begun.account).await? {
            let answer = Reported { id: open.id, created_at: instant::read(open.created_at)? };
            return begun.end(answer, Changes::Nothing("this reader's report of the list is open already")).await;
        }
        let now = session.now();
        if report::count_since(connection, begun.account, now - DAY).await? >= rules::REPORTS_MAX {
            let message = format!("{} lists can be reported within a day.", rules::REPORTS_MAX);
            return Err(Error::new(Code::RateLimited, message).after(3_600));
        }
        let ports = session.domain().ports();
        let new = StoredReport {
            id: PlaylistReportId::new(id::generate(&*ports.clock, &*ports.random)),
            playlist_id: id,
            account_id: begun.account,
            reason,
            open: Some(1),
            created_at: instant::stored(now),
        };
        let answer = Reported { id: new.id, created_at: instant::read(new.created_at)? };
        report::insert(connection, &begun.permit, new).await?;
        let told = Change::for_staff(ChangeKind::PlaylistReported, answer.id, 1);
        begun.end(answer, Changes::Of(vec![told])).await
    }

    /// A page of the open reports, the latest first, for staff.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `page_size_invalid`, `cursor_invalid`.
    pub async fn reports(&self, request: &PageRequest) -> Result<Page<Report>> {
        let session = self.0;
        policy::require(session.viewer(), Action::PlaylistModerate)?;
        let fingerprint = Fingerprint::of("playlist_reports");
        let spec = request.check::<Position>(fingerprint)?;
        let rows = report::page(session.db().reader(), &spec).await?;
        let ids: Vec<PlaylistId> = rows.iter().map(|row| row.playlist_id).collect();
        let lists = self.by_ids(&ids).await?;
        let said = rows.into_iter().zip(lists).map(|(row, playlist)| {
            let at = Position { value: row.created_at, id: row.id.ulid().to_bytes() };
            let created_at = instant::read(row.created_at)?;
            Ok((at, Report { id: row.id, reason: row.reason, created_at, playlist }))
        });
        Ok(Page::of(fingerprint, &spec, said.collect::<Result<Vec<_>>>()?))
    }

    /// How many reports are open, for staff.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub async fn reports_count(&self) -> Result<usize> {
        policy::require(self.0.viewer(), Action::PlaylistModerate)?;
        let count = report::count_open(self.0.db().reader()).await?;
        usize::try_from(count).map_err(Error::internal)
    }
}
