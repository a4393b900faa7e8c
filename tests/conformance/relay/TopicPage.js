import { graphql } from "relay-runtime";

export const query = graphql`
  query TopicPageQuery($slug: String!, $count: Int!) {
    topic(slug: $slug) {
      ...TopicPage_topic @arguments(count: $count)
    }
  }
`;

export const topic = graphql`
  fragment TopicPage_topic on Topic
  @refetchable(queryName: "TopicPagePaginationQuery")
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
    articles(first: $count, after: $cursor) @connection(key: "TopicPage_articles") {
      edges {
        node {
          id
          ...ArticleCard_article
        }
      }
    }
  }
`;
