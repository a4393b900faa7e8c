//! Bodies from HTML.

use std::time::{Duration, Instant};

use super::*;
use crate::text::ImageRef;
use crate::text::limits::MAX_HTML_BYTES;

/// Each block in one line: style or type, list place, text; decorators in braces.
fn outline(body: &Body) -> Vec<String> {
    body.to_json().as_array().into_iter().flatten().map(line).collect()
}

fn line(block: &Value) -> String {
    let text = |name: &str| block[name].as_str().unwrap_or_default();
    match text("_type") {
        "block" => {
            let place = match block.get("listItem") {
                Some(kind) => format!(" {}{}", kind.as_str().unwrap_or_default(), block["level"]),
                None => String::new(),
            };
            format!("{}{place}: {}", text("style"), spans(&block["children"], &block["markDefs"]))
        }
        "image" => format!("image: {} alt={} caption={}", text("image"), block["alt"], block["caption"]),
        "embed" => format!("embed: {} by {} title={}", text("url"), text("provider"), block["title"]),
        "code" => format!("code: {} {:?}", text("language"), text("code")),
        "table" => {
            let cell = |cell: &Value| match cell.as_str() {
                Some(text) => text.to_owned(),
                None => spans(cell, &block["markDefs"]),
            };
            let row =
                |row: &Value| row["cells"].as_array().into_iter().flatten().map(cell).collect::<Vec<_>>().join("|");
            let rows: Vec<String> = block["rows"].as_array().into_iter().flatten().map(row).collect();
            format!("table: {} {}", block["header"], rows.join(" / "))
        }
        other => other.to_owned(),
    }
}

fn spans(spans: &Value, links: &Value) -> String {
    let mark = |mark: &Value| {
        let link = links.as_array().into_iter().flatten().find(|link| link["_key"] == *mark);
        link.map_or(mark, |link| &link["href"]).as_str().unwrap_or_default().to_owned()
    };
    let span = |span: &Value| {
        let marks: Vec<String> = span["marks"].as_array().into_iter().flatten().map(mark).collect();
        let text = span["text"].as_str().unwrap_or_default();
        if marks.is_empty() { text.to_owned() } else { format!("{{{}: {text}}}", marks.join(" ")) }
    };
    spans.as_array().into_iter().flatten().map(span).collect()
}

#[test]
fn paragraphs_headings_and_marks() {
    let html = "<h1> One\n two </h1><p>a <b>b <i>c</i></b>\n\n d<br> e </p>f<h6>six</h6>";
    assert_eq!(
        outline(&plain(html)),
        ["h2: One two", "normal: a {strong: b }{strong em: c} d\ne", "normal: f", "h4: six"]
    );
}

#[test]
fn lists_nest_and_paragraphs_of_an_item_are_its_lines() {
    let html = "<ul><li>a<ol><li>b</li></ol></li><li><p>c</p><p>d</p></li></ul><ol><li>e</ol>";
    assert_eq!(
        outline(&plain(html)),
        ["normal bullet1: a", "normal number2: b", "normal bullet1: c\nd", "normal number1: e"]
    );
    let odd = "<ul><ul><li>a</li></ul></ul><p>x</p><li>b</li>";
    assert_eq!(outline(&plain(odd)), ["normal bullet1: a", "normal: x", "normal bullet1: b"]);
}

#[test]
fn a_quotation_may_have_paragraphs_and_lists() {
    let html = "<blockquote><p>a</p><p>b</p><ul><li>c</ul></blockquote>";
    assert_eq!(outline(&plain(html)), ["blockquote: a", "blockquote: b", "blockquote bullet1: c"]);
}

#[test]
fn only_safe_links_are_kept_and_the_words_of_others_stay() {
    let html = "<p><a href='https://a.example'>a</a> <a href=/b>b</a> <a href=#c>c</a> <a href='c.html'>d</a> \
        <a href=' JaVa\nscript:alert(1)'>e</a> <a href=mailto:x@a.example>f</a> <a href=//a.example/g>g</a></p>";
    let expected =
        "normal: {https://a.example: a} {/b: b} {#c: c} d e {mailto:x@a.example: f} {https://a.example/g: g}";
    assert_eq!(outline(&plain(html)), [expected]);
}

#[test]
fn pictures_films_and_captions() {
    let html = "<figure><img src=https://a.example/i.png alt=A><figcaption>C <b>d</b></figcaption></figure>\
        <p>x<img src=relative.png><img src=/y.png></p><iframe src=https://player.vimeo.com/1 title=T></iframe>\
        <iframe src=http://a.example></iframe><video><source src=https://a.example/v.mp4>old browser</video>\
        <img src=https://a.example/p.gif width=1 height=1>";
    assert_eq!(
        outline(&plain(html)),
        [
            "image: https://a.example/i.png alt=\"A\" caption=\"C d\"",
            "normal: x",
            "image: /y.png alt=null caption=null",
            "embed: https://player.vimeo.com/1 by vimeo title=\"T\"",
            "embed: https://a.example/v.mp4 by a.example title=null",
        ]
    );
}

#[test]
fn tables_code_and_breaks() {
    let html = "<table><caption>T</caption><tr><th>a<th>b<tr><td>c<p>d</p><td><a href=/e>e</a><img src=/f.png></table>\
        <table><tr><td><p>layout</p></table><pre class=lang-rust>\n let x;\n  y\n</pre><hr>";
    assert_eq!(
        outline(&plain(html)),
        [
            "normal: T",
            "table: true a|b / c\nd|{/e: e}",
            "image: /f.png alt=null caption=null",
            "normal: layout",
            "code: rust \" let x;\\n  y\"",
            "break",
        ]
    );
}

#[test]
fn what_runs_or_draws_never_survives() {
    let html = "<p>a<script>b</script><style>c</style><svg><text>d</text><foreignObject><p>e</p></foreignObject></svg>\
        <math><mi>f</mi></math><template><p>g</p></template><noscript>h</noscript><object>i</object><button>j</button></p>\
        <p onclick='k()'>l</p><iframe srcdoc='<script>m</script>'>n</iframe>";
    assert_eq!(outline(&plain(html)), ["normal: a", "normal: l"]);
}

#[test]
fn wordpress_text_without_paragraphs_has_them() {
    let html = "One <em>a\nb</em>\n\nTwo\n<h2>H\nh</h2>\nThree<!--more-->\n\n&nbsp;\n\n<ul>\n<li>i\ni</li>\n</ul>\n<pre>x\n\ny</pre>";
    let expected = [
        "normal: One {em: a\nb}",
        "normal: Two",
        "h2: H h",
        "normal: Three",
        "normal bullet1: i i",
        "code:  \"x\\n\\ny\"",
    ];
    assert_eq!(outline(&wordpress(html)), expected);
    assert_eq!(outline(&plain("One\n\nTwo")), ["normal: One Two"]);
}

#[test]
fn content_of_the_block_editor_keeps_its_paragraphs() {
    let html = "<!-- wp:paragraph -->\n<p>a\nb</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:image {\"id\":1} -->\n\
        <figure class=\"wp-block-image\"><img src=\"/x.png\" alt=\"\"/><figcaption>c</figcaption></figure>\n<!-- /wp:image -->\n\n\
        <!-- wp:embed -->\n<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\nhttps://youtu.be/x\n</div>\
        <figcaption>F</figcaption></figure>\n<!-- /wp:embed -->\n<!-- wp:verse --><pre class=\"wp-block-verse\">r\n  s</pre><!-- /wp:verse -->";
    assert_eq!(
        outline(&wordpress(html)),
        [
            "normal: a b",
            "image: /x.png alt=\"\" caption=\"c\"",
            "embed: https://youtu.be/x by youtube title=\"F\"",
            "normal: r\n  s",
        ]
    );
}

#[test]
fn shortcodes_of_wordpress() {
    let html = "[caption id=\"a\" align=\"left\"]<a href=\"/big\"><img src=\"/s.png\" alt=\"A\"></a> Words[/caption]\n\nHe [sic] said\n\n\
        [gallery ids=\"1,2\"]\n\nhttps://www.youtube.com/watch?v=1\n\n[embed]https://a.example/e[/embed]\n\nhttps://a.example/page";
    assert_eq!(
        outline(&wordpress(html)),
        [
            "image: /s.png alt=\"A\" caption=\"Words\"",
            "normal: He [sic] said",
            "embed: https://www.youtube.com/watch?v=1 by youtube title=null",
            "embed: https://a.example/e by a.example title=null",
            "normal: https://a.example/page",
        ]
    );
}

#[test]
fn keys_are_twelve_hexadecimal_digits_and_stay_when_neighbours_change() {
    let keys =
        |html: &str| -> Vec<String> { plain(html).blocks().iter().map(|block| block.key().to_owned()).collect() };
    let before = keys("<p>a</p><p>b</p><p>a</p><hr>");
    assert!(before.iter().all(|key| key.len() == 12 && key.bytes().all(|b| b.is_ascii_hexdigit())), "{before:?}");
    let after = keys("<p>new</p><p>a</p><p>b</p><p>a</p><hr>");
    assert_eq!(after[1..], before);
    assert_eq!(
        keys(&SAMPLES.concat()).len(),
        keys(&SAMPLES.concat()).into_iter().collect::<std::collections::HashSet<_>>().len()
    );
}

#[test]
fn pictures_of_the_web_can_be_replaced_by_stored_ones() {
    let mut body = plain("<img src=/a.png><img src=/b.png>");
    let stored = ImageRef::Id("img_01j9zzzzzzzzzzzzzzzzzzzzzz".to_owned());
    body.replace_images(|image| (image.as_str() == "/a.png").then(|| stored.clone()));
    let images: Vec<&ImageRef> = body.images().map(|block| &block.image).collect();
    assert_eq!(images, [&stored, &ImageRef::Url("/b.png".to_owned())]);
}

#[test]
fn html_that_is_too_large_is_refused() {
    assert!(Body::from_html(&" ".repeat(MAX_HTML_BYTES + 1), HtmlFlavour::Plain).is_err());
    assert!(Body::from_html(&"<hr>".repeat(2_001), HtmlFlavour::Plain).is_err());
}

#[test]
fn nesting_without_end_takes_neither_the_stack_nor_the_time() {
    for open in
        ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<a href=/x>", "<span class=x>", "<svg>"]
    {
        let start = Instant::now();
        let body = plain(&format!("{}text", open.repeat(100_000)));
        assert!(start.elapsed() < Duration::from_secs(20), "{open} took {:?}", start.elapsed());
        let is_kept = body.to_plain_text().contains("text") || open == "<svg>";
        assert!(is_kept, "{open}");
    }
    // Each paragraph opens three of the elements before it anew, as in a browser.
    assert!(Body::from_html(&"<p><b>x".repeat(100_000), HtmlFlavour::Plain).is_err());
}
