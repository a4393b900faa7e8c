//! The state machine of a text, pure: which step leads from which state to which. Who may take a step is said in
//! `domain/src/policy.rs`.

use crate::article::Status;
use crate::error::{Code, Error, Result};
use crate::word::words;

words! {
    /// A step that a text can take.
    StepKind {
        /// Hand a draft in for review.
        Submit = "submit",
        /// Give it back to be worked on.
        Return = "return",
        /// Find it good.
        Approve = "approve",
        /// Have it published at a time.
        Schedule = "schedule",
        /// Take it off the schedule.
        Unschedule = "unschedule",
        /// Make its latest revision public.
        Publish = "publish",
        /// Tell readers of a public text that it was put right.
        Correct = "correct",
        /// Take it back without a verdict on it.
        Unpublish = "unpublish",
        /// Lay it aside, for the record.
        Archive = "archive",
        /// Take up again what was laid aside.
        Reopen = "reopen",
        /// Withdraw it for good: for a legal reason or a grave error.
        Withdraw = "withdraw",
    }
}

/// Where a text stands, as far as steps depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) status: Status,
    /// There is a newer revision than the one that is shown.
    pub(super) is_ahead: bool,
    /// It is public, or was once.
    pub(super) was_public: bool,
}

impl StepKind {
    /// The state that the step leads to.
    ///
    /// # Errors
    /// `transition_refused`.
    pub(super) fn from(self, standing: Standing) -> Result<Status> {
        use Status::{Approved, Archived, Corrected, Draft, InReview, Published, Scheduled, Unpublished, Withdrawn};
        let Standing { status, is_ahead, was_public } = standing;
        let to = match (self, status) {
            (Self::Submit, Draft) => InReview,
            (Self::Return, InReview | Approved) => Draft,
            (Self::Approve, InReview) => Approved,
            (Self::Schedule, Approved | Unpublished) => Scheduled,
            // What was public before may have been scheduled without another review.
            (Self::Unschedule, Scheduled) if was_public => Unpublished,
            // What was saved since it was approved hasn't been reviewed.
            (Self::Unschedule, Scheduled) if is_ahead => Draft,
            (Self::Unschedule, Scheduled) => Approved,
            (Self::Publish, Approved | Scheduled | Unpublished) => Published,
            (Self::Publish, Published | Corrected) if is_ahead => status,
            (Self::Correct, Published | Corrected) => Corrected,
            (Self::Unpublish, Published | Corrected) => Unpublished,
            (Self::Archive, Draft | InReview | Approved | Unpublished) => Archived,
            (Self::Reopen, Archived) => Draft,
            (Self::Withdraw, _) if was_public && status != Withdrawn => Withdrawn,
            _ => return Err(self.refused(standing)),
        };
        Ok(to)
    }

    fn refused(self, standing: Standing) -> Error {
        let Standing { status, is_ahead, was_public } = standing;
        let why = match (self, status) {
            (_, Status::Withdrawn) => "What was withdrawn stays so.".to_owned(),
            (Self::Withdraw, _) if !was_public => {
                "It was never public: archive it, there is nothing to withdraw.".to_owned()
            }
            (Self::Publish, Status::Published | Status::Corrected) if !is_ahead => {
                "Its latest revision is public already.".to_owned()
            }
            (Self::Schedule, Status::Scheduled) => {
                "It is scheduled already: take it off the schedule first.".to_owned()
            }
            _ => format!("A text that is `{status}` can't take the step `{self}`."),
        };
        Error::new(Code::TransitionRefused, why)
    }
}

/// Whether what is shown of a text in this state is frozen: what is saved meanwhile waits.
pub(super) const fn is_frozen(status: Status) -> bool {
    matches!(status, Status::Scheduled | Status::Published | Status::Corrected | Status::Withdrawn)
}

/// The state of a text after a save.
///
/// # Errors
/// `transition_refused` for what is laid aside or withdrawn.
pub(super) fn saved(status: Status) -> Result<Status> {
    match status {
        // What was approved is not what is there now.
        Status::Approved => Ok(Status::Draft),
        Status::Archived => Err(Error::new(Code::TransitionRefused, "It is archived: reopen it first.")),
        Status::Withdrawn => Err(Error::new(Code::TransitionRefused, "What was withdrawn stays so.")),
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What can happen to a text: a step, or a save.
    #[derive(Debug, Clone, Copy)]
    enum Event {
        Step(StepKind),
        Save,
    }

    /// A text, reckoned in the plainest way: which revision was approved last, which is shown to whom.
    #[derive(Debug, Clone, Copy)]
    struct Text {
        status: Status,
        head: i64,
        shown: i64,
        approved: Option<i64>,
        was_public: bool,
    }

    impl Text {
        fn standing(self) -> Standing {
            Standing { status: self.status, is_ahead: self.head > self.shown, was_public: self.was_public }
        }

        fn after(mut self, event: Event) -> Result<Self> {
            match event {
                Event::Save => {
                    self.status = saved(self.status)?;
                    self.head += 1;
                    if !is_frozen(self.status) {
                        self.shown = self.head;
                    }
                }
                Event::Step(step) => {
                    self.status = step.from(self.standing())?;
                    if step == StepKind::Approve {
                        self.approved = Some(self.head);
                    }
                    if step == StepKind::Publish || !is_frozen(self.status) {
                        self.shown = self.head;
                    }
                    self.was_public |= self.status.is_public();
                }
            }
            Ok(self)
        }
    }

    fn event() -> impl Strategy<Value = Event> {
        let steps = proptest::sample::select(StepKind::ALL);
        prop_oneof![3 => steps.prop_map(Event::Step), 1 => Just(Event::Save)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn whatever_is_tried_the_promises_hold(events in proptest::collection::vec(event(), 0..60)) {
            let mut text = Text { status: Status::Draft, head: 1, shown: 1, approved: None, was_public: false };
            for event in events {
                let Ok(next) = text.after(event) else { continue };
                // Nothing comes after a withdrawal.
                prop_assert_ne!(text.status, Status::Withdrawn);
                // A text becomes public by being published, never by a save, and not for the first time without an approval.
                if next.status.is_public() && !text.status.is_public() {
                    prop_assert!(matches!(event, Event::Step(StepKind::Publish)));
                    prop_assert!(text.was_public || text.approved.is_some());
                }
                // What readers see changes only by a publication.
                if text.status.is_public() && next.status.is_public() && !matches!(event, Event::Step(StepKind::Publish)) {
                    prop_assert_eq!(text.shown, next.shown);
                }
                // What is scheduled is what was reviewed, whatever is saved meanwhile.
                if next.status == Status::Scheduled && !next.was_public {
                    prop_assert_eq!(Some(next.shown), next.approved);
                }
                // What is approved is the latest.
                if next.status == Status::Approved {
                    prop_assert_eq!(next.approved, Some(next.head));
                }
                // Withdrawn is only what was public.
                prop_assert!(next.status != Status::Withdrawn || text.was_public);
                // Whoever isn't frozen shows the latest.
                prop_assert!(is_frozen(next.status) || next.shown == next.head);
                text = next;
            }
        }
    }

    #[test]
    fn what_was_public_and_is_taken_off_the_schedule_is_not_approved_by_that() {
        let scheduled = |is_ahead, was_public| Standing { status: Status::Scheduled, is_ahead, was_public };
        for is_ahead in [false, true] {
            assert_eq!(StepKind::Unschedule.from(scheduled(is_ahead, true)).unwrap(), Status::Unpublished);
        }
        assert_eq!(StepKind::Unschedule.from(scheduled(false, false)).unwrap(), Status::Approved);
        assert_eq!(StepKind::Unschedule.from(scheduled(true, false)).unwrap(), Status::Draft);
    }

    #[test]
    fn every_state_can_be_reached_and_left_but_the_last() {
        let all = |status| {
            [(false, false), (false, true), (true, false), (true, true)].map(|(is_ahead, was_public)| Standing {
                status,
                is_ahead,
                was_public,
            })
        };
        for status in Status::ALL {
            let leads = |step: &StepKind| all(*status).into_iter().any(|standing| step.from(standing).is_ok());
            assert_eq!(StepKind::ALL.iter().any(leads), *status != Status::Withdrawn, "{status}");
            let reaches = |from: Status| {
                StepKind::ALL
                    .iter()
                    .any(|step| all(from).into_iter().any(|it| step.from(it).is_ok_and(|to| to == *status)))
            };
            assert!(Status::ALL.iter().any(|from| reaches(*from)), "{status}");
        }
    }
}
