//! Writing all content out as records, drafts included: what `import jsonl` reads, so that a round trip loses nothing.

use std::collections::{BTreeMap, HashMap};

use super::record::{
    ArticleRecord, ArticleTextRecord, BodyRecord, ContributionRecord, ContributionTextRecord, ExpertRecord,
    ExpertTextRecord, ImageRecord, ImageTextRecord, Record, TermRecord, TermTextRecord, VariantRecord, WithdrawnRecord,
};
use crate::article::{self, Article};
use crate::error::{Error, Result};
use crate::expert::Expert;
use crate::id::{AnyId, ArticleId, RegionId, TopicId};
use crate::language::{Language, PerLanguage};
use crate::manuscript;
use crate::media::{Image, ImageUse};
use crate::policy::{self, Action, Permit, Sight};
use crate::redirect;
use crate::session::Session;
use crate::taxonomy::row::TermRows;
use crate::taxonomy::{DEPTH_MAX, Term};
use crate::text::Slug;

/// An export under way: topics and regions, images, experts, then articles, in batches.
pub struct Export<'s> {
    session: &'s Session,
    _permit: Permit,
    former: BTreeMap<AnyId, Vec<(Option<Language>, Slug)>>,
    stage: Stage,
}

enum Stage {
    Small,
    Articles(Option<ArticleId>),
    Done,
}

impl Session {
    /// Begins an export.
    ///
    /// # Errors
    /// `forbidden` without the right to `content.export`; `unavailable` when the database doesn't answer.
    pub async fn export(&self) -> Result<Export<'_>> {
        let permit = policy::require(self.viewer(), Action::ContentExport)?;
        let mut former: BTreeMap<AnyId, Vec<(Option<Language>, Slug)>> = BTreeMap::new();
        for (id, language, slug) in redirect::all_former_slugs(self.db().reader()).await? {
            former.entry(id).or_default().push((language, slug));
        }
        for slugs in former.values_mut() {
            slugs.sort();
        }
        Ok(Export { session: self, _permit: permit, former, stage: Stage::Small })
    }
}

impl Export<'_> {
    /// The next records; `None` at the end.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>> {
        match self.stage {
            Stage::Small => {
                self.stage = Stage::Articles(None);
                Ok(Some(self.small().await?))
            }
            Stage::Articles(after) => {
                let (database, mut shared) = (self.session.db().reader(), article::row::Shared::default());
                let batch = article::row::batch(database, after, &Sight::Everything, &mut shared).await?;
                let Some(last) = batch.last_id else {
                    self.stage = Stage::Done;
                    return Ok(None);
                };
                self.stage = Stage::Articles(Some(last));
                Ok(Some(self.articles(batch.articles).await?))
            }
            Stage::Done => Ok(None),
        }
    }

    async fn small(&self) -> Result<Vec<Record>> {
        let database = self.session.db().reader();
        let mut records = Vec::new();
        let topics = parents_first(TopicId::load(database, None).await?);
        records.extend(topics.into_iter().map(|topic| Record::Topic(self.term(topic))));
        let regions = parents_first(RegionId::load(database, None).await?);
        records.extend(regions.into_iter().map(|region| Record::Region(self.term(region))));
        records.extend(crate::media::row::load(database, None).await?.into_iter().map(|it| Record::Image(image(it))));
        let experts = crate::expert::row::load(database, None).await?;
        records.extend(experts.into_iter().map(|expert| Record::Expert(self.expert(expert))));
        Ok(records)
    }

    fn former(&self, id: AnyId) -> PerLanguage<Vec<String>> {
        let mut per_language: PerLanguage<Vec<String>> = PerLanguage::new();
        for (language, slug) in self.former.get(&id).into_iter().flatten() {
            if let Some(language) = language {
                per_language.entry(language.clone()).or_default().push(slug.as_str().to_owned());
            }
        }
        per_language
    }

    fn term<Id: Into<AnyId> + Copy>(&self, term: Term<Id>) -> TermRecord {
        let texts = term.texts.into_iter().map(|text| {
            let record =
                TermTextRecord { slug: text.slug.as_str().to_owned(), name: text.name, description: text.description };
            (text.language, record)
        });
        TermRecord {
            id: term.id.into().to_string(),
            parent: term.parent.map(|id| id.into().to_string()),
            position: term.position,
            texts: texts.collect(),
            former_slugs: self.former(term.id.into()),
        }
    }

    fn expert(&self, expert: Expert) -> ExpertRecord {
        let former = self.former.get(&expert.id.into()).into_iter().flatten();
        let texts = expert.texts.into_iter().map(|text| {
            (text.language, ExpertTextRecord { title: text.title, affiliation: text.affiliation, bio: text.bio })
        });
        ExpertRecord {
            id: expert.id.to_string(),
            slug: expert.slug.as_str().to_owned(),
            name: expert.name,
            honorific: expert.honorific,
            portrait: expert.portrait.map(|id| id.to_string()),
            links: expert.links,
            topics: expert.topics.iter().map(ToString::to_string).collect(),
            texts: texts.collect(),
            former_slugs: former.map(|(_, slug)| slug.as_str().to_owned()).collect(),
        }
    }

    async fn articles(&self, articles: Vec<Article>) -> Result<Vec<Record>> {
        let each =
            articles.iter().flat_map(|article| article.texts.iter().map(|text| (article.id, text.language.clone())));
        let wanted: Vec<(ArticleId, Language)> = each.collect();
        let bodies = article::row::bodies(self.session.db().reader(), &wanted).await?;
        let mut bodies: HashMap<_, _> = bodies.into_iter().collect();
        let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
        let withdrawals = manuscript::row::withdrawals(self.session.db().reader(), Some(&ids)).await?.into_iter();
        let mut told: HashMap<_, _> = withdrawals
            .map(|it| ((it.article, it.language), WithdrawnRecord { reason: it.reason, at: it.at }))
            .collect();
        let mut records = Vec::with_capacity(articles.len());
        for article in articles {
            let mut texts = PerLanguage::new();
            for text in &article.texts {
                let json = bodies.remove(&(article.id, text.language.clone())).unwrap_or_else(|| "[]".to_owned());
                let record = ArticleTextRecord {
                    slug: text.slug.as_str().to_owned(),
                    title: text.title.to_string(),
                    standfirst: text.standfirst.as_deref().map(str::to_owned),
                    body: BodyRecord::Blocks(serde_json::from_str(&json).map_err(Error::internal)?),
                    status: text.status,
                    published_at: text.published_at,
                    updated_at: Some(text.updated_at),
                    withdrawn: told.remove(&(article.id, text.language.clone())),
                };
                texts.insert(text.language.clone(), record);
            }
            records.push(Record::Article(Box::new(self.article(article, texts))));
        }
        Ok(records)
    }

    fn article(&self, article: Article, texts: PerLanguage<ArticleTextRecord>) -> ArticleRecord {
        let former_slugs = self.former(article.id.into());
        let experts = article.byline.into_iter().map(|contribution| {
            let texts = contribution.texts.iter().cloned().map(|text| {
                (text.language, ContributionTextRecord { title: text.title, affiliation: text.affiliation })
            });
            ContributionRecord {
                expert: contribution.expert.to_string(),
                role: contribution.role,
                texts: texts.collect(),
            }
        });
        ArticleRecord {
            id: article.id.to_string(),
            kind: article.kind,
            experts: experts.collect(),
            topics: article.topics.iter().map(ToString::to_string).collect(),
            regions: article.regions.iter().map(ToString::to_string).collect(),
            lead_image: article.lead_image.map(|id| id.to_string()),
            texts,
            corrections: article.corrections,
            former_slugs,
        }
    }
}

fn image(image: Image) -> ImageRecord {
    let texts =
        image.texts.into_iter().map(|text| (text.language, ImageTextRecord { caption: text.caption, alt: text.alt }));
    let variants = image.variants.into_iter().map(|variant| VariantRecord {
        name: variant.name,
        file: variant.file.as_str().to_owned(),
        width: variant.width,
        height: variant.height,
        media_type: variant.media_type,
    });
    ImageRecord {
        id: image.id.to_string(),
        file: image.file.as_str().to_owned(),
        width: image.width,
        height: image.height,
        media_type: image.media_type,
        placeholder: image.placeholder,
        credit: image.credit,
        agency: image.agency,
        photographer: image.photographer,
        rights: image.rights,
        uses: (image.uses != ImageUse::ALL).then_some(image.uses),
        rights_until: image.rights_until,
        focal_point: image.focal_point,
        texts: texts.collect(),
        variants: variants.collect(),
    }
}

/// The terms in an order in which each comes behind its parent.
fn parents_first<Id: Copy + Ord>(terms: Vec<Term<Id>>) -> Vec<Term<Id>> {
    let parents: BTreeMap<Id, Option<Id>> = terms.iter().map(|term| (term.id, term.parent)).collect();
    let depth = |id: Id| {
        let mut line =
            std::iter::successors(parents.get(&id).copied().flatten(), |id| parents.get(id).copied().flatten());
        line.by_ref().take(DEPTH_MAX).count()
    };
    let mut terms = terms;
    terms.sort_by_key(|term| (depth(term.id), term.position, term.id));
    terms
}
