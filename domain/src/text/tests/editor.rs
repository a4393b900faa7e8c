//! What an editor sends, and how two bodies differ.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::properties::{assert_harmless, markup};
use super::*;
use crate::error::Code;
use crate::text::{BlockChange, BodyInput, RunChange, TextRun, blocks_behind, text_diff};

fn markdown(text: &str, before: Option<&Body>) -> Body {
    BodyInput::Markdown(text.to_owned()).read(before).unwrap_or_else(|error| panic!("{error}: {text:.200}")).body
}

fn keys(body: &Body) -> Vec<String> {
    body.blocks().iter().map(|block| block.key().to_owned()).collect()
}

fn joined(runs: &[TextRun], other: RunChange) -> String {
    runs.iter().filter(|run| run.change != other).map(|run| run.text.as_str()).collect()
}

/// Ways to get something that runs into a page: by elements, attributes, addresses, and by what parsers do with them.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\" OnErRoR\n=\n\"alert(1)\">",
    "<img/src=`x`/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title><a href=\"</title><img src=x onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"java&#x0A;script:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"https://a.example/\" onclick=alert(1) style=\"position:fixed\">x</a>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object><embed src=javascript:alert(1)>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=\"javascript:alert(1)//\"><a href=\"/x\">x</a>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)';</style><p style=\"background:url(javascript:alert(1))\">x</p>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)><select autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p>\u{0}<img\u{0} src=x onerror=alert(1)></p>",
    "<p title='\"><img src=x onerror=alert(1)>'>x</p>",
    "<table><td background=javascript:alert(1)>x",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<marquee onstart=alert(1)>x</marquee><body onload=alert(1)>",
];

#[test]
fn no_attack_comes_through_by_html_or_markdown() {
    for attack in ATTACKS {
        let by_html = BodyInput::Html((*attack).to_owned()).read(None).unwrap_or_else(|error| panic!("{error}")).body;
        for body in [by_html, markdown(attack, None), markdown(&format!("a\n\n{attack}\n\nb {attack} c"), None)] {
            let said = html(&body);
            assert_harmless(&said);
            assert_eq!(html(&plain(&said)), html(&plain(&html(&plain(&said)))), "{attack}");
        }
    }
}

#[test]
fn addresses_in_markdown_obey_the_same_rule() {
    for text in [
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1))",
        "[x](java&#x0A;script:alert(1))",
        "[x][a]\n\n[a]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "![x](https://a.example/x.png \"t\\\" onerror=alert(1) x=\\\"\")",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ] {
        let said = html(&markdown(text, None));
        assert_harmless(&said);
        assert!(!said.contains("script:") || said.contains("&lt;") || !said.contains("href"), "{text}: {said}");
    }
    let said = html(&markdown("[x](https://a.example/ \"t\") *b* ~~c~~", None));
    assert!(said.contains("href=\"https://a.example/\""), "{said}");
}

#[test]
fn what_is_wrong_with_blocks_names_their_places() {
    let blocks = json!([
        {"_type": "block", "children": [{"_type": "span", "text": "right"}]},
        {"_type": "block", "_key": "b", "children": [{"_type": "span", "_key": "s", "text": "x", "marks": ["gone"]}]},
        {"_type": "block", "_key": "c", "children": [{"_type": "span", "_key": "s", "text": 5}]},
    ]);
    let error = BodyInput::Blocks(blocks).read(None).unwrap_err();
    assert_eq!(error.code, Code::BodyInvalid);
    let fields: Vec<&str> =
        error.field.iter().map(String::as_str).chain(error.also.iter().map(|one| one.field.as_str())).collect();
    assert_eq!(fields.len(), 2, "{fields:?}");
    assert!(
        fields[0].starts_with("blocks[1].children[0]") && fields[1].starts_with("blocks[2].children[0]"),
        "{fields:?}"
    );
    assert!(error.message.contains('b') && error.also[0].message.contains('c'), "{error}");
}

#[test]
fn missing_keys_are_given_out_and_stay() {
    let blocks =
        json!([{"_type": "block", "children": [{"_type": "span", "text": "a"}]}, {"_type": "block", "children": []}]);
    let read = || BodyInput::Blocks(blocks.clone()).read(None).unwrap_or_else(|error| panic!("{error}")).body;
    assert_eq!(read(), read());
    assert_eq!(keys(&read()).iter().collect::<BTreeSet<_>>().len(), 2);
}

#[test]
fn blocks_of_markdown_keep_their_keys() {
    let before = markdown("# One\n\nThe mills of the harbour are old.\n\n- a\n- b\n\nThe end.", None);
    let after = markdown(
        "# One\n\nA new beginning.\n\nThe mills of the harbour are very old.\n\n- a\n- b\n\nThe end.",
        Some(&before),
    );
    let diff = before.diff(&after);
    let changes: Vec<BlockChange> = diff.blocks.iter().map(|block| block.change).collect();
    assert_eq!(changes, [BlockChange::Added, BlockChange::Changed], "{diff:?}");
    assert_eq!(joined(&diff.blocks[1].runs, RunChange::Insert), "The mills of the harbour are old.");
    assert_eq!(joined(&diff.blocks[1].runs, RunChange::Delete), "The mills of the harbour are very old.");
    assert_eq!(blocks_behind(&before, &after), diff.blocks.iter().map(|block| block.key.clone()).collect::<Vec<_>>());
}

#[test]
fn a_moved_block_is_moved_and_not_written_anew() {
    let before = markdown("first words\n\nsecond words\n\nthird words", None);
    let after = markdown("third words\n\nfirst words\n\nsecond words", Some(&before));
    let diff = before.diff(&after);
    assert_eq!(diff.blocks.len(), 1, "{diff:?}");
    assert_eq!((diff.blocks[0].change, diff.blocks[0].after.as_deref()), (BlockChange::Moved, Some("third words")));
}

#[test]
fn a_long_text_is_compared_within_its_work() {
    let text = |word: &str| (0..1_500).map(|at| format!("{word} {at} of the harbour")).collect::<Vec<_>>().join("\n\n");
    let (before, after) = (markdown(&text("mill"), None), markdown(&text("ship"), None));
    let began = std::time::Instant::now();
    assert!(before.diff(&after).blocks.len() >= 1_500);
    assert!(began.elapsed() < std::time::Duration::from_secs(20));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_diff_accounts_for_every_block(one in markup(), other in markup()) {
        let before = plain(&one);
        let after = BodyInput::Html(other).read(Some(&before)).unwrap_or_else(|error| panic!("{error}")).body;
        prop_assert!(before.diff(&before).blocks.is_empty());
        let diff = before.diff(&after);
        let (old, new): (BTreeSet<String>, BTreeSet<String>) =
            (keys(&before).into_iter().collect(), keys(&after).into_iter().collect());
        let with = |change: BlockChange| -> BTreeSet<String> {
            diff.blocks.iter().filter(|block| block.change == change).map(|block| block.key.clone()).collect()
        };
        prop_assert_eq!(with(BlockChange::Removed), old.difference(&new).cloned().collect());
        prop_assert_eq!(with(BlockChange::Added), new.difference(&old).cloned().collect());
        for block in &diff.blocks {
            prop_assert_eq!(joined(&block.runs, RunChange::Insert), block.before.clone().unwrap_or_default());
            prop_assert_eq!(joined(&block.runs, RunChange::Delete), block.after.clone().unwrap_or_default());
        }
    }

    #[test]
    fn runs_give_both_texts_back(one in ".{0,80}", other in ".{0,80}") {
        let runs = text_diff(&one, &other);
        prop_assert_eq!(joined(&runs, RunChange::Insert), one);
        prop_assert_eq!(joined(&runs, RunChange::Delete), other);
    }

    #[test]
    fn any_markdown_is_read_and_harmless(text in any::<String>(), markup in markup()) {
        for text in [text, markup] {
            if let Ok(read) = BodyInput::Markdown(text).read(None) {
                assert_harmless(&html(&read.body));
            }
        }
    }
}
