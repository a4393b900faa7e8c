//! The words of images: where they stand, what their rights allow, what becomes of proposals.

use async_graphql::Enum;
use domain::media as model;

/// Where an image stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ImageState")]
pub(crate) enum ImageState {
    /// Its variants are being made.
    Processing,
    /// It can be shown.
    Ready,
    /// Its variants could not be made.
    Failed,
}

/// What the rights to an image may allow. An image whose rights don't allow a use is left out of that use.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ImageUse")]
pub(crate) enum ImageUse {
    /// To show it with what is published here, to everybody.
    Web,
    /// To send it in letters.
    Newsletter,
    /// To pass it on to partners.
    Syndication,
    /// To show it on cards of social networks: the variant `og`.
    Social,
}

/// What becomes of what the file of an image said of whom to credit.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ProposalsWish")]
pub(crate) enum ImageProposalsWish {
    /// It is taken over wherever nothing is known yet; a caption in the default language.
    Take,
    /// It is dropped.
    Drop,
}
