//! What all that is shown with a text comes to, in one hash: when it is another one, the text has changed for those who have it. It
//! may differ between releases; then texts are sent once more than they need to be.

use jiff::Timestamp;

use super::Hash;
use crate::article::{Article, ArticleText};
use crate::catalogue::{Snapshot, Tree, TreeId};
use crate::media::{ImageState, ImageUse};
use crate::partner::Product;

/// The fingerprint of a text as a product shows it; `seen` are the texts of its article that the product has.
pub(super) fn fingerprint(
    snapshot: &Snapshot,
    product: &Product,
    (article, text, seen): (&Article, &ArticleText, &[&ArticleText]),
    now: Timestamp,
) -> String {
    let experts: Vec<_> = article.byline.iter().map(|it| snapshot.experts.get(&it.expert)).collect();
    let image = article.lead_image.and_then(|id| snapshot.image(id)).filter(|image| {
        product.terms.images && image.state == ImageState::Ready && image.allows(ImageUse::Syndication, now)
    });
    let translations: Vec<_> = seen.iter().map(|it| (&it.language, &it.slug, &it.title, it.published_at)).collect();
    let shown = (
        (article.revision, article.kind, &article.byline, &article.corrections, text, translations),
        (terms(&snapshot.topics, &article.topics), terms(&snapshot.regions, &article.regions)),
        (experts, image, product.terms.texts),
    );
    Hash::of(&format!("{shown:?}")).to_string()
}

/// The terms that something is filed under, with those above them.
fn terms<Id: TreeId + std::fmt::Debug>(tree: &Tree<Id>, ids: &[Id]) -> String {
    let with_above = ids.iter().flat_map(|id| std::iter::once(*id).chain(tree.ancestors(*id)));
    with_above.map(|id| format!("{:?}", tree.get(id))).collect()
}
