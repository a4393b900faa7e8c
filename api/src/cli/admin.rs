//! `admin`: accounts of staff, made and changed by whoever operates the server. A server that runs hears of it by the log.

use clap::{Args, Subcommand};
use domain::account::{Account, NewStaff};
use domain::{Domain, Role};

use super::{Done, Failure, open};
use crate::settings::Settings;

/// The command.
#[derive(Debug, Args)]
pub(super) struct Admin {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the account of a member of staff, and prints the one-time code and link by which they begin
    Create {
        /// The mail address
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// What they are trusted with: author, editor, admin or partner_manager; may be given several times
        #[arg(long = "role", value_name = "ROLE", value_parser = role, default_value = "admin")]
        roles: Vec<Role>,
        /// The name that others see [default: the address's part before the @]
        #[arg(long)]
        name: Option<String>,
    },
    /// Gives roles and takes them; whoever is changed is logged out
    Roles {
        /// The mail address
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// A role to give; may be given several times
        #[arg(long, value_name = "ROLE", value_parser = role)]
        grant: Vec<Role>,
        /// A role to take; may be given several times
        #[arg(long, value_name = "ROLE", value_parser = role)]
        revoke: Vec<Role>,
    },
    /// Suspends an account: its owner is logged out and can't log in
    Suspend {
        /// The mail address
        #[arg(long, value_name = "ADDRESS")]
        email: String,
    },
    /// Lets the owner of a suspended account log in again
    Reinstate {
        /// The mail address
        #[arg(long, value_name = "ADDRESS")]
        email: String,
    },
}

impl Admin {
    pub(super) async fn run(self, settings: &Settings) -> Result<Done, Failure> {
        let domain = match &self.command {
            Command::Create { .. } => open::migrated(settings).await?,
            _ => open::existing(settings).await?,
        };
        let outcome = self.command.execute(&domain).await;
        domain.close().await?;
        outcome.map(|()| Done::Well)
    }
}

impl Command {
    async fn execute(self, domain: &Domain) -> Result<(), Failure> {
        let session = domain.system("command line");
        let accounts = session.accounts();
        match self {
            Command::Create { email, roles, name } => {
                let invited = accounts.invite(&NewStaff { email, display_name: name, roles }).await?;
                told(&invited.account);
                println!("They begin with this code, which is good for {} minutes, once:", invited.minutes);
                println!("  code   {}", invited.code);
                match &invited.link {
                    Some(link) => println!("  link   {link}"),
                    None => println!("  token  {} (a link when LINK_BASE is set)", invited.token),
                }
                println!("Whoever has it sets the password: POST /v1/auth/begin, or the mutation staffBegin.");
            }
            Command::Roles { email, grant, revoke } => {
                let id = accounts.find(&email).await?.id;
                told(&accounts.change_roles(id, &grant, &revoke).await?);
            }
            Command::Suspend { email } => told(&accounts.suspend(accounts.find(&email).await?.id).await?),
            Command::Reinstate { email } => told(&accounts.reinstate(accounts.find(&email).await?.id).await?),
        }
        Ok(())
    }
}

fn told(account: &Account) {
    let roles: Vec<&str> = account.roles.iter().map(|role| role.as_str()).collect();
    let roles = if roles.is_empty() { "reader".to_owned() } else { roles.join(", ") };
    println!("{}  {}  {}  {}", account.id, account.email.as_str(), account.state, roles);
}

fn role(word: &str) -> Result<Role, String> {
    let words: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    Role::parse(word).ok_or_else(|| format!("a role is one of {}", words.join(", ")))
}
