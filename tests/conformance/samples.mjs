//! Slugs and ids of things that the server has, so that the judges ask for what exists, whatever it was filled with.

import { data } from "./server.mjs";

const query = `{
  articles(first: 100) {
    nodes { id slug leadImage { id } byline { expert { id slug } } topics { id slug } regions { id slug } }
  }
}`;

/** Throws when the server has no article with a lead image, an expert, a topic and a region. */
export async function samples(base) {
  const { articles } = await data(base, query);
  const article = articles.nodes.find(
    ({ leadImage, byline, topics, regions }) => leadImage && byline.length && topics.length && regions.length,
  );
  if (!article) throw new Error("the server has no article with a lead image, an expert, a topic and a region");
  return {
    article,
    image: article.leadImage,
    expert: article.byline[0].expert,
    topic: article.topics[0],
    region: article.regions[0],
  };
}
