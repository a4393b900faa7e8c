import { graphql } from "relay-runtime";

export const query = graphql`
  query ExpertPageQuery($slug: String!, $count: Int!) {
    expert(slug: $slug) {
      ...ExpertPage_expert @arguments(count: $count)
    }
  }
`;

export const expert = graphql`
  fragment ExpertPage_expert on Expert
  @refetchable(queryName: "ExpertPagePaginationQuery")
  @argumentDefinitions(
    count: { type: "Int" }
    cursor: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    id
    name
    honorific
    title
    affiliation
    bio
    portrait {
      ...LeadImage_image
    }
    articles(first: $count, after: $cursor, last: $last, before: $before) @connection(key: "ExpertPage_articles") {
      edges {
        node {
          id
          ...ArticleCard_article
        }
      }
    }
  }
`;
