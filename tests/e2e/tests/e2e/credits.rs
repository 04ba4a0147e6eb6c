//! `/api/credits/...`.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_team_sees_its_own_balance_and_no_other,
    an_operator_sees_the_markup_too,
    credits_are_added_with_a_ledger_entry_and_on_record,
    a_payment_is_added_once_however_often_it_is_sent,
    what_cannot_be_added_is_refused_and_nothing_moves,
    a_check_looks_at_what_is_available,
    the_ledger_is_read_page_by_page,
    rates_and_modes_hold_for_jobs_that_start_later,
    a_refill_comes_with_its_period_and_not_twice,
    older_paths_lead_to_the_same,
];

fn path(tenant: &Tenant, rest: &str) -> String {
    format!("/api/credits/teams/{}/{rest}", tenant.team_id)
}

async fn give(world: &World, tenant: &Tenant, rest: &str, body: &Value) -> anyhow::Result<Answer> {
    world.operate(Method::POST, &path(tenant, rest), body).await
}

async fn a_team_sees_its_own_balance_and_no_other(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let other = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let path = format!("/api/credits/teams/{}/balance", tenant.team_id);
    let answer = world.get_with(&tenant.key, &path).await?;
    answer.expect(200)?;
    ensure!(answer.body["credits_available"] == 1000 && answer.body["credits_held"] == 0, "{answer:?}");
    ensure!(answer.body.get("cost_markup_percentage").is_none(), "a team sees its markup: {answer:?}");
    world.get_with(&other.key, &path).await?.expect_error(403, "wrong_team")?;
    world.get_with("sk-nobodys", &path).await?.expect_error(401, "invalid_api_key")?;
    world.get(&path).await?.expect_error(401, "missing_credentials")
}

async fn an_operator_sees_the_markup_too(world: Arc<World>) -> Outcome {
    let options = TenantOptions { markup_percent: "12.5", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let path = format!("/api/credits/teams/{}/balance", tenant.team_id);
    let answer = world.operate(Method::GET, &path, &Value::Null).await?;
    answer.expect(200)?;
    ensure!(answer.body["cost_markup_percentage"] == 12.5, "{answer:?}");
    let nobody = world.operate(Method::GET, "/api/credits/teams/nobody/balance", &Value::Null).await?;
    nobody.expect_error(404, "team_not_found")
}

async fn credits_are_added_with_a_ledger_entry_and_on_record(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let answer = give(&world, &tenant, "add", &json!({"credits": 50})).await?;
    answer.expect(200)?;
    let transaction = &answer.body["transaction"];
    ensure!(
        answer.body["credits_added"] == 50 && transaction["transaction_type"] == "allocation",
        "{answer:?}"
    );
    ensure!(transaction["credits_before"] == 1000 && transaction["credits_after"] == 1050, "{answer:?}");
    ensure!(transaction["reason"] == "Manual credit allocation", "{answer:?}");
    let logged: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM admin_audit_log WHERE action = 'added_credits' AND resource_id = $1
             AND user_id IS NULL AND ip_address IS NOT NULL",
    )
    .bind(&tenant.team_id)
    .fetch_one(&world.database)
    .await?;
    ensure!(logged == 1, "{logged} entries in the audit log");
    // What operators do is not for teams.
    world
        .post(&tenant.key, &path(&tenant, "add"), &json!({"credits": 50}))
        .await?
        .expect_error(401, "invalid_token")?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_payment_is_added_once_however_often_it_is_sent(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let send = async |body: Value| {
        World::send(
            world
                .http
                .post(world.url(&path(&tenant, "replenish")))
                .header("x-admin-key", &world.admin_key)
                .header("idempotency-key", "invoice-7")
                .json(&body),
        )
        .await
    };
    let payment = json!({"credits": 500, "payment_type": "subscription", "payment_amount_usd": 99.0,
        "reason": "November plan"});
    let first = send(payment.clone()).await?;
    first.expect(200)?;
    ensure!(first.body["credits_before"] == 1000 && first.body["credits_after"] == 1500, "{first:?}");
    ensure!(first.body["payment_amount_usd"] == 99.0, "{first:?}");
    ensure!(first.body["transaction"]["reason"] == "November plan ($99.00 USD)", "{first:?}");
    let again = send(payment).await?;
    again.expect(200)?;
    ensure!(again.body == first.body && again.headers.contains_key("idempotent-replayed"), "{again:?}");
    send(json!({"credits": 1, "payment_type": "one_time"}))
        .await?
        .expect_error(422, "idempotency_key_reused")?;
    let balance = world.get_with(&tenant.key, &path(&tenant, "balance")).await?;
    ensure!(balance.body["credits_remaining"] == 1500, "{balance:?}");
    ensure!(balance.body["last_refill_at"].is_string(), "a subscription's payment is a refill: {balance:?}");
    // The team's own keys are others.
    let request = json!({"team_id": tenant.team_id, "job_type": "test"});
    let job = world.http.post(world.url("/api/jobs/create")).bearer_auth(&tenant.key);
    World::send(job.header("idempotency-key", "invoice-7").json(&request)).await?.expect(200)
}

async fn what_cannot_be_added_is_refused_and_nothing_moves(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for credits in [json!(0), json!(-5), json!(10_i64.pow(15))] {
        give(&world, &tenant, "add", &json!({"credits": credits}))
            .await?
            .expect_error(400, "invalid_value")?;
    }
    for body in [json!({}), json!({"credits": "many"}), json!({"credits": 1.5})] {
        let answer = give(&world, &tenant, "add", &body).await?;
        answer.expect_error(422, "validation_error")?;
        ensure!(answer.places() == [r#"["body","credits"]"#], "{answer:?}");
    }
    let gift = json!({"credits": 5, "payment_type": "gift"});
    give(&world, &tenant, "replenish", &gift).await?.expect_error(400, "invalid_value")?;
    let nobody = world.operate(Method::POST, "/api/credits/teams/nobody/add", &json!({"credits": 5})).await?;
    nobody.expect_error(404, "team_not_found")?;
    let balance = world.get_with(&tenant.key, &path(&tenant, "balance")).await?;
    ensure!(balance.body["credits_remaining"] == 1000, "{balance:?}");
    Ok(())
}

async fn a_check_looks_at_what_is_available(world: Arc<World>) -> Outcome {
    let options = TenantOptions { credits: 2, ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let check = async |needed: &str| {
        World::send(
            world.http.post(world.url(&path(&tenant, &format!("check{needed}")))).bearer_auth(&tenant.key),
        )
        .await
    };
    let enough = check("").await?;
    enough.expect(200)?;
    ensure!(enough.body["has_credits"] == true && enough.body["credits_needed"] == 1, "{enough:?}");
    ensure!(enough.body.get("error").is_none(), "{enough:?}");
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "hello").await?.expect(200)?;
    let held = check("?credits_needed=2").await?;
    held.expect(200)?;
    ensure!(held.body["has_credits"] == false && held.body["credits_remaining"] == 2, "{held:?}");
    ensure!(held.body["error"] == "Insufficient credits", "{held:?}");
    check("?credits_needed=-1").await?.expect_error(400, "invalid_value")?;
    check("?credits_needed=x").await?.expect_error(422, "validation_error")
}

async fn the_ledger_is_read_page_by_page(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for credits in 1..=4 {
        give(&world, &tenant, "add", &json!({"credits": credits})).await?.expect(200)?;
    }
    let first = world.get_with(&tenant.key, &path(&tenant, "transactions?limit=3")).await?;
    first.expect(200)?;
    let amounts = |answer: &Answer| -> Vec<i64> {
        let list = answer.body["transactions"].as_array();
        list.into_iter().flatten().filter_map(|entry| entry["credits_amount"].as_i64()).collect()
    };
    ensure!(first.body["total"] == 5 && amounts(&first) == [4, 3, 2], "{first:?}");
    let last = first.body["transactions"][2]["transaction_id"].as_str().unwrap_or_default();
    let rest = world.get_with(&tenant.key, &path(&tenant, &format!("transactions?before={last}"))).await?;
    ensure!(amounts(&rest) == [1, 1000], "{rest:?}");
    let wrong = world.get_with(&tenant.key, &path(&tenant, "transactions?limit=501&before=x")).await?;
    wrong.expect_error(422, "validation_error")?;
    ensure!(wrong.places() == [r#"["query","limit"]"#, r#"["query","before"]"#], "{wrong:?}");
    Ok(())
}

async fn rates_and_modes_hold_for_jobs_that_start_later(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let change =
        async |rest: &str, body: Value| world.operate(Method::PATCH, &path(&tenant, rest), &body).await;
    let before = world.open_job(&tenant).await?;
    world.call(&tenant, &before, "hello").await?.expect(200)?;
    let mode =
        change("budget-mode", json!({"budget_mode": "consumption_tokens", "tokens_per_credit": 10})).await?;
    mode.expect(200)?;
    ensure!(
        mode.body["budget_mode"] == "consumption_tokens" && mode.body["tokens_per_credit"] == 10,
        "{mode:?}"
    );
    let old = world.complete(&tenant, &before, "completed").await?;
    ensure!(old.body["costs"]["credits_charged"] == 1, "a job that had started has new terms: {old:?}");
    let rates = change("conversion-rates", json!({"credits_per_dollar": 12.5})).await?;
    rates.expect(200)?;
    let read = world.operate(Method::GET, &path(&tenant, "conversion-rates"), &Value::Null).await?;
    ensure!(read.body["credits_per_dollar"] == 12.5 && read.body["tokens_per_credit"] == 10, "{read:?}");
    ensure!(
        read.body["using_defaults"] == json!({"tokens_per_credit": false, "credits_per_dollar": false}),
        "{read:?}"
    );
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "hello").await?.expect(200)?;
    let new = world.complete(&tenant, &job, "completed").await?;
    let tokens = new.body["costs"]["total_tokens"].as_u64().unwrap_or_default();
    ensure!(tokens > 10 && new.body["costs"]["credits_charged"] == tokens.div_ceil(10), "{new:?}");
    change("budget-mode", json!({"budget_mode": "barter"})).await?.expect_error(400, "invalid_value")?;
    change("conversion-rates", json!({"tokens_per_credit": 0})).await?.expect_error(400, "invalid_value")?;
    change("conversion-rates", json!({"credits_per_dollar": -1})).await?.expect_error(422, "validation_error")
}

async fn a_refill_comes_with_its_period_and_not_twice(world: Arc<World>) -> Outcome {
    let options = TenantOptions { credits: 1, ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let nothing = give(&world, &tenant, "configure-auto-refill", &json!({"enabled": true})).await?;
    nothing.expect_error(400, "invalid_value")?;
    let on = json!({"enabled": true, "refill_amount": 7, "refill_period": "monthly"});
    let answer = give(&world, &tenant, "configure-auto-refill", &on).await?;
    answer.expect(200)?;
    ensure!(
        answer.body["auto_refill_enabled"] == true && answer.body["message"] == "Auto-refill enabled",
        "{answer:?}"
    );
    let remaining = async || -> anyhow::Result<i64> {
        let balance = world.get_with(&tenant.key, &path(&tenant, "balance")).await?;
        Ok(balance.body["credits_remaining"].as_i64().unwrap_or_default())
    };
    world.create_and_call(&tenant, "the last credit").await?.expect(200)?;
    world.create_and_call(&tenant, "too early").await?.expect_error(402, "insufficient_credits")?;
    // Two periods later the first call brings one refill: what was missed is not made up.
    sqlx::query(
        "UPDATE team_credits SET refills_since = refills_since - interval '63 days' WHERE team_id = $1",
    )
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    world.create_and_call(&tenant, "refilled").await?.expect(200)?;
    world.create_and_call(&tenant, "again").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    ensure!(remaining().await? == 5, "{} remain", remaining().await?);
    let off = give(&world, &tenant, "configure-auto-refill", &json!({"enabled": false})).await?;
    ensure!(off.body["refill_amount"] == 7 && off.body["refill_period"] == "monthly", "{off:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn older_paths_lead_to_the_same(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let team = &tenant.team_id;
    let added = json!({"team_id": team, "amount": 3, "description": "by hand"});
    let added = world.operate(Method::POST, "/api/credits/add", &added).await?;
    added.expect(200)?;
    ensure!(added.body["transaction"]["reason"] == "by hand", "{added:?}");
    let allocated = json!({"credits_amount": 4, "reason": "more"});
    world
        .operate(Method::POST, &format!("/api/teams/{team}/credits/allocate"), &allocated)
        .await?
        .expect(200)?;
    for path in [format!("/api/credits/balance?team_id={team}"), format!("/api/teams/{team}/credits")] {
        let balance = world.get_with(&tenant.key, &path).await?;
        ensure!(balance.body["credits_remaining"] == 1007, "{path}: {balance:?}");
    }
    for path in [
        format!("/api/credits/transactions?team_id={team}&limit=1"),
        format!("/api/teams/{team}/credits/transactions?limit=1"),
    ] {
        let list = world.get_with(&tenant.key, &path).await?;
        ensure!(list.body["transactions"][0]["credits_amount"] == 4, "{path}: {list:?}");
    }
    let nobody = world.get_with(&tenant.key, "/api/credits/balance").await?;
    nobody.expect_error(422, "validation_error")?;
    ensure!(nobody.places() == [r#"["query","team_id"]"#], "{nobody:?}");
    Ok(())
}
