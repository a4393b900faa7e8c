import { graphql } from "relay-runtime";

export const query = graphql`
  query BookmarksQuery($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Article {
        ...ArticleCard_article @alias
      }
      ... on Expert {
        name
      }
      ... on Topic {
        name
      }
    }
  }
`;
