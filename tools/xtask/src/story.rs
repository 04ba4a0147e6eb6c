//! `--story`: a filled demo, of `cargo xtask seed` and `cargo xtask dev`.

use std::time::Instant;

use anyhow::{Result, ensure};
use clap::Args;
use stack::Checkout;
use stack::database::DatabaseUrl;
use stack::process::say;
use stack::secrets::Secrets;
use stack::story::{self, Told};

/// Whether the demo is filled, and how much.
#[derive(Debug, Args)]
pub struct StoryArguments {
    /// Fills the demo with a believable quarter: three organizations, twelve teams, their calls, failures, plans and webhooks.
    #[arg(long)]
    story: bool,
    /// About how many calls the quarter has.
    #[arg(long, requires = "story", default_value_t = story::CALLS)]
    story_calls: u32,
    /// The name of the database in DATABASE_URL, if the quarter is to be in that one: it cannot be taken out again.
    #[arg(long, requires = "story", value_name = "DATABASE")]
    yes_into: Option<String>,
}

impl StoryArguments {
    /// Whether there is to be one.
    pub const fn is_wanted(&self) -> bool {
        self.story
    }

    /// Checks that nobody fills a database by mistake. `database`: the one of another server, if it is used.
    ///
    /// # Errors
    /// If the database is not this checkout's own and was not named.
    pub fn check(&self, database: Option<&DatabaseUrl>) -> Result<()> {
        let Some(database) = database.filter(|_| self.story) else { return Ok(()) };
        ensure!(
            self.yes_into.as_deref() == Some(database.name()),
            "DATABASE_URL names {}, which is not this checkout's own database. If invented customers, operators and charges are to \
             be in its books for good, say so: --yes-into {}",
            database.for_people(),
            database.name()
        );
        Ok(())
    }

    /// Tells the story, if it is wanted, and who can sign in.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn tell(
        &self,
        checkout: &Checkout,
        database: &DatabaseUrl,
        secrets: &Secrets,
        simulator: &str,
    ) -> Result<()> {
        if !self.story {
            return Ok(());
        }
        say("Telling the story of a quarter, which takes some minutes (--story-calls makes it shorter)");
        let began = Instant::now();
        let told = story::tell(checkout, database, secrets, simulator, self.story_calls).await?;
        say(match told {
            Told::Now => format!(
                "{} has the story after {:.0} s",
                database.for_people(),
                began.elapsed().as_secs_f32()
            ),
            Told::Before => format!("{} had the story before", database.for_people()),
        });
        say("Its operators sign in with:");
        for login in story::logins(secrets) {
            println!("  {:<32} {}  ({})", login.email, login.password, login.role);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(story: bool, yes_into: Option<&str>) -> StoryArguments {
        StoryArguments { story, story_calls: 1, yes_into: yes_into.map(str::to_owned) }
    }

    #[test]
    fn another_servers_database_is_filled_only_if_it_is_named() {
        let other: DatabaseUrl = "postgres://user:secret@db.example/production".parse().unwrap();
        assert!(arguments(true, None).check(None).is_ok());
        assert!(arguments(false, None).check(Some(&other)).is_ok());
        assert!(arguments(true, Some("production")).check(Some(&other)).is_ok());
        for named in [None, Some("tollgate")] {
            let refused = arguments(true, named).check(Some(&other)).unwrap_err().to_string();
            assert!(refused.contains("--yes-into production") && !refused.contains("secret"), "{refused}");
        }
    }
}
