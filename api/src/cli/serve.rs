//! `serve`: the database made and migrated, demo content loaded if asked for, and the server run until it is told to
//! stop.

use clap::Args;
use domain::Domain;

use super::progress::Progress;
use super::{Done, Failure, open};
use crate::demo;
use crate::settings::Settings;

/// The command.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on [env: LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Load the demo content first: analyses by invented experts, in English and German
    #[arg(long)]
    demo: bool,
    /// Add generated articles, up to this number, for load tests
    #[arg(long, value_name = "N", requires = "demo")]
    articles: Option<u64>,
}

impl Serve {
    pub(super) fn listen(&self) -> Option<&str> {
        self.listen.as_deref()
    }

    pub(super) async fn run(&self, settings: &Settings) -> Result<Done, Failure> {
        let domain = open::migrated(settings).await?;
        if self.demo {
            load_demo(&domain, self.articles).await?;
        }
        let follower = domain.start_catalogue().await?;
        domain.system("serve").signing_keys().ensure().await?;
        let has_admin = domain.system("serve").accounts().has_admin().await?;
        let jobs = crate::jobs::start(&domain);
        let announce = |settings: &Settings, bound| announce(settings, bound, has_admin);
        let outcome = crate::server::run(&domain, &open::ports(settings)?, settings, announce).await;
        jobs.stop().await;
        follower.stop();
        domain.close().await?;
        outcome?;
        tracing::info!("stopped");
        Ok(Done::Well)
    }
}

async fn load_demo(domain: &Domain, articles: Option<u64>) -> Result<(), Failure> {
    let session = domain.system("demo");
    let mut import = session.import(&demo::Media, false).await?;
    import.run(demo::content(), |_| {}).await.map_err(|error| Failure::Said(format!("the demo content: {error}")))?;
    if let Some(count) = articles {
        let mut progress = Progress::new("generating articles", Some(count));
        let generated = demo::generate(count);
        import.run(generated, |done| progress.at(done)).await.map_err(|error| Failure::Said(error.to_string()))?;
        progress.end();
    }
    if let Some((place, reason)) = import.report().skipped.first() {
        return Err(Failure::Said(format!("the demo content was refused: {place}: {reason}")));
    }
    Ok(())
}

/// Tells where the server is to be found.
fn announce(settings: &Settings, bound: std::net::SocketAddr, has_admin: bool) {
    let base = settings.public_url.clone().unwrap_or_else(|| format!("http://{bound}"));
    println!("World Review is at {base}");
    println!("  playground       {base}/");
    println!("  GraphQL          {base}/graphql");
    println!("  REST reference   {base}/reference");
    println!("  REST             {base}/v1");
    match &settings.mail.smtp_url {
        Some(_) => println!("  mail             by SMTP"),
        None => println!("  mail             is written to the folder {}", settings.mail.folder.display()),
    }
    if !has_admin {
        println!("  no admin yet     world-review admin create --email ADDRESS");
    }
    println!("Ctrl+C stops it.");
}
