//! `cargo xtask migrate` and `cargo xtask seed`: the database alone.

use anyhow::{Context, Result};
use clap::Args;
use stack::database::migrate;
use stack::node::NodeTools;
use stack::process::say;
use stack::{Checkout, Foundation, StackOptions, seed};

use crate::story::StoryArguments;

/// Makes the roles, applies the migrations and installs the functions in the database named in `DATABASE_URL`, or to this checkout's
/// own. `FUNCTIONS_DATABASE_URL` is the same database as the functions will use it.
///
/// # Errors
/// If the database is not reached, or refuses one.
pub fn run_migrate(checkout: &Checkout) -> Result<()> {
    runtime()?.block_on(async {
        let options = StackOptions::development(checkout)?;
        let functions_untried = options.database().is_some() && options.functions_database().is_none();
        let (database, migrated) = match options.database() {
            Some(database) => {
                (database.clone(), migrate(checkout, database, options.functions_database()).await?)
            }
            None => {
                let foundation = Foundation::lay(checkout, &NodeTools::ready(checkout)?, options).await?;
                (foundation.database().clone(), foundation.migrated().clone())
            }
        };
        say(format!("{}: {migrated}", database.for_people()));
        if functions_untried {
            say("FUNCTIONS_DATABASE_URL is not set: how the functions will connect was not tried");
        }
        Ok(())
    })
}

/// What is brought into the database, and where its calls go.
#[derive(Debug, Args)]
pub struct SeedArguments {
    /// The address of the simulated providers behind the demo aliases. `cargo xtask dev` sets it to its own.
    #[arg(long)]
    simulator_url: Option<String>,
    #[command(flatten)]
    story: StoryArguments,
}

/// Brings the demo data into the database named in `DATABASE_URL`, or into this checkout's own.
///
/// # Errors
/// If the database is not reached, or refuses.
pub fn run_seed(checkout: &Checkout, arguments: &SeedArguments) -> Result<()> {
    let options = StackOptions::development(checkout)?;
    arguments.story.check(options.database())?;
    runtime()?.block_on(async {
        let node = NodeTools::ready(checkout)?;
        // While `dev` runs, its database has the schema and the demo, and its simulator is where calls go.
        if arguments.story.is_wanted()
            && options.database().is_none()
            && let Some(database) = options.running_database(&node)?
        {
            let known = seed::simulator_of(&mut database.connect().await?).await?;
            let simulator =
                arguments.simulator_url.clone().or(known).context("the running stack has no demo yet")?;
            return arguments.story.tell(checkout, &database, &options.secrets()?, &simulator).await;
        }
        let foundation = Foundation::lay(checkout, &node, options).await?;
        let simulated = foundation.simulator().root_url();
        let simulator = arguments.simulator_url.as_deref().unwrap_or(&simulated);
        seed::seed(foundation.database(), foundation.secrets(), simulator).await?;
        say(format!("{} has the demo team {}; its key:", foundation.database().for_people(), seed::TEAM));
        println!("{}", foundation.secrets().demo_key());
        arguments.story.tell(checkout, foundation.database(), foundation.secrets(), simulator).await
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Runtime::new().context("no async runtime")
}
