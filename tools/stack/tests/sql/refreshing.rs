//! Refresh tokens: which are good, which may be sent again because the answer to them may have been lost, and which are stolen.

use anyhow::{Result, ensure};
use sqlx::PgConnection;
use tollgate_stack::Foundation;
use tollgate_stack::sql_functions::search_newest;

use crate::foundation;

const HERE: Option<&str> = Some("192.0.2.1");
const ELSEWHERE: Option<&str> = Some("192.0.2.2");

/// An operator, who signs in.
struct Operator {
    connection: PgConnection,
    foundation: Foundation,
}

impl Operator {
    async fn set_up(name: &str) -> Result<Self> {
        let foundation = foundation(name).await?;
        let mut connection = connect(&foundation).await?;
        sqlx::raw_sql(
            "INSERT INTO admin_users (email, display_name, password_hash, role)
                 VALUES ('ana@north.example', 'Ana', '$argon2id$hash', 'owner')",
        )
        .execute(&mut connection)
        .await?;
        Ok(Self { connection, foundation })
    }

    /// Opens a session, whose first token is the one of this name.
    async fn log_in(&mut self, token: &str) -> Result<()> {
        let open = "SELECT open_session(user_id, 'login', jsonb_build_object('ip_address', '192.0.2.1',
            'refresh_token_hash', encode(sha256(convert_to($1, 'UTF8')), 'hex'))) FROM admin_users";
        sqlx::query(open).bind(token).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Whether a token is good for another one.
    async fn refresh(&mut self, token: &str, new: &str, address: Option<&str>) -> Result<bool> {
        refresh(&mut self.connection, token, new, address).await
    }

    /// Ends the session of a token.
    async fn log_out(&mut self, token: &str) -> Result<bool> {
        let end = "SELECT end_session_of_token(sha256(convert_to($1, 'UTF8')), '192.0.2.1')->>'outcome' = 'granted'";
        Ok(sqlx::query_scalar(end).bind(token).fetch_one(&mut self.connection).await?)
    }

    /// Lets time pass for all spent tokens.
    async fn wait(&mut self, interval: &str) -> Result<()> {
        let wait = "UPDATE spent_refresh_tokens SET spent_at = spent_at - $1::text::interval";
        sqlx::query(wait).bind(interval).execute(&mut self.connection).await?;
        Ok(())
    }

    /// How often the audit log has an action.
    async fn logged(&mut self, action: &str) -> Result<i64> {
        let count = "SELECT count(*) FROM admin_audit_log WHERE action = $1";
        Ok(sqlx::query_scalar(count).bind(action).fetch_one(&mut self.connection).await?)
    }
}

async fn connect(foundation: &Foundation) -> Result<PgConnection> {
    let mut connection = foundation.database().connect().await?;
    search_newest(&mut connection).await?;
    Ok(connection)
}

async fn refresh(
    connection: &mut PgConnection,
    token: &str,
    new: &str,
    address: Option<&str>,
) -> Result<bool> {
    let refresh = "SELECT refresh_session(sha256(convert_to($1, 'UTF8')), sha256(convert_to($2, 'UTF8')), $3)->>'outcome' = 'granted'";
    Ok(sqlx::query_scalar(refresh).bind(token).bind(new).bind(address).fetch_one(connection).await?)
}

#[tokio::test]
async fn a_token_whose_answer_was_lost_is_good_once_more() -> Result<()> {
    let mut ana = Operator::set_up("lost_answer").await?;
    ana.log_in("a").await?;
    ensure!(ana.refresh("a", "lost", HERE).await?);
    ana.wait("9 seconds").await?;
    ensure!(ana.refresh("a", "b", HERE).await?, "the answer was lost");
    ana.wait("1 hour").await?;
    ensure!(ana.refresh("b", "c", HERE).await?, "its successor is no good");
    ensure!(ana.logged("refresh_token_reused").await? == 0);
    // Whoever has the lost one did not lose it.
    ensure!(!ana.refresh("lost", "d", HERE).await?);
    ensure!(!ana.refresh("c", "e", HERE).await?, "the session has not ended");
    ensure!(ana.logged("refresh_token_reused").await? == 1);
    Ok(())
}

#[tokio::test]
async fn a_token_is_stolen_if_it_comes_late_or_from_elsewhere_or_after_its_successor() -> Result<()> {
    let mut ana = Operator::set_up("stolen").await?;
    for (case, interval, address, successor_is_used) in [
        ("late", "11 seconds", HERE, false),
        ("elsewhere", "0 seconds", ELSEWHERE, false),
        ("nowhere", "0 seconds", None, false),
        ("after", "0 seconds", HERE, true),
    ] {
        let token = |name: &str| format!("{case} {name}");
        ana.log_in(&token("a")).await?;
        ensure!(ana.refresh(&token("a"), &token("b"), HERE).await?);
        ana.wait(interval).await?;
        if successor_is_used {
            ensure!(ana.refresh(&token("b"), &token("c"), HERE).await?);
        }
        let before = ana.logged("refresh_token_reused").await?;
        ensure!(!ana.refresh(&token("a"), &token("d"), address).await?, "{case}");
        for good in ["b", "c"] {
            ensure!(!ana.refresh(&token(good), &token("e"), HERE).await?, "{case}: {good} is still good");
        }
        ensure!(ana.logged("refresh_token_reused").await? == before + 1, "{case}");
    }
    // What the previous build has written says nothing of the successor.
    ana.log_in("before a").await?;
    ensure!(ana.refresh("before a", "before b", HERE).await?);
    sqlx::query("UPDATE spent_refresh_tokens SET successor_hash = NULL, ip_address = NULL")
        .execute(&mut ana.connection)
        .await?;
    ensure!(!ana.refresh("before a", "before c", HERE).await?);
    Ok(())
}

#[tokio::test]
async fn tabs_that_refresh_at_once_are_all_served_and_one_answer_is_gone_on_with() -> Result<()> {
    const TABS: usize = 8;
    let mut ana = Operator::set_up("tabs").await?;
    // The answer that arrives last is the one that the browser keeps: it need not be the one that was made last.
    for (round, kept) in [0, 3, TABS - 1].into_iter().enumerate() {
        let first = format!("{round}");
        ana.log_in(&first).await?;
        let mut tabs = Vec::new();
        for tab in 0..TABS {
            let (mut connection, first) = (connect(&ana.foundation).await?, first.clone());
            tabs.push(tokio::spawn(async move {
                refresh(&mut connection, &first, &format!("{first} of {tab}"), HERE).await
            }));
        }
        for tab in tabs {
            ensure!(tab.await??, "a tab was refused");
        }
        ana.wait("15 minutes").await?;
        ensure!(ana.refresh(&format!("{round} of {kept}"), &format!("{round} next"), ELSEWHERE).await?);
        ensure!(ana.logged("refresh_token_reused").await? == i64::try_from(round)?);
        let other = format!("{round} of {}", (kept + 1) % TABS);
        ensure!(!ana.refresh(&other, "none", ELSEWHERE).await?, "two of them are good");
        ensure!(
            !ana.refresh(&format!("{round} next"), "none", ELSEWHERE).await?,
            "the session has not ended"
        );
    }
    Ok(())
}

/// What a session should take: the tokens that replaced the last one that was used, until one of them is used.
struct Model {
    unused: Vec<String>,
    used: Option<(String, Option<&'static str>)>,
    just_used: bool,
}

impl Model {
    fn refresh(&mut self, token: &str, new: &str, address: Option<&'static str>) -> bool {
        if self.unused.iter().any(|unused| unused == token) {
            self.unused = vec![new.to_owned()];
            self.used = Some((token.to_owned(), address));
            self.just_used = true;
            return true;
        }
        let is_lost = self.just_used && address.is_some() && self.used == Some((token.to_owned(), address));
        if is_lost {
            self.unused.push(new.to_owned());
        } else {
            self.unused.clear();
            self.used = None;
        }
        is_lost
    }
}

#[tokio::test]
async fn whatever_is_sent_in_whatever_order_the_session_takes_one_line_of_tokens() -> Result<()> {
    let mut ana = Operator::set_up("orders").await?;
    let mut taken = 0;
    for session in 0..150 {
        let mut tokens = vec![format!("{session}:0")];
        ana.log_in(&tokens[0]).await?;
        let mut model = Model { unused: tokens.clone(), used: None, just_used: false };
        let mut story = Vec::new();
        for step in 1..10 {
            if rand::random_ratio(1, 6) {
                ana.wait("11 seconds").await?;
                model.just_used = false;
                story.push("a wait".to_owned());
            }
            // Mostly one of the newest three.
            let back = rand::random_range(
                0..if rand::random_ratio(1, 8) { tokens.len() } else { tokens.len().min(3) },
            );
            let token = tokens[tokens.len() - 1 - back].clone();
            let address = if rand::random_ratio(1, 8) { ELSEWHERE } else { HERE };
            let new = format!("{session}:{step}");
            story.push(format!("{token} for {new} from {address:?}"));
            let expected = model.refresh(&token, &new, address);
            let good = ana.refresh(&token, &new, address).await?;
            ensure!(good == expected, "{good}, not {expected}, after {story:?}");
            taken += usize::from(good);
            tokens.push(new);
        }
    }
    ensure!(taken > 150, "the stories are too short: {taken} refreshes");
    Ok(())
}

#[tokio::test]
async fn a_session_is_ended_by_its_token_once() -> Result<()> {
    let mut ana = Operator::set_up("log_out").await?;
    ana.log_in("a").await?;
    ana.log_in("other").await?;
    ensure!(!ana.log_out("unknown").await?);
    ensure!(ana.refresh("a", "b", HERE).await?);
    ensure!(ana.log_out("b").await?);
    ensure!(!ana.log_out("b").await?);
    ensure!(!ana.refresh("b", "c", HERE).await? && !ana.refresh("a", "c", HERE).await?);
    ensure!(ana.logged("refresh_token_reused").await? == 0);
    let named = "SELECT count(*) FROM admin_audit_log JOIN admin_sessions ON resource_id = session_id::text
        JOIN admin_users ON admin_audit_log.user_id = admin_users.user_id
        WHERE action = 'logout' AND revoked_at IS NOT NULL AND admin_audit_log.ip_address = '192.0.2.1'";
    let named: i64 = sqlx::query_scalar(named).fetch_one(&mut ana.connection).await?;
    ensure!(named == 1, "{named} entries");
    // A spent one is of the same session.
    ensure!(ana.refresh("other", "next", HERE).await?);
    ensure!(ana.log_out("other").await?);
    ensure!(!ana.refresh("next", "none", HERE).await?);
    Ok(())
}
