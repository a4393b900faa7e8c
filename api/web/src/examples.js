//! The queries that a first visit finds in the playground's tabs, and the values with which their variables are filled.
//! The values are asked of the server, so that the examples have answers whatever content it was filled with.

const latestArticles = `# The latest articles, each with its experts and topics.
# Run it by the button, or with Ctrl-Enter (Mac: ⌘-Enter).
query LatestArticles($first: Int!) {
  latest(first: $first) {
    id
    slug
    title
    standfirst
    kind
    publishedAt
    readingMinutes
    byline {
      role
      title
      affiliation
      expert {
        slug
        name
        honorific
      }
    }
    topics {
      slug
      name
    }
  }
}
`;

const articleBySlug = `# One article, asked for in German. One that hasn't been
# translated is answered in the language that it has:
# "language" says which, and "isFallback" is true.
query ArticleBySlug($slug: String!, $language: Language) {
  article(slug: $slug, language: $language) {
    language
    isFallback
    title
    standfirst
    publishedAt
    body {
      html
    }
    translations {
      language
      slug
      title
    }
    related(first: 3) {
      slug
      title
    }
  }
}
`;

const expertPage = `# An expert's page. For the next page of articles, put
# "endCursor" into the variable "after".
query ExpertPage($slug: String!, $first: Int!, $after: String) {
  expert(slug: $slug) {
    name
    honorific
    title
    affiliation
    bio
    links {
      kind
      url
    }
    articles(first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        slug
        title
        publishedAt
      }
    }
  }
}
`;

const topicTree = `# The tree of topics, from its roots.
query TopicTree {
  topics(root: true, first: 20) {
    totalCount
    nodes {
      id
      slug
      name
      description
      children {
        slug
        name
        children {
          slug
          name
        }
      }
    }
  }
}
`;

const articleSearch = `# Articles by a filter: the topic is matched with all
# below it. There are also "region", "expert",
# "language" and "published" (a range of times).
query ArticlesByFilter($filter: ArticleFilter, $first: Int!) {
  articles(
    filter: $filter
    orderBy: { field: PUBLISHED_AT, direction: DESC }
    first: $first
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      node {
        slug
        title
        kind
        publishedAt
        topics {
          name
        }
        regions {
          name
        }
      }
    }
  }
}
`;

const readingInGerman = `# Only what can be read in German: without fallback,
# what isn't translated is left out.
query ReadingInGerman($language: Language!, $first: Int!) {
  latest(language: $language, fallback: false, first: $first) {
    language
    slug
    title
    standfirst
    topics {
      name
    }
    byline {
      title
      expert {
        name
      }
    }
  }
}
`;

const sampling = `query PlaygroundSamples {
  latest(first: 1) {
    slug
    byline {
      expert {
        slug
      }
    }
    topics {
      id
    }
  }
}`;

/**
 * Slugs and ids of things that the server has.
 * @typedef {{article: string, expert: string, topic: string | undefined}} Samples
 */

/**
 * Asks the server for something to show. A server without content, or one that doesn't answer in time, isn't a reason
 * to have no playground: the variables then hold words in the place of values.
 * @param {(request: {query: string}, signal: AbortSignal) => Promise<any>} ask sends a query to the server
 * @returns {Promise<Samples>}
 */
export async function samples(ask) {
  const answer = await ask({ query: sampling }, AbortSignal.timeout(3000)).catch(() => undefined);
  const article = answer?.data?.latest?.[0];
  return {
    article: article?.slug ?? "the-slug-of-an-article",
    expert: article?.byline[0]?.expert.slug ?? "the-slug-of-an-expert",
    topic: article?.topics[0]?.id,
  };
}

/**
 * The tabs of a first visit, in order.
 * @param {Samples} found
 * @returns {{query: string, variables: string}[]}
 */
export function examples(found) {
  const filter = { ...(found.topic && { topic: found.topic }), kind: ["ANALYSIS", "REPORT", "OPINION"] };
  return [
    tab(latestArticles, { first: 10 }),
    tab(articleBySlug, { slug: found.article, language: "de" }),
    tab(expertPage, { slug: found.expert, first: 5, after: null }),
    tab(topicTree),
    tab(articleSearch, { filter, first: 10 }),
    tab(readingInGerman, { language: "de", first: 10 }),
  ];
}

function tab(query, variables) {
  return { query, variables: variables ? JSON.stringify(variables, null, 2) : "" };
}
