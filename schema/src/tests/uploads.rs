//! A file that the transport has put among the uploads of a request reaches the image that comes of it.

use async_graphql::{Request, UploadValue, Variables};
use bytes::Bytes;
use domain::{Role, testing};
use serde_json::{Value as Json, json};

use super::world::World;
use crate::{Call, PublicUrl, RequestLanguage};

/// A picture of 3 × 2 pixels.
const GIF: &[u8] = b"GIF89a\x03\x00\x02\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x03\x00\x02\x00\x00\x02\x02\x84_\x00;";

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_becomes_an_image() {
    let world = World::new().await;
    world.domain.system("test").signing_keys().ensure().await.unwrap();
    let session = testing::log_in(&world.domain, "Aude", &[Role::Author]).await.unwrap().session;
    let document = "mutation($input: ImageUploadInput!) { imageUpload(input: $input) { \
        image { width height mediaType state credit } userErrors { code field } } }";
    let variables = json!({"input": {"file": null, "details": {"credit": "World Review"}}});
    let mut request = Request::new(document).variables(Variables::from_json(variables));
    let content = Bytes::from_static(GIF);
    let upload =
        UploadValue { filename: "../../dot.html".to_owned(), content_type: Some("text/html".to_owned()), content };
    request.set_upload("variables.input.file", upload);
    crate::furnish(Call { session, languages: RequestLanguage::default() }, &mut request.data);
    let answer = crate::schema(PublicUrl::default()).execute(request).await;
    assert_eq!(answer.errors, []);
    let payload: Json = answer.data.into_json().unwrap();
    let image =
        json!({"width": 3, "height": 2, "mediaType": "image/png", "state": "PROCESSING", "credit": "World Review"});
    assert_eq!(payload["imageUpload"], json!({"image": image, "userErrors": []}));
}
