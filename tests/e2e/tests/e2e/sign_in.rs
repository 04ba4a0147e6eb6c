//! `/api/admin-users/...`: setting up, signing in, sessions, and passwords.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::operator::{Operator, PASSWORD, refresh};
use tollgate_e2e::{World, books};

use crate::trial::Outcome;

crate::trials![
    an_operator_signs_in_and_out,
    a_wrong_password_and_an_unknown_operator_get_the_same_answer,
    a_refresh_token_is_good_once_and_used_again_ends_the_session,
    sessions_are_listed_and_ended_one_by_one,
    changing_ones_password_ends_ones_other_sessions,
    a_tampered_or_foreign_token_is_refused,
    wrong_guesses_slow_down_and_a_known_address_is_not_kept_out,
    a_neighbours_failures_keep_nobody_else_of_the_network_out,
    guesses_at_the_admin_key_slow_down_their_address_and_no_other,
    a_weak_admin_key_lets_nobody_in_and_the_deployment_is_not_ready,
    an_imported_bcrypt_hash_is_replaced_at_the_first_login,
];

/// Tests that need a world without operators.
pub mod first {
    use super::*;

    crate::trials![setting_up_takes_the_admin_key_and_happens_once];

    async fn setting_up_takes_the_admin_key_and_happens_once(world: Arc<World>) -> Outcome {
        let status = world.get("/api/admin-users/setup/status").await?;
        status.expect(200)?;
        ensure!(status.body == json!({"needs_setup": true, "has_users": false}), "{status:?}");
        let owner =
            json!({"email": "First@North.example", "display_name": "First", "password": "a good password"});
        let path = "/api/admin-users/setup";
        world.post_anonymously(path, &owner).await?.expect_error(401, "missing_credentials")?;
        world
            .post("wrong-key-wrong-key-wrong-key-wrong", path, &owner)
            .await?
            .expect_error(401, "invalid_token")?;
        let short = json!({"email": "first@north.example", "display_name": "First", "password": "short"});
        world.operate(Method::POST, path, &short).await?.expect_error(422, "validation_error")?;
        let attempts =
            futures_util::future::try_join_all((0..6).map(|_| world.operate(Method::POST, path, &owner)))
                .await?;
        let (made, refused): (Vec<_>, Vec<_>) = attempts.into_iter().partition(|answer| answer.status == 200);
        ensure!(made.len() == 1, "set up {} times", made.len());
        for answer in refused {
            answer.expect_error(400, "setup_done")?;
        }
        ensure!(made[0].body["user"]["role"] == "owner", "{:?}", made[0]);
        let me = world.get_with(made[0].text("access_token")?, "/api/admin-users/me").await?;
        me.expect(200)?;
        ensure!(me.body["email"] == "first@north.example", "{me:?}");
        let status = world.get("/api/admin-users/setup/status").await?;
        ensure!(status.body == json!({"needs_setup": false, "has_users": true}), "{status:?}");
        // The last owner cannot be taken away, not even with the admin key.
        let user = format!("/api/admin-users/{}", made[0].body["user"]["user_id"].as_str().context("no id")?);
        world.operate(Method::DELETE, &user, &Value::Null).await?.expect_error(400, "protected")?;
        let demoted = world.operate(Method::PUT, &user, &json!({"role": "admin"})).await?;
        demoted.expect_error(400, "protected")
    }
}

async fn an_operator_signs_in_and_out(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "admin").await?;
    let login = operator.login(&world).await?;
    login.expect(200)?;
    ensure!(login.body["token_type"] == "bearer" && login.body["expires_in"] == 900, "{login:?}");
    ensure!(
        login.body["user"]["email"] == operator.email && login.body["user"]["last_login"].is_string(),
        "{login:?}"
    );
    let token = login.text("access_token")?;
    let me = world.get_with(token, "/api/admin-users/me").await?;
    me.expect(200)?;
    ensure!(me.body == login.body["user"], "{me:?}");
    // The address is taken in any case, as people type it.
    let shouted = json!({"email": operator.email.to_uppercase(), "password": PASSWORD});
    world.post_anonymously("/api/admin-users/login", &shouted).await?.expect(200)?;
    // A session opens what its role allows elsewhere, too.
    world.get_with(token, "/api/credits/teams/nobody/balance").await?.expect_error(404, "team_not_found")?;
    let logout = world.post(token, "/api/admin-users/logout", &json!({})).await?;
    logout.expect(200)?;
    world.get_with(token, "/api/admin-users/me").await?.expect_error(401, "invalid_token")?;
    let refresh = json!({"refresh_token": login.text("refresh_token")?});
    world.post_anonymously("/api/admin-users/refresh", &refresh).await?.expect_error(401, "invalid_token")?;
    // One's own account is nothing for the admin key.
    world.operate(Method::GET, "/api/admin-users/me", &Value::Null).await?.expect_error(401, "invalid_token")
}

async fn a_wrong_password_and_an_unknown_operator_get_the_same_answer(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let gone = Operator::create(&world, "user").await?;
    world.operate(Method::DELETE, &gone.path(), &Value::Null).await?.expect(200)?;
    let mut answers = Vec::new();
    for (email, password) in [
        (operator.email.as_str(), "not the password"),
        ("nobody-at-all@north.example", PASSWORD),
        ("no address", PASSWORD),
        (gone.email.as_str(), PASSWORD),
    ] {
        let answer = world
            .post_anonymously("/api/admin-users/login", &json!({"email": email, "password": password}))
            .await?;
        answer.expect_error(401, "invalid_login")?;
        answers.push(answer.body["detail"].clone());
    }
    answers.dedup();
    ensure!(answers.len() == 1, "{answers:?}");
    Ok(())
}

async fn a_refresh_token_is_good_once_and_used_again_ends_the_session(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let login = operator.login(&world).await?;
    let first = login.text("refresh_token")?;
    let renewed = refresh(&world, first).await?;
    renewed.expect(200)?;
    ensure!(renewed.body["session_id"] == login.body["session_id"], "{renewed:?}");
    let second = renewed.text("refresh_token")?;
    ensure!(first != second, "the token was not replaced");
    world.get_with(renewed.text("access_token")?, "/api/admin-users/me").await?.expect(200)?;
    // A thief comes with the old one: both lose the session.
    refresh(&world, first).await?.expect_error(401, "invalid_token")?;
    refresh(&world, second).await?.expect_error(401, "invalid_token")?;
    for token in [login.text("access_token")?, renewed.text("access_token")?] {
        world.get_with(token, "/api/admin-users/me").await?.expect_error(401, "invalid_token")?;
    }
    let reused: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM admin_audit_log WHERE action = 'refresh_token_reused' AND resource_id = $1",
    )
    .bind(login.text("session_id")?)
    .fetch_one(&world.database)
    .await?;
    ensure!(reused == 1, "{reused} entries");
    // Of two at once, one is served; the other one is the old token again.
    let login = operator.login(&world).await?;
    let token = login.text("refresh_token")?;
    let both = futures_util::future::try_join_all([refresh(&world, token), refresh(&world, token)]).await?;
    ensure!(both.iter().filter(|answer| answer.status == 200).count() == 1, "{both:?}");
    refresh(&world, "rt-made-up").await?.expect_error(401, "invalid_token")
}

async fn sessions_are_listed_and_ended_one_by_one(world: Arc<World>) -> Outcome {
    let (operator, other) =
        (Operator::create(&world, "user").await?, Operator::create(&world, "user").await?);
    let (here, there) = (operator.login(&world).await?, operator.login(&world).await?);
    let (token, there_token) = (here.text("access_token")?, there.text("access_token")?);
    let path = "/api/admin-users/me/sessions";
    let list = world.get_with(token, path).await?;
    list.expect(200)?;
    let sessions = list.body.as_array().context("no list")?;
    ensure!(sessions.len() == 2, "{list:?}");
    for session in sessions {
        ensure!(session["current"] == (session["session_id"] == here.body["session_id"]), "{list:?}");
    }
    let end = |token: &str, session: &str| {
        World::send(world.http.delete(world.url(&format!("{path}/{session}"))).bearer_auth(token))
    };
    let foreign = other.login(&world).await?;
    end(foreign.text("access_token")?, there.text("session_id")?)
        .await?
        .expect_error(404, "session_not_found")?;
    end(token, "no-uuid").await?.expect_error(404, "session_not_found")?;
    end(token, there.text("session_id")?).await?.expect(200)?;
    world.get_with(there_token, path).await?.expect_error(401, "invalid_token")?;
    end(token, there.text("session_id")?).await?.expect_error(404, "session_not_found")?;
    world.get_with(token, path).await?.expect(200)
}

async fn changing_ones_password_ends_ones_other_sessions(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let (here, there) = (operator.login(&world).await?, operator.login(&world).await?);
    let (token, there_token) = (here.text("access_token")?, there.text("access_token")?);
    let path = "/api/admin-users/me/change-password";
    let wrong = json!({"current_password": "not the password", "new_password": "another password"});
    world.post(token, path, &wrong).await?.expect_error(400, "invalid_value")?;
    let short = json!({"current_password": PASSWORD, "new_password": "short"});
    world.post(token, path, &short).await?.expect_error(422, "validation_error")?;
    let common = json!({"current_password": PASSWORD, "new_password": "Password1234"});
    let common = world.post(token, path, &common).await?;
    common.expect_error(422, "validation_error")?;
    ensure!(common.body["detail"][0]["type"] == "password_too_common", "{common:?}");
    ensure!(common.places() == [r#"["body","new_password"]"#], "{common:?}");
    let right = json!({"current_password": PASSWORD, "new_password": "another password"});
    world.post(token, path, &right).await?.expect(200)?;
    world.get_with(token, "/api/admin-users/me").await?.expect(200)?;
    world.get_with(there_token, "/api/admin-users/me").await?.expect_error(401, "invalid_token")?;
    operator.login(&world).await?.expect_error(401, "invalid_login")?;
    let new = json!({"email": operator.email, "password": "another password"});
    world.post_anonymously("/api/admin-users/login", &new).await?.expect(200)
}

async fn a_tampered_or_foreign_token_is_refused(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "owner").await?;
    let login = operator.login(&world).await?;
    let token = login.text("access_token")?;
    let claims = vault::AccessClaims {
        user_id: login.body["user"]["user_id"].as_str().context("no id")?.parse()?,
        email: operator.email.clone(),
        role: api::role::Role::Owner,
        sid: login.text("session_id")?.parse()?,
        iat: 0,
        exp: u64::from(u32::MAX),
    };
    let foreign = vault::TokenSecret::new("a signing secret of somebody else!!")?.issue(&claims);
    let (head, _) = token.rsplit_once('.').context("no token")?;
    let unsigned = format!("{head}.");
    let own = vault::TokenSecret::new(&world.token_secret)?;
    let expired = own.issue(&vault::AccessClaims { exp: 1, ..claims.clone() });
    for bad in [foreign.expose(), &unsigned, expired.expose(), login.text("refresh_token")?, "x.y.z"] {
        world.get_with(bad, "/api/admin-users/me").await?.expect_error(401, "invalid_token")?;
        world.get_with(bad, "/api/admin-users").await?.expect_error(401, "invalid_token")?;
    }
    // Genuine, but of a session that there is not.
    let nowhere = own.issue(&vault::AccessClaims { sid: api::ids::SessionId(uuid::Uuid::nil()), ..claims });
    world.get_with(nowhere.expose(), "/api/admin-users").await?.expect_error(401, "invalid_token")?;
    world.get_with(token, "/api/admin-users").await?.expect(200)
}

/// Makes the waits of an account end at another time, for one network or for all.
async fn wait_until(world: &World, operator: &Operator, kind: &str, network: &str, until: &str) -> Outcome {
    let moved = sqlx::query("UPDATE login_attempts SET blocked_until = $4::text::timestamptz
         WHERE subject IN (SELECT subject FROM login_subjects($1, jsonb_build_object('network', $2::text)) WHERE kind = $3)")
    .bind(&operator.email)
    .bind(network)
    .bind(kind)
    .bind(until)
    .execute(&world.database)
    .await?;
    ensure!(moved.rows_affected() == 1, "no attempts of {kind} are counted");
    Ok(())
}

async fn wrong_guesses_slow_down_and_a_known_address_is_not_kept_out(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let guess = |address: String, password: &'static str| {
        let request =
            world.http.post(world.url("/api/admin-users/login")).header("cf-connecting-ip", address);
        World::send(request.json(&json!({"email": operator.email, "password": password})))
    };
    let unique = rand::random::<[u16; 2]>();
    let network = format!("2001:db8:{:x}:{:x}::/64", unique[0], unique[1]);
    let place = |n: usize| format!("2001:db8:{:x}:{:x}::{n:x}", unique[0], unique[1]);
    let home = format!("2001:db8:ffff:{:x}::1", unique[0]);
    guess(home.clone(), PASSWORD).await?.expect(200)?;
    // An attacker has the whole /64 of an address, so other addresses of it count as the same. Five failures, then a wait.
    let began = std::time::Instant::now();
    let guesses = (0..12).map(|n| guess(place(n), "a guess"));
    let answers = futures_util::future::try_join_all(guesses).await?;
    let wrong = answers.iter().filter(|answer| answer.status == 401).count();
    // A slow machine gets through the first waits: of a second, two, four.
    let after_waits = (began.elapsed().as_secs() + 1).ilog2() as usize;
    ensure!((5..=5 + after_waits).contains(&wrong), "{wrong} guesses were looked at");
    for answer in answers.iter().filter(|answer| answer.status != 401) {
        answer.expect_error(429, "rate_limited")?;
        ensure!(answer.headers.contains_key("retry-after"), "{answer:?}");
    }
    // The right password has to wait there as well, or the wait would reveal it.
    wait_until(&world, &operator, "account from network", &network, "tomorrow").await?;
    guess(place(0), PASSWORD).await?.expect_error(429, "rate_limited")?;
    wait_until(&world, &operator, "account from network", &network, "-infinity").await?;
    guess(place(1), PASSWORD).await?.expect(200)?;
    let slowed: Value = sqlx::query_scalar(
        "SELECT jsonb_agg(details) FROM admin_audit_log WHERE action = 'login_slowed_down' AND resource_id = $1",
    )
    .bind(&operator.user_id)
    .fetch_one(&world.database)
    .await?;
    ensure!(slowed == json!([{"failures": 5}]), "{slowed}");
    // Guesses from many networks block the account for strangers, not where its operator is known.
    let stranger = |n: usize| format!("2001:db8:{:x}:{n:x}:1::", unique[1]);
    let mut slowed = 0;
    for n in 0..40 {
        slowed += usize::from(guess(stranger(n), "a guess").await?.status == 429);
    }
    ensure!(slowed > 0, "guesses from many networks are not slowed down");
    wait_until(&world, &operator, "account", "elsewhere", "tomorrow").await?;
    guess(stranger(41), PASSWORD).await?.expect_error(429, "rate_limited")?;
    guess(home, PASSWORD).await?.expect(200)
}

async fn a_neighbours_failures_keep_nobody_else_of_the_network_out(world: Arc<World>) -> Outcome {
    let (newcomer, regular) =
        (Operator::create(&world, "user").await?, Operator::create(&world, "user").await?);
    let address = std::net::Ipv4Addr::from(rand::random::<u32>()).to_string();
    let login = |email: String, password: &'static str| {
        let request =
            world.http.post(world.url("/api/admin-users/login")).header("cf-connecting-ip", &address);
        World::send(request.json(&json!({"email": email, "password": password})))
    };
    login(regular.email.clone(), PASSWORD).await?.expect(200)?;
    // A neighbour behind the same address guesses at five accounts, five times at each.
    for n in 0..25 {
        let guessed =
            login(format!("guessed-{}-{}@north.example", n % 5, newcomer.user_id), "a guess").await?;
        guessed.expect_error(401, "invalid_login")?;
    }
    login(newcomer.email.clone(), PASSWORD).await?.expect(200)?;
    // More than a hundred in an hour keep newcomers out for a time, and those who are known there not.
    let blocked = sqlx::query(
        "UPDATE login_attempts SET blocked_until = now() + interval '1 minute'
         WHERE subject IN (SELECT subject FROM login_subjects('x', jsonb_build_object('network', $1::text)) WHERE kind = 'network')",
    );
    let blocked = blocked.bind(&address).execute(&world.database).await?;
    ensure!(blocked.rows_affected() == 1, "the failures of a network are not counted");
    let stranger = Operator::create(&world, "user").await?;
    login(stranger.email.clone(), PASSWORD).await?.expect_error(429, "rate_limited")?;
    login(regular.email, PASSWORD).await?.expect(200)?;
    login(newcomer.email, PASSWORD).await?.expect(200)
}

async fn guesses_at_the_admin_key_slow_down_their_address_and_no_other(world: Arc<World>) -> Outcome {
    let address = || std::net::Ipv4Addr::from(rand::random::<u32>()).to_string();
    let (there, elsewhere) = (address(), address());
    let send = |address: &str, key: &str| {
        let request = world.http.get(world.url("/api/organizations?limit=1")).header("x-admin-key", key);
        World::send(request.header("cf-connecting-ip", address))
    };
    let counted = || async {
        let metrics = world.operate(Method::GET, "/metrics", &Value::Null).await?;
        let line =
            metrics.raw.lines().find_map(|line| line.strip_prefix("tollgate_admin_key_failures_total "));
        anyhow::Ok(line.context("no such metric")?.parse::<u64>()?)
    };
    let before = counted().await?;
    for n in 0..20 {
        send(&there, &format!("guess-{n}-guess-guess-guess-guess-guess"))
            .await?
            .expect_error(401, "invalid_token")?;
    }
    let blocked = sqlx::query(
        "UPDATE login_attempts SET blocked_until = now() + interval '1 minute'
         WHERE subject = admin_key_subject($1) AND failures = 20 AND blocked_until > '-infinity'",
    );
    let blocked = blocked.bind(&there).execute(&world.database).await?;
    ensure!(blocked.rows_affected() == 1, "the guesses are not counted");
    // The right key has to wait there as well, or the wait would reveal it.
    for key in ["guess-guess-guess-guess-guess-guess", &world.admin_key] {
        let refused = send(&there, key).await?;
        refused.expect_error(429, "rate_limited")?;
        ensure!(refused.headers.contains_key("retry-after"), "{refused:?}");
    }
    send(&elsewhere, &world.admin_key).await?.expect(200)?;
    // Who has signed in does not need the key.
    let token = Operator::create(&world, "user").await?.token(&world).await?;
    let request = world.http.get(world.url("/api/organizations?limit=1")).bearer_auth(token);
    World::send(request.header("cf-connecting-ip", &there)).await?.expect(200)?;
    ensure!(counted().await? >= before + 20, "the guesses are not in the metrics");
    let slowed = books::rows(&world.database, "admin_audit_log", "ip_address", &there).await?;
    ensure!(slowed.len() == 1 && slowed[0]["action"] == "admin_key_slowed_down", "{slowed:?}");
    Ok(())
}

async fn a_weak_admin_key_lets_nobody_in_and_the_deployment_is_not_ready(world: Arc<World>) -> Outcome {
    let weak = "ab".repeat(20);
    let settings = [("TOLLGATE_ADMIN_KEY".to_owned(), weak.clone())].into();
    let functions = world.more_functions("weak-admin-key", None, settings).await?;
    let url = |path: &str| format!("{}{path}", functions.base_url());
    let refused = World::send(world.http.get(url("/api/organizations")).header("x-admin-key", &weak)).await?;
    refused.expect_error(500, "misconfigured")?;
    ensure!(refused.raw.contains("TOLLGATE_ADMIN_KEY") && !refused.raw.contains(&weak), "{refused:?}");
    let other = World::send(world.http.get(url("/api/organizations")).header("x-admin-key", "guess")).await?;
    other.expect_error(401, "invalid_token")?;
    let ready = World::send(world.http.get(url("/health/ready"))).await?;
    ready.expect_error(503, "not_ready")?;
    ensure!(ready.body["checks"]["admin_key"] == "weak", "{ready:?}");
    Ok(())
}

async fn an_imported_bcrypt_hash_is_replaced_at_the_first_login(world: Arc<World>) -> Outcome {
    let operator = Operator::create(&world, "user").await?;
    let hash = |world: Arc<World>, email: String| async move {
        let hash: String = sqlx::query_scalar("SELECT password_hash FROM admin_users WHERE email = $1")
            .bind(email)
            .fetch_one(&world.database)
            .await?;
        anyhow::Ok(hash)
    };
    // crypt_blowfish's test vector for the password "U*U".
    sqlx::query("UPDATE admin_users SET password_hash = $1 WHERE email = $2")
        .bind("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
        .bind(&operator.email)
        .execute(&world.database)
        .await?;
    let login = |password: &str| json!({"email": operator.email, "password": password});
    let path = "/api/admin-users/login";
    world.post_anonymously(path, &login("U*V")).await?.expect_error(401, "invalid_login")?;
    ensure!(hash(world.clone(), operator.email.clone()).await?.starts_with("$2b$"), "rehashed a wrong one");
    for _ in 0..2 {
        world.post_anonymously(path, &login("U*U")).await?.expect(200)?;
        ensure!(hash(world.clone(), operator.email.clone()).await?.starts_with("$argon2id$"), "not replaced");
    }
    Ok(())
}
