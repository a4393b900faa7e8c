//! Opening the domain for a command: with the real ports, and only on a database that is up to date.

use std::sync::Arc;

use domain::ports::{Mailer, Purger};
use domain::{Domain, Options, Ports};

use super::Failure;
use crate::ports::{
    LoginProviders, MailFolder, MailServer, MediaObjects, PurgePost, SystemClock, SystemRandom, WebhookPost,
};
use crate::settings::Settings;

/// The domain on a database that is brought up to date first, and made if it isn't there.
pub(super) async fn migrated(settings: &Settings) -> Result<Domain, Failure> {
    for step in migrations::up(&settings.database.url).await? {
        tracing::info!(step, "migrated");
    }
    open(settings).await
}

/// The domain on a database that must be there and up to date.
pub(super) async fn existing(settings: &Settings) -> Result<Domain, Failure> {
    let status = migrations::status(&settings.database.url).await?;
    if status.pending.is_empty() {
        open(settings).await
    } else {
        let steps = status.pending.join(", ");
        Err(Failure::Said(format!("the database has yet to be migrated ({steps}): run `world-review migrate`")))
    }
}

async fn open(settings: &Settings) -> Result<Domain, Failure> {
    let options = Options {
        database: settings.database.clone(),
        languages: settings.languages.clone(),
        access: settings.access.clone(),
        playlists: settings.playlists,
    };
    Ok(Domain::open(options, ports(settings)?).await?)
}

/// The real ports.
pub(super) fn ports(settings: &Settings) -> Result<Ports, Failure> {
    Ok(Ports {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        media: Arc::new(media(settings)?),
        mailer: mailer(settings)?,
        identity_provider: Arc::new(login_providers(settings)?),
        webhooks: Arc::new(webhooks(settings)?),
        purger: purger(settings)?,
    })
}

fn media(settings: &Settings) -> Result<MediaObjects, Failure> {
    let opened = match &settings.media.bucket {
        Some(bucket) => MediaObjects::in_bucket(bucket).map_err(|error| format!("setting MEDIA_STORE: {error}")),
        None => MediaObjects::in_folder(&settings.media.folder).map_err(|error| format!("setting MEDIA_DIR: {error}")),
    };
    opened.map_err(Failure::Said)
}

fn login_providers(settings: &Settings) -> Result<LoginProviders, Failure> {
    LoginProviders::new(&settings.login_providers).map_err(|error| Failure::Said(format!("login providers: {error}")))
}

fn webhooks(settings: &Settings) -> Result<WebhookPost, Failure> {
    WebhookPost::new(&settings.webhook_allowed_hosts).map_err(|error| Failure::Said(format!("webhooks: {error}")))
}

fn purger(settings: &Settings) -> Result<Option<Arc<dyn Purger>>, Failure> {
    let purger = settings.caches.purge.as_ref().map(PurgePost::new).transpose();
    let purger = purger.map_err(|error| Failure::Said(format!("setting PURGE_URL: {error}")))?;
    Ok(purger.map(|purger| Arc::new(purger) as Arc<dyn Purger>))
}

fn mailer(settings: &Settings) -> Result<Arc<dyn Mailer>, Failure> {
    let from = settings.mail.from.parse().map_err(|error| Failure::Said(format!("setting MAIL_FROM: {error}")))?;
    Ok(match &settings.mail.smtp_url {
        Some(url) => {
            let server = MailServer::new(url, from);
            Arc::new(server.map_err(|error| Failure::Said(format!("setting SMTP_URL: {error}")))?)
        }
        None => Arc::new(MailFolder::new(settings.mail.folder.clone(), from)),
    })
}
