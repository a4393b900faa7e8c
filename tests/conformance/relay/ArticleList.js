import { graphql } from "relay-runtime";

export const query = graphql`
  query ArticleListQuery($count: Int!, $filter: ArticleFilter, $language: Language) {
    ...ArticleList_query @arguments(count: $count, filter: $filter, language: $language)
  }
`;

export const articles = graphql`
  fragment ArticleList_query on Query
  @refetchable(queryName: "ArticleListPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int!" }
    cursor: { type: "String" }
    filter: { type: "ArticleFilter" }
    language: { type: "Language" }
  ) {
    articles(first: $count, after: $cursor, filter: $filter, language: $language)
      @connection(key: "ArticleList_articles") {
      totalCount
      edges {
        node {
          id
          ...ArticleCard_article
        }
      }
    }
  }
`;
