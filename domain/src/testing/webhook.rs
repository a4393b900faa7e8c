//! A double of whoever takes webhooks away.

use async_trait::async_trait;

use crate::ports::{WebhookAnswer, WebhookError, WebhookMessage, WebhookSender};

/// One that takes everything and sends nothing anywhere.
#[derive(Debug, Default)]
pub struct TestWebhookSender;

#[async_trait]
impl WebhookSender for TestWebhookSender {
    fn admit(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    async fn send(&self, _: &WebhookMessage) -> Result<WebhookAnswer, WebhookError> {
        Ok(WebhookAnswer { status: 204, retry_after: None })
    }
}
