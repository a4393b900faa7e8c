//! What introspection says of the directives that every schema has. The engine's words differ from those of
//! graphql-js, so that tools which introspect a schema, print it and compare find a difference where there is none.

use std::borrow::Cow;

use async_graphql::parser::types::Directive;
use async_graphql::registry::Registry;
use async_graphql::{ContextDirective, CustomDirective, CustomDirectiveFactory, ServerError, ServerResult};

/// The description of a directive, its argument, and the argument's description, as graphql-js 16 has them.
type Words = (&'static str, &'static str, Option<(&'static str, &'static str)>);

const WORDS: [Words; 3] = [
    (
        "deprecated",
        "Marks an element of a GraphQL schema as no longer supported.",
        Some((
            "reason",
            "Explains why this element was deprecated, usually also including a suggestion for how to access supported \
             similar data. Formatted using the Markdown syntax, as specified by [CommonMark](https://commonmark.org/).",
        )),
    ),
    (
        "specifiedBy",
        "Exposes a URL that specifies the behavior of this scalar.",
        Some(("url", "The URL that specifies the behavior of this scalar.")),
    ),
    ("oneOf", "Indicates exactly one field must be supplied and this field must not be `null`.", None),
];

/// Describes the directives of every schema. Registering is the engine's only way to its registry from outside; as a
/// directive this is `@specifiedBy`, which stands on scalars and never in a request.
pub(crate) struct Described;

impl CustomDirectiveFactory for Described {
    fn name(&self) -> Cow<'static, str> {
        "specifiedBy".into()
    }

    fn register(&self, registry: &mut Registry) {
        for (name, description, argument) in WORDS {
            let Some(directive) = registry.directives.get_mut(name) else { continue };
            directive.description = Some(description.to_owned());
            let argument = argument.and_then(|(name, words)| Some((directive.args.get_mut(name)?, words)));
            if let Some((argument, words)) = argument {
                argument.description = Some(words.to_owned());
            }
        }
    }

    fn create(&self, _: &ContextDirective<'_>, at: &Directive) -> ServerResult<Box<dyn CustomDirective>> {
        // Validation has refused such a document, since the directive isn't allowed on fields.
        let message = format!("The directive `@{}` can't be used in a request.", at.name.node);
        Err(ServerError::new(message, Some(at.name.pos)))
    }
}
