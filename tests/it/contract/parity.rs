//! The same thing through both voices is equal.

use serde_json::{Value, json};
use tests::on_both;

use crate::manuscript::desk::Desk;
use crate::media::files;

on_both! {
    async fn an_image_is_the_same_in_both_voices(app: TestApp) {
        let author = files::author(app).await;
        let said = [(0xED, files::iptc(&[(80, b"Ada"), (120, b"A port")]))];
        let file = files::jpeg_with(&files::file(image::ImageFormat::Jpeg, 60, 40), &said);
        let rest = files::uploaded(app, &author, &file).await;
        let query = format!("{{ node(id: {}) {{ ... on Image {{ id url width height mediaType placeholder caption alt language isFallback credit \
            agency photographer rights focalPoint {{ x y }} revision state uses rightsUntil proposals {{ credit photographer copyright caption }} \
            texts {{ language caption alt }} variants {{ name url width height mediaType }} }} }} }}", rest["id"]);
        let graphql = author.graphql().data(&query).await["node"].clone();
        let words = ["state", "uses", "variants"];
        for (name, value) in graphql.as_object().unwrap().iter().filter(|(name, _)| !words.contains(&name.as_str())) {
            assert_eq!(&rest[name], value, "{name}");
        }
        for name in ["state", "uses"] {
            assert_eq!(rest[name].to_string().to_uppercase(), graphql[name].to_string(), "{name}");
        }
        let variants = |image: &Value| {
            let mut all: Vec<String> = image["variants"].as_array().unwrap().iter().map(|it| format!("{} {} {}x{}", it["name"], it["url"], it["width"], it["height"])).collect();
            all.sort();
            all
        };
        assert_eq!(variants(&rest), variants(&graphql));
    }

    async fn a_manuscript_is_the_same_in_both_voices(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.published("The same", "One.\n\nTwo.").await;
        editor.save(&article, "en", 1, json!({"title": "The same again", "note": "Again"})).await;
        let revision = "number language title standfirst slug source { language revision } restoredFrom note savedBy savedAt";
        let query = format!("{{ manuscript(id: \"{article}\") {{ articleId revision authors texts {{ language status revision shownRevision \
            schedule {{ at zone isEmbargoed }} firstPublicAt latest {{ {revision} }} \
            revisions {{ nodes {{ {revision} body {{ blocks }} }} }} diff(from: 1, to: 2) {{ title {{ change text }} slugBefore slugAfter blocks {{ key }} }} }} \
            history {{ at actor event language revision reason }} }} }}");
        let graphql = editor.graphql.data(&query).await["manuscript"].clone();
        let rest = editor.actor.rest();
        let whole = rest.get(&format!("/v1/manuscripts/{article}")).await.json();
        assert_eq!((&whole["id"], &whole["revision"], &whole["authors"]), (&graphql["articleId"], &graphql["revision"], &graphql["authors"]));
        let (said, text) = (&whole["texts"][0], &graphql["texts"][0]);
        for name in ["language", "revision", "shownRevision", "schedule", "firstPublicAt", "latest"] {
            assert_eq!(said[name], text[name], "{name}");
        }
        assert_eq!(said["status"].as_str().unwrap().to_uppercase(), text["status"].as_str().unwrap());
        let path = format!("/v1/manuscripts/{article}/texts/en");
        for (place, node) in text["revisions"]["nodes"].as_array().unwrap().iter().enumerate() {
            let one = rest.get(&format!("{path}/revisions/{}", node["number"])).await.json();
            assert_eq!(one["body"], node["body"]["blocks"]);
            let listed = rest.get(&format!("{path}/revisions")).await.json()["data"][place].clone();
            for (name, value) in listed.as_object().unwrap() {
                assert_eq!((value, &one[name]), (&node[name], &node[name]), "{name}");
            }
        }
        let diff = rest.get(&format!("{path}/diff?from=1&to=2")).await.json();
        for name in ["slugBefore", "slugAfter"] {
            assert_eq!(diff[name], text["diff"][name], "{name}");
        }
        // Words of lists are in capitals in GraphQL alone.
        let runs = |of: &Value| of.as_array().unwrap().iter().map(|run| format!("{}{}", run["change"], run["text"]).to_lowercase()).collect::<Vec<_>>();
        assert_eq!(runs(&diff["title"]), runs(&text["diff"]["title"]));
        let steps = rest.get(&format!("/v1/manuscripts/{article}/history")).await.json();
        for (step, node) in steps["data"].as_array().unwrap().iter().zip(graphql["history"].as_array().unwrap()) {
            assert_eq!(step["toRevision"], node["revision"]);
            for name in ["at", "actor", "event", "language", "reason"] {
                assert_eq!(step[name], node[name], "{name}");
            }
        }
    }

    async fn an_article_is_the_same_in_both_voices(app: TestApp) {
        for slug in ["ports-under-pressure", "haefen-unter-druck", "nur-auf-deutsch", "the-corrected-one", "half-translated", "filler-7"] {
            let rest = app.rest().get(&format!("/v1/articles/{slug}?body=html,markdown,text,blocks")).await.json();
            let query = format!(r#"{{ article(slug: "{slug}") {{ id kind slug title standfirst language isFallback status publishedAt updatedAt wordCount readingMinutes
                byline {{ role title affiliation expert {{ id slug name honorific }} }} topics {{ id slug name }} regions {{ id slug name }}
                corrections {{ kind at note }} translations {{ language slug title publishedAt }}
                body {{ html markdown text: plainText blocks }} }} }}"#);
            let graphql = app.graphql().data(&query).await["article"].clone();
            for name in ["id", "slug", "title", "standfirst", "language", "isFallback", "publishedAt", "updatedAt", "wordCount", "readingMinutes", "body"] {
                assert_eq!(rest[name], graphql[name], "{slug}: {name}");
            }
            for name in ["kind", "status"] {
                assert_eq!(rest[name].as_str().unwrap().to_uppercase(), graphql[name].as_str().unwrap(), "{slug}: {name}");
            }
            for name in ["topics", "regions"] {
                assert_eq!(only(&rest[name], &["id", "slug", "name"]), only(&graphql[name], &["id", "slug", "name"]), "{slug}: {name}");
            }
            assert_eq!(only(&rest["translations"], &["language", "slug", "title", "publishedAt"]), graphql["translations"], "{slug}");
            let experts: Vec<&Value> = graphql["byline"].as_array().unwrap().iter().map(|it| &it["expert"]).collect();
            assert_eq!(only(&rest["byline"], &["id", "slug", "name", "honorific"]), json!(experts), "{slug}");
            assert_eq!(only(&rest["byline"], &["title", "affiliation"]), only(&graphql["byline"], &["title", "affiliation"]), "{slug}");
            assert_eq!(rest["corrections"].as_array().unwrap().len(), graphql["corrections"].as_array().unwrap().len());
        }
    }

    async fn lists_are_the_same_in_both_voices(app: TestApp) {
        let pairs = [
            ("/v1/articles?first=10&total=true", "articles(first: 10)"),
            ("/v1/articles?first=10&total=true&topic=economics", r#"articles(first: 10, filter: {topic: "top_01jb0000000000000000000001"})"#),
            ("/v1/articles?last=4&total=true&kind=report", "articles(last: 4, filter: {kind: [REPORT]})"),
            ("/v1/articles?first=9&total=true&order=updated_at", "articles(first: 9, orderBy: {field: UPDATED_AT, direction: ASC})"),
            ("/v1/articles?first=9&total=true&language=de&fallback=false", r#"articles(first: 9, language: "de", fallback: false)"#),
            ("/v1/experts?first=2&total=true", "experts(first: 2)"),
            ("/v1/topics?first=3&total=true", "topics(first: 3)"),
            ("/v1/regions?total=true&root=true", "regions(root: true)"),
        ];
        for (path, field) in pairs {
            let rest = app.rest().get(path).await.json();
            let data = app.graphql().data(&format!("{{ list: {field} {{ totalCount nodes {{ id slug language }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}")).await;
            let list = &data["list"];
            assert_eq!(only(&rest["data"], &["id", "slug", "language"]), list["nodes"], "{path}");
            assert_eq!(rest["page"]["total"], list["totalCount"], "{path}");
            assert_eq!(rest["page"]["hasNext"], list["pageInfo"]["hasNextPage"], "{path}");
            assert_eq!(rest["page"]["hasPrevious"], list["pageInfo"]["hasPreviousPage"], "{path}");
            assert_eq!(rest["page"]["endCursor"], list["pageInfo"]["endCursor"], "cursors are good in both voices: {path}");
        }
    }
}

/// Each item of a list with these members alone.
fn only(list: &Value, names: &[&str]) -> Value {
    let items = list.as_array().unwrap().iter().map(|item| {
        names.iter().map(|name| ((*name).to_owned(), item[*name].clone())).collect::<serde_json::Map<_, _>>().into()
    });
    Value::Array(items.collect())
}
