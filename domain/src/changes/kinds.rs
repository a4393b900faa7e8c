//! The closed list of what can happen. Each word is public (it appears in sync and webhooks) and changes only with
//! a line in CHANGELOG.md.

use crate::word::words;

words! {
    /// What happened to a subject.
    ChangeKind {
        /// An article became public in a language for the first time.
        ArticlePublished = "article.published",
        /// A public article changed, or one of its languages.
        ArticleUpdated = "article.updated",
        /// A public article was corrected, and readers are told how.
        ArticleCorrected = "article.corrected",
        /// A text of an article was withdrawn: a tombstone with the reason is left of it.
        ArticleWithdrawn = "article.withdrawn",
        /// An article that was public is public no longer, in any language.
        ArticleUnpublished = "article.unpublished",
        /// An article that isn't public was saved.
        ArticleSaved = "article.saved",
        /// An expert was added or changed.
        ExpertSaved = "expert.saved",
        /// An expert was deleted.
        ExpertDeleted = "expert.deleted",
        /// An expert was merged into another. The subject is the one that is no more: their id and slugs lead to the other.
        ExpertMerged = "expert.merged",
        /// Whose account is an expert's was said.
        ExpertLinked = "expert.linked",
        /// An expert proposed what is to be said of them, or editors decided of it. The subject is the proposal.
        ProfileProposalSaved = "profile_proposal.saved",
        /// A topic was added or changed.
        TopicSaved = "topic.saved",
        /// A topic was deleted.
        TopicDeleted = "topic.deleted",
        /// A topic was merged into another. The subject is the one that is no more: its id and its slugs lead to the other.
        TopicMerged = "topic.merged",
        /// A region was added or changed.
        RegionSaved = "region.saved",
        /// A region was deleted.
        RegionDeleted = "region.deleted",
        /// A region was merged into another. The subject is the one that is no more: its id and its slugs lead to the other.
        RegionMerged = "region.merged",
        /// An image, or what is known of it, was added or changed.
        ImageSaved = "image.saved",
        /// The front page of a language was arranged.
        FrontPageSaved = "front_page.saved",
        /// A link to look at an article before others do was made or revoked. The subject is the link.
        PreviewSaved = "preview.saved",
        /// An image was deleted.
        ImageDeleted = "image.deleted",
        /// An account was made, by its owner's confirmation or by the command line.
        AccountCreated = "account.created",
        /// Something of an account changed: its name, its address, its roles, its state.
        AccountUpdated = "account.updated",
        /// An account was erased, with all that was its owner's.
        AccountErased = "account.erased",
        /// A session of an account began.
        SessionCreated = "session.created",
        /// A session of an account was ended.
        SessionRevoked = "session.revoked",
        /// A reader follows something.
        FollowCreated = "follow.created",
        /// A reader follows something no longer.
        FollowDeleted = "follow.deleted",
        /// A reader's history has grown. The subject is the account: the log keeps no history itself.
        ReadingRecorded = "reading.recorded",
        /// A reader's history was erased, or an article of it. The subject is the account.
        ReadingErased = "reading.erased",
        /// A reader doesn't want something recommended. The subject is the account.
        DismissalCreated = "dismissal.created",
        /// A reader has taken back that something isn't to be recommended. The subject is the account.
        DismissalDeleted = "dismissal.deleted",
        /// An identity at another provider was linked to an account.
        IdentityLinked = "identity.linked",
        /// An identity at another provider was unlinked from an account.
        IdentityUnlinked = "identity.unlinked",
        /// A copy of all that is held on a reader was asked for.
        DataExportRequested = "data_export.requested",
        /// It came to its end: it is ready, or it failed.
        DataExportSettled = "data_export.settled",
        /// A partner's organisation was made or changed.
        OrganisationSaved = "organisation.saved",
        /// A key of a partner's program was made or revoked.
        ApiKeySaved = "api_key.saved",
        /// What a partner is given was agreed or changed.
        ProductSaved = "product.saved",
        /// An address that a partner wants to be told at was added, changed, switched on or off.
        WebhookEndpointSaved = "webhook_endpoint.saved",
        /// Such an address was deleted.
        WebhookEndpointDeleted = "webhook_endpoint.deleted",
        /// A key that signs access tokens was made or withdrawn.
        SigningKeySaved = "signing_key.saved",
        /// A playlist was made.
        PlaylistCreated = "playlist.created",
        /// Title, description or visibility of a playlist changed.
        PlaylistUpdated = "playlist.updated",
        /// A playlist was deleted.
        PlaylistDeleted = "playlist.deleted",
        /// Items were added to a playlist.
        PlaylistItemAdded = "playlist.item_added",
        /// An item of a playlist was described or moved.
        PlaylistItemChanged = "playlist.item_changed",
        /// An item was taken off a playlist.
        PlaylistItemRemoved = "playlist.item_removed",
        /// A playlist became visible to everybody.
        PlaylistPublished = "playlist.published",
        /// A playlist that everybody could see is not visible any more.
        PlaylistUnpublished = "playlist.unpublished",
        /// A reader reported a playlist.
        PlaylistReported = "playlist.reported",
        /// Staff pinned a playlist, hid it, or showed it again.
        PlaylistModerated = "playlist.moderated",
    }
}
