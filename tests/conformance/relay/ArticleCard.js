import { graphql } from "relay-runtime";

export const article = graphql`
  fragment ArticleCard_article on Article {
    id
    kind
    language
    isFallback
    slug
    title
    standfirst
    publishedAt
    readingMinutes
    byline {
      role
      title
      affiliation
      expert {
        id
        slug
        name
      }
    }
    leadImage {
      ...LeadImage_image
    }
  }
`;
