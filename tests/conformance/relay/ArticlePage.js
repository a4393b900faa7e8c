import { graphql } from "relay-runtime";

export const query = graphql`
  query ArticlePageQuery($slug: String!, $language: Language) {
    article(slug: $slug, language: $language) {
      ...ArticlePage_article
    }
  }
`;

export const article = graphql`
  fragment ArticlePage_article on Article @refetchable(queryName: "ArticlePageRefetchQuery") {
    ...ArticleCard_article
    body {
      blocks
      html
    }
    topics {
      id
      name
    }
    regions {
      id
      name
    }
    translations {
      language
      slug
      title
    }
    corrections {
      kind
      at
      note
    }
    related(first: 3) {
      id
      ...ArticleCard_article
    }
  }
`;
