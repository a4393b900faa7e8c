//! What holds for any input.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Pieces of HTML that are likely to meet in odd ways.
fn piece() -> impl Strategy<Value = String> {
    let tag = prop::sample::select(vec![
        "p",
        "div",
        "h1",
        "h3",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a href='https://a.example/'",
        "a href='/x'",
        "a href='javascript:alert(1)'",
        "b",
        "i",
        "u",
        "s",
        "code",
        "sub",
        "span",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "thead",
        "caption",
        "figure",
        "figure class=embed",
        "figcaption",
        "img src=/a.png alt=x",
        "img src=x onerror=alert(1)",
        "br",
        "hr",
        "iframe src='https://a.example/v'",
        "script",
        "style",
        "svg",
        "math",
        "template",
        "select",
        "noscript",
        "textarea",
        "svg onload=alert(1)",
        "p onclick='x()'",
        "video src='https://a.example/m'",
        "dl",
        "dt",
        "q",
        "form",
        "button",
        "title",
    ]);
    let close = tag.clone().prop_map(|tag| format!("</{}>", tag.split(' ').next().unwrap_or_default()));
    let text = prop::sample::select(vec![
        " ",
        "\n",
        "\n\n",
        "a",
        "b ",
        " c",
        "&lt;script&gt;",
        "&amp;",
        "<!-- wp:x -->",
        "&nbsp;",
        "* _x_",
        "https://youtu.be/x",
        "[caption]",
        "[/caption]",
        "[gallery ids=\"1\"]",
        "<script>alert(1)</script>",
        "javascript:",
        "onload=x",
        "\u{1}",
        "ä",
        "<",
        "]]>",
    ]);
    prop_oneof![3 => tag.prop_map(|tag| format!("<{tag}>")), 2 => close, 4 => text.prop_map(str::to_owned), 1 => ".{0,8}"]
}

pub(super) fn markup() -> impl Strategy<Value = String> {
    vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

/// Reads attributes and elements as a browser would find them in the output.
pub(super) fn assert_harmless(output: &str) {
    let lower = output.to_ascii_lowercase();
    for tag in tags(&lower) {
        assert!(!tag.starts_with("<script"), "{output}");
        let names = tag.split(['"', '\'']).step_by(2).flat_map(str::split_ascii_whitespace);
        for name in names {
            assert!(!name.starts_with("on"), "{name} in {output}");
        }
        for address in ["href=\"", "src=\""].iter().filter_map(|name| tag.split_once(name)).map(|(_, value)| value) {
            let is_safe = ["https://", "http://", "mailto:", "/", "#"].iter().any(|start| address.starts_with(start));
            assert!(is_safe, "{address} in {output}");
        }
    }
}

/// Every tag: our output escapes `<` and `>` wherever they aren't markup.
fn tags(html: &str) -> impl Iterator<Item = String> {
    html.split('<').skip(1).map(|rest| format!("<{}", rest.split('>').next().unwrap_or_default()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn html_never_holds_anything_that_runs(markup in markup()) {
        for body in [plain(&markup), wordpress(&markup)] {
            assert_harmless(&html(&body));
        }
    }

    #[test]
    fn json_gives_the_same_body_back(markup in markup()) {
        let body = wordpress(&markup);
        prop_assert_eq!(Body::from_json(&body.to_json()), Ok(body));
    }

    #[test]
    fn html_is_stable_from_the_second_step(markup in markup()) {
        let second = plain(&html(&plain(&markup)));
        prop_assert_eq!(plain(&html(&second)).to_json(), second.to_json());
    }

    #[test]
    fn the_same_html_gives_the_same_keys(markup in markup()) {
        prop_assert_eq!(wordpress(&markup), wordpress(&markup));
    }

    #[test]
    fn any_text_is_read_and_said(text in any::<String>()) {
        let body = wordpress(&text);
        assert_harmless(&html(&body));
        prop_assert!(body.to_plain_text().is_empty() || !body.to_markdown(&NoImages).is_empty());
    }
}
