//! Everything that has an id, by its id alone (<https://relay.dev/graphql/objectidentification.htm>).

use async_graphql::{Context, ID, Interface, Object};
use domain::id::{AnyId, ArticleId, ExpertId, ImageId, Noun, OrganisationId, PlaylistId, ProductId, RegionId, TopicId};
use domain::{Code, Error, Fault, Preference};
use futures::future::try_join_all;

use crate::article::Article;
use crate::context::{loaders, session, wish};
use crate::error::{Result, Told};
use crate::expert::Expert;
use crate::media::Image;
use crate::partner::{Organisation, Product};
use crate::playlist::Playlist;
use crate::taxonomy::{Region, Topic};

/// How many ids are taken at once.
const IDS_MAX: usize = 100;

/// Something with an id that is its own in the whole publication and never changes.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "The id, the same in GraphQL, REST and feeds: `art_01jb…`, `exp_01jb…`."
))]
#[allow(clippy::large_enum_variant, reason = "a node lives for one answer, and there are never many at once")]
pub(crate) enum Node {
    Article(Article),
    Expert(Expert),
    Topic(Topic),
    Region(Region),
    Image(Image),
    Playlist(Playlist),
    Organisation(Organisation),
    Product(Product),
}

impl Node {
    async fn find(ctx: &Context<'_>, id: &str, wish: &Preference) -> Result<Option<Self>> {
        // What is not an id names nothing, and is told in the same way as what is absent.
        let Ok(id) = AnyId::parse(id) else { return Ok(None) };
        let session = session(ctx);
        let topic = |id| Topic::found(session.topics().by_id(id)?, wish);
        let region = |id| Region::found(session.regions().by_id(id)?, wish);
        Ok(match id.noun {
            Noun::Article => {
                let article = loaders(ctx).article(ArticleId::new(id.ulid)).await?;
                article.and_then(|article| Article::served(article, wish)).map(Node::Article)
            }
            Noun::Expert => {
                let expert = session.experts().by_id(ExpertId::new(id.ulid));
                expert.map(|expert| Node::Expert(Expert::new(expert, wish)))
            }
            Noun::Topic => topic(TopicId::new(id.ulid)).map(Node::Topic),
            Noun::Region => region(RegionId::new(id.ulid)).map(Node::Region),
            Noun::Image => {
                let image = session.images().by_id(ImageId::new(id.ulid));
                image.map(|image| Node::Image(Image::new(image, wish)))
            }
            Noun::Playlist => {
                let found = loaders(ctx).playlist(PlaylistId::new(id.ulid)).await?;
                found.map(|list| Node::Playlist(Playlist::new(list)))
            }
            Noun::Organisation => {
                let found = session.partners().organisation(OrganisationId::new(id.ulid)).await;
                let found = for_this_viewer(found).told(session)?;
                found.map(|organisation| Node::Organisation(Organisation::new(organisation, wish)))
            }
            Noun::Product => {
                let found = session.partners().product(ProductId::new(id.ulid)).await;
                for_this_viewer(found).told(session)?.map(|product| Node::Product(Product::new(product, wish)))
            }
            // What is somebody's own hangs on `viewer`, and is nobody else's business.
            Noun::Account
            | Noun::AccountSession
            | Noun::PlaylistItem
            | Noun::PlaylistReport
            | Noun::Identity
            | Noun::DataExport
            | Noun::SigningKey
            | Noun::Preview
            | Noun::FrontPage
            | Noun::ProfileProposal
            | Noun::ApiKey
            | Noun::WebhookEndpoint
            | Noun::WebhookDelivery => None,
        })
    }
}

/// What was found; `None` when it isn't there, or isn't for this viewer.
fn for_this_viewer<T>(found: domain::Result<T>) -> domain::Result<Option<T>> {
    match found {
        Err(error) if error.entry().fault == Fault::Access => Ok(None),
        found => found.map(Some),
    }
}

/// Root fields on everything that has an id.
#[derive(Default)]
pub(crate) struct NodeQueries;

#[Object]
impl NodeQueries {
    /// Anything by its id, in the language that the client's `Accept-Language` asks for. Null for what doesn't exist,
    /// is not public, or is not an id at all.
    async fn node(
        &self, ctx: &Context<'_>, #[graphql(desc = "The id: `art_01jb…`.")] id: ID
    ) -> Option<Result<Node>> {
        match wish(ctx, None, true) {
            Ok(wish) => Node::find(ctx, &id, &wish).await.transpose(),
            Err(failure) => Some(Err(failure)),
        }
    }

    /// Several things by their ids, in the order of the ids, with null for each that `node` would answer null. More
    /// than 100 ids are the error `parameter_invalid`.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > IDS_MAX {
            let message = format!("{} ids were given; at most {IDS_MAX} are taken.", ids.len());
            return Err(Error::new(Code::ParameterInvalid, message).at("ids")).told(session(ctx));
        }
        let wish = wish(ctx, None, true)?;
        try_join_all(ids.iter().map(|id| Node::find(ctx, id, &wish))).await
    }
}
