//! The viewer: an account, as its owner sees it. What belongs to them hangs on it, each noun in a file of its own.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::access::{self, SessionMethod};
use domain::account::Account;
use domain::{Role, Session};

use super::erase::DataExport;
use crate::connection::{Connection, page};
use crate::context::wish;
use crate::error::{Result, Told};
use crate::expert::Expert;
use crate::feed::{self, FeedItem};
use crate::follow::{self, Follow, FollowKind};
use crate::identity::{self, Identity};
use crate::playlist::{Playlist, own_playlists};
use crate::profile::{ProfileProposal, own_proposals};
use crate::reading::{self, Reading};
use crate::recommend::{self, Recommendation};
use crate::scalar::{DateTime, LanguageTag};

/// Whoever is logged in.
pub(crate) struct Viewer {
    pub(crate) session: Session,
    account: Account,
}

impl Viewer {
    /// The owner of this account, who is the viewer of this session.
    pub(crate) fn new(session: Session, account: Account) -> Self {
        Self { session, account }
    }
}

/// What a member of staff is trusted with.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Role", name = "Role")]
pub(crate) enum RoleWord {
    /// Writes articles, and edits own drafts.
    Author,
    /// Edits and publishes all articles.
    Editor,
    /// Everything that the newsroom and its operation need.
    Admin,
    /// Looks after partners and their products.
    PartnerManager,
}

/// How a session began.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "SessionMethod", name = "SessionMethod")]
pub(crate) enum MethodWord {
    /// By address and password.
    Password,
    /// By a mailed one-time code.
    Code,
    /// By another provider.
    Provider,
}

/// A session: a device that is logged in.
#[derive(SimpleObject)]
#[graphql(name = "Session")]
pub(crate) struct AccountSession {
    /// The id: `ses_01jb…`.
    id: ID,
    /// What the device called itself when it logged in (`User-Agent`); may be empty.
    device: String,
    /// How it began.
    method: MethodWord,
    /// When it began.
    created_at: DateTime,
    /// When it was last given a new access token.
    last_used_at: DateTime,
    /// When it ends unless it is used.
    expires_at: DateTime,
    /// It is the one that asks.
    is_current: bool,
}

impl From<access::AccountSession> for AccountSession {
    fn from(session: access::AccountSession) -> Self {
        Self {
            id: session.id.into(),
            device: session.device,
            method: session.method.into(),
            created_at: DateTime(session.created_at),
            last_used_at: DateTime(session.last_used_at),
            expires_at: DateTime(session.expires_at),
            is_current: session.is_current,
        }
    }
}

/// Whoever is logged in, with all that is theirs. Nobody else can see any of it.
#[Object]
impl Viewer {
    /// The id of the account: `acc_01jb…`.
    async fn id(&self) -> ID {
        self.account.id.into()
    }

    /// The mail address to log in with. It is confirmed.
    async fn email(&self) -> &str {
        self.account.email.as_str()
    }

    /// What others see, on public playlists.
    async fn display_name(&self) -> &str {
        &self.account.display_name
    }

    /// The language of the mail that is sent.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.account.language.clone())
    }

    /// What a member of staff is trusted with; empty for a reader.
    async fn roles(&self) -> Vec<RoleWord> {
        self.account.roles.iter().copied().map(RoleWord::from).collect()
    }

    /// What is read is remembered. It is off until it is switched on.
    async fn history_enabled(&self) -> bool {
        self.account.history_enabled
    }

    /// When the account was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.account.created_at)
    }

    /// The copies of all that is held on the account that were asked for, the latest first: those on their way, and those
    /// that can still be fetched.
    async fn data_exports(&self, _ctx: &Context<'_>) -> Option<Result<Vec<DataExport>>> {
        let list = self.session.data_exports().list().await;
        Some(list.told(&self.session).map(|list| list.into_iter().map(DataExport::from).collect()))
    }

    /// One's own playlists, whoever can see them, the last changed first.
    async fn playlists(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<Playlist>>> {
        Some(own_playlists(ctx, &self.session, page(first, after, last, before)).await)
    }

    /// Where the account is logged in, the last used first.
    async fn sessions(&self, _ctx: &Context<'_>) -> Option<Result<Vec<AccountSession>>> {
        let list = self.session.account_sessions().list().await;
        Some(list.told(&self.session).map(|list| list.into_iter().map(AccountSession::from).collect()))
    }

    /// The expert that they are, if the newsroom has said so.
    async fn expert(&self, ctx: &Context<'_>) -> Option<Result<Expert>> {
        let found = self.session.profiles().own_expert().await.told(&self.session).transpose()?;
        Some(found.and_then(|expert| Ok(Expert::new(expert, &wish(ctx, None, true)?))))
    }

    /// What they have proposed to have said of them, the latest first.
    async fn profile_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<ProfileProposal>>> {
        Some(own_proposals(ctx, &self.session, page(first, after, last, before)).await)
    }

    /// What they follow, the latest first.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn follows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this kind.")] kind: Option<FollowKind>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<Follow>>> {
        Some(follow::follows(ctx, &self.session, kind, page(first, after, last, before)).await)
    }

    /// What was published by what they follow, the newest first: each article once, by its first publication.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language to serve them in.")] language: Option<LanguageTag>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<FeedItem>>> {
        Some(feed::feed(ctx, &self.session, language.as_ref(), page(first, after, last, before)).await)
    }

    /// What they have read, the latest first. It is empty unless `historyEnabled` was switched on.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language to serve them in.")] language: Option<LanguageTag>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<Reading>>> {
        Some(reading::history(ctx, &self.session, language.as_ref(), page(first, after, last, before)).await)
    }

    /// What is recommended to them now, the most fitting first: by what they follow, keep and (if they wish) read, and by what
    /// others keep together with that. It is without what they have read, keep, or dismissed. Whoever is new is recommended
    /// what was most collected of late, and the latest of each main topic.
    async fn recommendations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language to serve them in.")] language: Option<LanguageTag>,
        #[graphql(desc = "How many: 1 to 50.", default = 20)] first: i32,
    ) -> Option<Result<Vec<Recommendation>>> {
        Some(recommend::recommendations(ctx, &self.session, language.as_ref(), first).await)
    }

    /// Identities at other providers that lead to the account, the first linked first.
    async fn identities(&self) -> Option<Result<Vec<Identity>>> {
        Some(identity::of_viewer(&self.session).await)
    }
}
