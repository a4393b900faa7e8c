//! Bodies as HTML and plain text. Markdown's tests stand beside it.

use super::*;
use crate::text::{ImageSource, ResolvedImage};

#[test]
fn html_is_semantic_and_escaped() {
    let source = "<h2>a &lt;b&gt;</h2><p>c <strong>d <em>e</em></strong> <a href='https://f.example/?g=1&h=2'>i</a> <a href=/j>k</a><br>l</p>\
        <hr><pre><code class=language-rust>1 &lt; 2</code></pre>";
    let expected = "<h2>a &lt;b&gt;</h2><p>c <strong>d <em>e</em></strong> \
        <a href=\"https://f.example/?g=1&amp;h=2\" rel=\"noopener\">i</a> <a href=\"/j\">k</a><br>l</p><hr>\
        <pre><code class=\"language-rust\">1 &lt; 2</code></pre>";
    assert_eq!(html(&plain(source)), expected);
}

#[test]
fn lists_and_quotations_are_nested() {
    let source =
        "<ul><li>a<ol><li>b<li>c</ol><li><h3>d</h3></ul><ol><li>e</ol><blockquote><p>f</p><ul><li>g</ul></blockquote>";
    let expected = "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li><h3>d</h3></li></ul><ol><li>e</li></ol>\
        <blockquote><p>f</p><ul><li>g</li></ul></blockquote>";
    assert_eq!(html(&plain(source)), expected);
}

#[test]
fn a_level_that_is_skipped_opens_one_list() {
    let item = |key: &str, level: u8| json!({"_type": "block", "_key": key, "listItem": "bullet", "level": level, "children": [{"_type": "span", "_key": "s", "text": key}]});
    let body = read(&json!([item("a", 2), item("b", 5), item("c", 3), item("d", 1)]))
        .unwrap_or_else(|error| panic!("{error}"));
    let expected = "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>";
    assert_eq!(html(&body), expected);
    assert_eq!(body.to_plain_text(), "- a\n  - b\n  - c\n- d");
}

#[test]
fn images_are_resolved_and_unknown_ones_left_out() {
    let id = "img_01j9zzzzzzzzzzzzzzzzzzzzzz";
    let image = |key: &str, more: Value| {
        let mut block = json!({"_type": "image", "_key": key, "image": id});
        merge(&mut block, more);
        block
    };
    let body = read(&json!([image("a", json!({})), image("b", json!({"alt": "", "caption": "\"c\""}))]))
        .unwrap_or_else(|error| panic!("{error}"));
    let known = |wanted: &str| {
        (wanted == id).then(|| ResolvedImage {
            url: "/m/x.jpg".to_owned(),
            width: Some(3),
            height: Some(2),
            alt: Some("A".to_owned()),
        })
    };
    let expected = "<figure><img src=\"/m/x.jpg\" alt=\"A\" width=\"3\" height=\"2\" loading=\"lazy\"></figure>\
        <figure><img src=\"/m/x.jpg\" alt=\"\" width=\"3\" height=\"2\" loading=\"lazy\"><figcaption>\"c\"</figcaption></figure>";
    let source: &dyn ImageSource = &known;
    assert_eq!(body.to_html(source), expected);
    assert_eq!(html(&body), "");
    let hostile = |_: &str| Some(ResolvedImage { url: "javascript:alert(1)".to_owned(), ..ResolvedImage::default() });
    assert!(!body.to_html(&hostile).contains("javascript"));
}

#[test]
fn tables_and_embeds() {
    let source = "<table><tr><th>a<th>b<tr><td><b>c</b><td>d<br>e</table><iframe src='https://a.example/?v=1&w=2' title='T&quot;'></iframe>";
    let expected = "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody><tr><td><strong>c</strong></td>\
        <td>d<br>e</td></tr></tbody></table><figure class=\"embed\"><a href=\"https://a.example/?v=1&amp;w=2\" rel=\"noopener\">T\"</a></figure>";
    assert_eq!(html(&plain(source)), expected);
}

#[test]
fn plain_text_keeps_the_order_of_reading() {
    let source = "<h2>a</h2><p>b <b>c</b><br>d</p><ol><li>e<ul><li>f</ul><li>g</ol><table><tr><td>h<td>i<tr><td>j<td>k</table>\
        <figure><img src=/l.png alt=no><figcaption>m</figcaption></figure><hr><blockquote>n</blockquote>";
    assert_eq!(plain(source).to_plain_text(), "a\n\nb c\nd\n\n1. e\n  - f\n2. g\n\nh\ti\nj\tk\n\nm\n\nn");
}
