import { graphql } from "relay-runtime";

export const query = graphql`
  query RegionPageQuery($slug: String!, $count: Int!) {
    region(slug: $slug) {
      ...RegionPage_region @arguments(count: $count)
    }
  }
`;

export const region = graphql`
  fragment RegionPage_region on Region
  @refetchable(queryName: "RegionPagePaginationQuery")
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" }) {
    id
    name
    description
    parent {
      id
      name
    }
    ancestors {
      id
      name
    }
    children {
      id
      name
    }
    articles(first: $count, after: $cursor) @connection(key: "RegionPage_articles") {
      edges {
        node {
          id
          ...ArticleCard_article
        }
      }
    }
  }
`;
