//! The rules that the schema is held to: all of graphql-eslint's `schema-recommended` and `schema-relay`, and the
//! descriptions that this project asks for besides. Where a rule is narrowed, the reason stands beside it.

import graphqlEslint from "@graphql-eslint/eslint-plugin";
import { committedSdl, relations } from "./server.mjs";

const { "flat/schema-recommended": recommended, "flat/schema-relay": relay } = graphqlEslint.configs;

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: {
      parser: graphqlEslint.parser,
      parserOptions: { graphQLConfig: { schema: committedSdl } },
    },
    plugins: { "@graphql-eslint": graphqlEslint },
    rules: {
      ...recommended.rules,
      ...relay.rules,
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      // Short lists that are always given whole (a byline, the topics of an article, the variants of an image) are
      // plain lists; what can grow without end is a connection. Whether what an edge leads to is a Node is asked by
      // `judges/schema.mjs`, which knows the few that are no more than how a reader stands to a thing.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      // Values have no identity of their own: they are parts of the article, expert or image that has one, what an
      // operation comes to, or how a reader stands to a thing (follows it, has read it, is recommended it).
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          acceptedIdNames: ["id"],
          acceptedIdTypes: ["ID"],
          exceptions: {
            types: [
              "Body", "Contribution", "Correction", "Translation", "Link", "FocalPoint", "ImageVariant", "PageInfo",
              "ImageProposals", "ImageText", "TermText", "ExpertText",
              "Tokens", "UserError", "Authorization", "LoginProvider", "PlaylistOwner", "FeaturedPlaylist",
              ...Object.keys(relations), "Recommendation", "Reason",
              "ManuscriptText", "TextSchedule", "TextSource", "TranslationBehind", "TextStep", "TextConflict",
              "WebhookSecret", "RevisionDiff", "BlockDiff", "TextRun", "ArticlePreview", "ArticleWithdrawal",
              "FrontPage", "FrontPageItem", "FrontPageArrangement", "FrontPageSlot",
              "Contact", "Partner", "Change", "ChangeEntry", "ChangeLink", "Changes",
              "ArticleFacets",
            ],
            suffixes: ["Connection", "Edge", "Payload", "Count"],
          },
        },
      ],
    },
  },
];
