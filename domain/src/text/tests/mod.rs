//! Tests of the body as a whole: JSON in and out, HTML in, renderings. Tests of one part stand beside it.

mod attacks;
mod editor;
mod html_in;
mod json;
mod properties;
mod renderings;
mod schema;

use serde_json::{Value, json};

use super::{Body, BodyError, HtmlFlavour, NoImages};

fn plain(html: &str) -> Body {
    Body::from_html(html, HtmlFlavour::Plain).unwrap_or_else(|error| panic!("{error}: {html:.200}"))
}

fn wordpress(html: &str) -> Body {
    Body::from_html(html, HtmlFlavour::WordPress).unwrap_or_else(|error| panic!("{error}: {html:.200}"))
}

fn html(body: &Body) -> String {
    body.to_html(&NoImages)
}

fn read(value: &Value) -> Result<Body, BodyError> {
    Body::from_json(value)
}

/// One text block with these properties besides its type, key and text.
fn block_with(more: Value) -> Value {
    let mut block = json!({"_type": "block", "_key": "a", "children": [{"_type": "span", "_key": "s", "text": "x"}]});
    merge(&mut block, more);
    json!([block])
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(map), Value::Object(more)) = (into.as_object_mut(), more) {
        map.extend(more);
    }
}

/// HTML of many kinds, good and odd.
const SAMPLES: &[&str] = &[
    "",
    "plain text &amp; more",
    "<h1>One</h1><h2>Two</h2><h5>Five</h5><p>a <b>b <i>c</i></b> d<br>e</p>",
    "<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul><ol><li>e</ol>",
    "<ul><ul><li>a</ul><li>b</ul>",
    "<ol><li><p>a</p><p>b</p><li><h3>c</h3>d</ol>",
    "<blockquote><p>a</p><p>b</p><ul><li>c</ul></blockquote><blockquote>d</blockquote>",
    "<p><a href='https://a.example/?a=1&b=2'>x</a> <a href=/y><b>y</b></a> <a href=javascript:alert(1)>z</a> <a href=w.html>w</a></p>",
    "<figure><a href=/big.png><img src=/small.png alt='A &quot;b&quot;'></a><figcaption>c <b>d</b></figcaption></figure>",
    "<p>a<img src='//a.example/x.png'>b<img src='data:image/png;base64,AA'></p>",
    "<table><thead><tr><th>a<th>b</thead><tr><td>c<td><a href=/d>d</a><p>e<tr><td colspan=2><img src=/f.png></table>",
    "<table><tr><td><p>only</p><ul><li>a</ul></table>",
    "<iframe src='https://www.youtube.com/embed/x' title='T'></iframe><iframe src='http://a.example'></iframe>",
    "<video controls><source src='https://a.example/v.mp4'>old</video><audio src=/x.mp3></audio>",
    "<pre><code class='language-rust'>fn x() {\n    1 &lt; 2\n}\n</code></pre><hr>",
    "<script>alert(1)</script><style>p{}</style><svg><p>x</p></svg><template>y</template><p onclick=x()>z</p>",
    "<figure class='wp-block-embed'><div>https://vimeo.com/1</div><figcaption>F</figcaption></figure>",
    "<p>a\u{0}b\u{1}c\u{fffe}</p><p>\u{a0}</p>",
    "<b>a<p>b</b>c</p><table>d<tr><td>e",
    "<dl><dt>a<dd>b</dl><details><summary>c</summary>d</details><p>H<sub>2</sub>O x<sup>2</sup> <u>u</u> <s>s</s> <code>c</code></p>",
];
