//! Runs the HTML parser within bounds. Its cost for one token grows with the elements that are open, with the
//! formatting that was never closed and with the attributes of a tag; the guard here keeps each of them small.

use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{Tracer, create_element};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, QualName, TokenizerResult, local_name, ns};

use super::element;
use super::tree::{Handle, Sink, Tree};
use crate::text::error::{BodyError, BodyProblem};
use crate::text::limits::{MAX_HTML_DEPTH, MAX_HTML_NODES, MAX_TAG_SEPARATORS};

/// Bytes that are parsed between two looks at the bounds.
const STEP: usize = 4 * 1024;

pub(super) fn parse(html: &str) -> Result<Tree, BodyError> {
    let sink = Sink::new();
    let context = create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let guard = Guard {
        builder: TreeBuilder::new_for_fragment(sink, context, None, options),
        swallowed: RefCell::default(),
        has_token: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut separators = 0;
    for step in steps(html) {
        input.push_back(StrTendril::from(step));
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if tokenizer.sink.has_token.take() {
            separators = 0;
        }
        separators += step.bytes().filter(|byte| b" \t\n\r\x0c/\"'".contains(byte)).count();
        if separators > MAX_TAG_SEPARATORS {
            return Err(too_much("has a tag or comment that is far too long or doesn't end"));
        }
        if tokenizer.sink.builder.sink.made() > MAX_HTML_NODES {
            return Err(too_much("has too many elements, or formatting that is never closed"));
        }
    }
    tokenizer.end();
    Ok(tokenizer.sink.builder.sink.finish())
}

fn too_much(what: &'static str) -> BodyError {
    BodyError::whole(BodyProblem::Html(what))
}

fn steps(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let end = rest.ceil_char_boundary(STEP);
        let (step, after) = rest.split_at_checked(end)?;
        rest = after;
        (!step.is_empty()).then_some(step)
    })
}

/// Stands between tokenizer and tree builder.
struct Guard {
    builder: TreeBuilder<Handle, Sink>,
    /// An element without meaning for us that begins beyond the depth, and how often it is open.
    swallowed: RefCell<Option<(LocalName, usize)>>,
    has_token: Cell<bool>,
}

impl Guard {
    fn is_deep(&self) -> bool {
        let count = Count(Cell::new(0));
        self.builder.trace_handles(&count);
        count.0.get() > MAX_HTML_DEPTH
    }

    /// The token belongs to an element that is swallowed whole.
    fn is_swallowed(&self, token: &Token) -> bool {
        let mut swallowed = self.swallowed.borrow_mut();
        let Some((name, open)) = swallowed.as_mut() else { return false };
        if let Token::TagToken(tag) = token
            && tag.name == *name
        {
            match tag.kind {
                TagKind::StartTag if !tag.self_closing => *open += 1,
                TagKind::StartTag => {}
                TagKind::EndTag => *open -= 1,
            }
            if *open == 0 {
                *swallowed = None;
            }
            return true;
        }
        // Raw text has to reach the builder, which tells the tokenizer how to read it.
        !matches!(token, Token::EOFToken) && !is_raw(token)
    }

    /// A start tag that goes too deep is dropped; its content stays, unless the element is one that says nothing.
    fn is_dropped(&self, tag: &Tag) -> bool {
        if tag.kind == TagKind::EndTag || element::is_leaf(&tag.name) || !self.is_deep() {
            return false;
        }
        if !tag.self_closing && (element::is_silent(&tag.name) || matches!(&*tag.name, "svg" | "math")) {
            *self.swallowed.borrow_mut() = Some((tag.name.clone(), 1));
        }
        true
    }
}

fn is_raw(token: &Token) -> bool {
    matches!(token, Token::TagToken(tag) if element::is_leaf(&tag.name))
}

impl TokenSink for Guard {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if !matches!(token, Token::ParseError(_)) {
            self.has_token.set(true);
        }
        let is_over = self.builder.sink.made() > MAX_HTML_NODES;
        let is_dropped = |token: &Token| matches!(token, Token::TagToken(tag) if self.is_dropped(tag));
        if is_over || self.is_swallowed(&token) || is_dropped(&token) {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = Handle;

    fn trace_handle(&self, _handle: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::from_html::tree::Data;

    fn words(html: &str) -> String {
        let tree = parse(html).unwrap_or_else(|error| panic!("{error}"));
        let text = |id| match tree.data(id) {
            Data::Text(text) => text.to_string(),
            _ => String::new(),
        };
        tree.descendants(Tree::ROOT).map(text).collect()
    }

    #[test]
    fn text_beyond_the_depth_is_kept_and_silent_elements_are_not() {
        let deep = "<div>".repeat(5_000);
        let inside =
            "<p>one</p><svg><title>two</title></svg><template>three</template><select><option>four</select>five";
        assert_eq!(words(&format!("{deep}{inside}")), "onefive");
    }

    #[test]
    fn a_script_beyond_the_depth_is_read_as_a_script() {
        let deep = "<div>".repeat(5_000);
        let text = words(&format!("{deep}a<script>if (x<b) '<p>no'</script>z"));
        assert!(text.starts_with('a') && text.ends_with('z') && !text.contains("<div"), "{text}");
    }

    #[test]
    fn a_tag_with_thousands_of_attributes_is_refused() {
        let attributes: String = (0..100_000).map(|n| format!("a{n} ")).collect();
        assert!(parse(&format!("<p {attributes}>")).is_err());
    }

    #[test]
    fn formatting_that_is_never_closed_is_refused_before_it_multiplies() {
        let fonts: String = (0..150).map(|n| format!("<p><font size={n}></p>")).collect();
        assert!(parse(&format!("{fonts}{}", "<p>x</p>".repeat(100_000))).is_err());
    }
}
