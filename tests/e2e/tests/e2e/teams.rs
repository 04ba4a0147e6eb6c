//! `/api/teams/...`, keys left out.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::operator::Operator;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    a_team_is_made_with_a_key_that_works,
    what_a_team_cannot_be_is_refused,
    a_team_sees_itself_without_what_is_the_operators,
    teams_are_found_by_organization_status_and_text,
    a_teams_terms_are_changed_and_the_change_is_on_record,
    credits_that_are_set_become_adjustments,
    credits_that_are_in_use_cannot_be_taken_away,
    what_open_jobs_have_paid_stays_used_until_they_are_closed,
    adjustments_and_calls_at_once_keep_the_books_balanced,
    a_team_gets_the_groups_it_is_given_and_no_others,
    a_team_is_suspended_paused_and_resumed,
    a_removed_team_is_gone_and_its_books_stay,
    an_operator_who_may_only_read_changes_no_team,
];

fn team(id: &str) -> String {
    format!("/api/teams/{id}")
}

fn group_of(tenant: &Tenant) -> String {
    tenant.alias.replace("alias", "group")
}

async fn tenant(world: &World) -> anyhow::Result<Tenant> {
    Tenant::create(&world.database, &TenantOptions::default()).await
}

async fn create(world: &World, body: Value) -> anyhow::Result<Answer> {
    world.operate(Method::POST, "/api/teams/create", &body).await
}

async fn get(world: &World, path: &str) -> anyhow::Result<Answer> {
    world.operate(Method::GET, path, &Value::Null).await
}

async fn change(world: &World, tenant: &Tenant, body: Value) -> anyhow::Result<Answer> {
    world.operate(Method::PUT, &team(&tenant.team_id), &body).await
}

async fn a_team_is_made_with_a_key_that_works(world: Arc<World>) -> Outcome {
    let first = tenant(&world).await?;
    let team_id = format!("{}-b", first.team_id);
    let body = json!({"organization_id": first.organization_id, "team_id": team_id, "access_groups": [group_of(&first)],
        "team_alias": "B", "credits_allocated": 500, "budget_mode": "consumption_usd", "credits_per_dollar": 12.5,
        "tokens_per_credit": 2000, "cost_markup_percentage": "33.25", "rpm_limit": 60, "refund_failed_jobs": "never"});
    let answer = create(&world, body.clone()).await?;
    answer.expect(200)?;
    let made = &answer.body;
    ensure!(
        made["credits_remaining"] == 500 && made["allowed_model_aliases"] == json!([first.alias]),
        "{answer:?}"
    );
    ensure!(made["credits_per_dollar"] == 12.5 && made["cost_markup_percentage"] == 33.25, "{answer:?}");
    ensure!(made["rpm_limit"] == 60 && made["tpm_limit"].is_null(), "{answer:?}");
    ensure!(made["refund_failed_jobs"] == "never" && made["message"].is_string(), "{answer:?}");
    let second = Tenant { team_id: team_id.clone(), key: answer.text("virtual_key")?.to_owned(), ..first };
    world.create_and_call(&second, "hi").await?.expect(200)?;
    books::all_settled(&world.database, &team_id).await?;
    books::assert_balanced(&world.database, &team_id).await?;

    let answer = get(&world, &team(&team_id)).await?;
    ensure!(!answer.raw.contains(&second.key), "the key is shown again: {answer:?}");
    ensure!(answer.text("virtual_key")?.starts_with("sk-…"), "{answer:?}");
    ensure!(answer.body["credits"]["credits_allocated"] == 500, "{answer:?}");
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &team_id).await?;
    ensure!(
        log.len() == 1 && log[0]["action"] == "created_team" && !log[0].to_string().contains(&second.key),
        "{log:?}"
    );
    create(&world, body).await?.expect_error(400, "already_exists")
}

async fn what_a_team_cannot_be_is_refused(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let answer = create(&world, json!({"team_id": "a b", "credits_allocated": -1, "rpm_limit": 0})).await?;
    answer.expect_error(422, "validation_error")?;
    let places: Vec<String> =
        ["organization_id", "team_id", "access_groups", "credits_allocated", "rpm_limit"]
            .map(|field| format!("[\"body\",\"{field}\"]"))
            .into();
    ensure!(answer.places() == places, "{answer:?}");
    let id = format!("{}-x", tenant.team_id);
    let body = |field: &str, value: Value| {
        let mut body = json!({"organization_id": tenant.organization_id, "team_id": id, "access_groups": []});
        body[field] = value;
        body
    };
    for (field, value, status, code) in [
        ("organization_id", json!("nobody"), 404, "organization_not_found"),
        ("access_groups", json!(["nowhere"]), 404, "access_group_not_found"),
        ("access_groups", json!("standard"), 422, "validation_error"),
        ("budget_mode", json!("monthly"), 400, "invalid_value"),
        ("budget_mode", json!(1), 422, "validation_error"),
        ("credits_per_dollar", json!(0), 422, "validation_error"),
        ("cost_markup_percentage", json!(12.345), 422, "validation_error"),
        ("cost_markup_percentage", json!(1000), 422, "validation_error"),
        ("credits_allocated", json!(1.5), 422, "validation_error"),
        ("metadata", json!({"text": "x".repeat(11_000)}), 413, "metadata_too_large"),
    ] {
        let answer = create(&world, body(field, value)).await?;
        answer.expect_error(status, code).with_context(|| field.to_owned())?;
    }
    get(&world, &team(&id)).await?.expect_error(404, "team_not_found")?;
    let unsigned = World::send(world.http.post(world.url("/api/teams/create")).body("{")).await?;
    unsigned.expect_error(401, "missing_credentials")
}

async fn a_team_sees_itself_without_what_is_the_operators(world: Arc<World>) -> Outcome {
    let (ours, theirs) = (tenant(&world).await?, tenant(&world).await?);
    change(&world, &ours, json!({"metadata": {"note": "late payer"}, "cost_markup_percentage": 40}))
        .await?
        .expect(200)?;
    let answer = world.get_with(&ours.key, &team(&ours.team_id)).await?;
    answer.expect(200)?;
    ensure!(answer.body["allowed_model_aliases"] == json!([ours.alias]), "{answer:?}");
    ensure!(!answer.raw.contains("late payer") && !answer.raw.contains("cost_markup"), "{answer:?}");
    world.get_with(&theirs.key, &team(&ours.team_id)).await?.expect_error(403, "wrong_team")?;
    world.get_with(&theirs.key, &team("nobody")).await?.expect_error(403, "wrong_team")?;
    world.get_with(&ours.key, "/api/teams").await?.expect_error(401, "invalid_token")
}

async fn teams_are_found_by_organization_status_and_text(world: Arc<World>) -> Outcome {
    let first = tenant(&world).await?;
    for (name, credits) in [("Beta", 5), ("alpha", 500), ("Gamma", 50)] {
        let id = format!("{}-{name}", first.team_id);
        let body = json!({"organization_id": first.organization_id, "team_id": id, "access_groups": [],
            "team_alias": format!("{name} team"), "credits_allocated": credits});
        create(&world, body).await?.expect(200)?;
    }
    let suspend = format!("{}-Beta/suspend", team(&first.team_id));
    world.operate(Method::POST, &suspend, &Value::Null).await?.expect(200)?;
    let delete = format!("{}-Gamma", team(&first.team_id));
    world.operate(Method::DELETE, &delete, &Value::Null).await?.expect(200)?;

    let list = format!("/api/teams?organization_id={}", first.organization_id);
    for (query, found) in [
        ("", vec!["alpha", "Beta", ""]),
        ("&sort=credits_remaining", vec!["Beta", "alpha", ""]),
        ("&sort=credits_remaining&order=desc", vec!["", "alpha", "Beta"]),
        ("&sort=team_alias&limit=2", vec!["alpha", "Beta"]),
        ("&status=suspended", vec!["Beta"]),
        ("&status=deleted", vec!["Gamma"]),
        ("&search=ALPHA%20te", vec!["alpha"]),
        ("&search=%25", vec![]),
    ] {
        let answer = get(&world, &format!("{list}{query}")).await?;
        answer.expect(200)?;
        let ids: Vec<String> = answer
            .body
            .as_array()
            .into_iter()
            .flatten()
            .map(|team| {
                team["team_id"].as_str().unwrap_or_default().replace(&first.team_id, "").replace('-', "")
            })
            .collect();
        ensure!(ids == found, "{query}: {ids:?}");
    }
    let by_time = get(&world, &format!("{list}&sort=created_at&order=asc&limit=1")).await?;
    ensure!(
        by_time.body[0]["team_id"] == first.team_id && by_time.headers.contains_key("link"),
        "{by_time:?}"
    );
    Ok(())
}

async fn a_teams_terms_are_changed_and_the_change_is_on_record(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let body = json!({"team_alias": "Ops", "rpm_limit": 5, "tpm_limit": 1000, "budget_mode": "consumption_tokens",
        "tokens_per_credit": 50});
    change(&world, &tenant, body).await?.expect(200)?;
    let answer =
        change(&world, &tenant, json!({"rpm_limit": null, "unknown": 1, "team_alias": null})).await?;
    answer.expect(200)?;
    ensure!(answer.body["rpm_limit"].is_null() && answer.body["tpm_limit"] == 1000, "{answer:?}");
    ensure!(answer.body["team_alias"] == "Ops" && answer.body["tokens_per_credit"] == 50, "{answer:?}");

    let markup = format!("{}/markup", team(&tenant.team_id));
    let body = json!({"cost_markup_percentage": 12.5, "budget_mode": "consumption_usd", "credits_per_dollar": "100"});
    let answer = world.operate(Method::PATCH, &markup, &body).await?;
    answer.expect(200)?;
    ensure!(
        answer.body["cost_markup_percentage"] == 12.5 && answer.body["credits_per_dollar"] == 100,
        "{answer:?}"
    );
    world.operate(Method::PATCH, &markup, &json!({})).await?.expect_error(422, "validation_error")?;

    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &tenant.team_id).await?;
    let details = json!({"before": {"rpm_limit": 5}, "after": {}});
    ensure!(log.len() == 3 && log[1]["details"] == details, "{log:?}");
    ensure!(log[2]["details"]["before"]["cost_markup_percentage"] == 0.0, "{log:?}");
    // A call is priced on the new terms.
    let call = world.create_and_call(&tenant, "hi").await?;
    call.expect(200)?;
    let call = books::settled_call(&world.database, call.text("call_id")?).await?;
    ensure!(call["cost_markup_percentage"] == "12.50", "{call}");
    Ok(())
}

async fn credits_that_are_set_become_adjustments(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let answer = change(&world, &tenant, json!({"credits_allocated": 1200, "credits_used": 300})).await?;
    answer.expect(200)?;
    ensure!(answer.body["credits_remaining"] == 900 && answer.body["credits_used"] == 300, "{answer:?}");
    // As much less given as used less: the ledger says both.
    let less = json!({"credits_allocated": 900, "credits_used": 0, "updated_at": answer.body["updated_at"]});
    change(&world, &tenant, less).await?.expect(200)?;
    change(&world, &tenant, json!({"credits_allocated": 900, "credits_used": 0})).await?.expect(200)?;
    let ledger = books::rows(&world.database, "credit_transactions", "team_id", &tenant.team_id).await?;
    let mut entries: Vec<(&str, i64, i64)> = ledger
        .iter()
        .map(|entry| {
            let number = |field: &str| entry[field].as_str().and_then(|text| text.parse().ok()).unwrap_or(-1);
            (
                entry["transaction_type"].as_str().unwrap_or_default(),
                number("credits_before"),
                number("credits_after"),
            )
        })
        .collect();
    entries.sort_by_key(|(kind, before, after)| (*kind != "allocation", *before, *after));
    ensure!(
        entries
            == [
                ("allocation", 0, 1000),
                ("adjustment", 900, 1200),
                ("adjustment", 1000, 1200),
                ("adjustment", 1200, 900),
                ("adjustment", 1200, 900),
            ],
        "{entries:?}"
    );
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn credits_that_are_in_use_cannot_be_taken_away(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "hi").await?.expect(200)?;
    // One of the 1,000 is held for the job.
    let updated_at = &get(&world, &team(&tenant.team_id)).await?.body["updated_at"];
    for mut body in [
        json!({"credits_allocated": 0}),
        json!({"credits_used": 1000}),
        json!({"credits_allocated": 999, "credits_used": 999}),
    ] {
        body["updated_at"] = updated_at.clone();
        let answer = change(&world, &tenant, body).await?;
        answer.expect_error(400, "invalid_value")?;
        ensure!(answer.text("detail")?.contains("1 are held"), "{answer:?}");
    }
    change(&world, &tenant, json!({"credits_used": 999})).await?.expect(200)?;
    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    let answer = get(&world, &team(&tenant.team_id)).await?;
    ensure!(answer.body["credits_remaining"] == 0, "{answer:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn what_open_jobs_have_paid_stays_used_until_they_are_closed(world: Arc<World>) -> Outcome {
    let options = TenantOptions { budget_mode: "consumption_tokens", ..TenantOptions::default() };
    let tenant = Tenant::create(&world.database, &options).await?;
    let job = world.open_job(&tenant).await?;
    world.call(&tenant, &job, "hi").await?.expect(200)?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let updated_at = &get(&world, &team(&tenant.team_id)).await?.body["updated_at"];
    let answer = change(&world, &tenant, json!({"credits_used": 0, "updated_at": updated_at})).await?;
    answer.expect_error(400, "invalid_value")?;
    ensure!(answer.text("detail")?.starts_with("Open jobs have paid 1"), "{answer:?}");
    // It gets back what it paid.
    change(&world, &tenant, json!({"refund_failed_jobs": "always"})).await?.expect(200)?;
    world.complete(&tenant, &job, "failed").await?.expect(200)?;
    let answer = get(&world, &team(&tenant.team_id)).await?;
    ensure!(answer.body["credits_used"] == 0, "{answer:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn adjustments_and_calls_at_once_keep_the_books_balanced(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let calls = (0..6).map(|_| world.create_and_call(&tenant, "hi"));
    let changes = (0..6).map(|step| {
        // Numbers that the calls do not come by: those would be a stale form's.
        change(
            &world,
            &tenant,
            json!({"credits_allocated": 1100 + 50 * step, "credits_used": 100 + 10 * step}),
        )
    });
    let (calls, changes) =
        tokio::join!(futures_util::future::join_all(calls), futures_util::future::join_all(changes));
    for answer in calls.into_iter().chain(changes) {
        answer?.expect(200)?;
    }
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn a_team_gets_the_groups_it_is_given_and_no_others(world: Arc<World>) -> Outcome {
    let (ours, theirs) = (tenant(&world).await?, tenant(&world).await?);
    let groups = format!("{}/access-groups", team(&ours.team_id));
    let answer = world.operate(Method::PUT, &groups, &json!([group_of(&theirs)])).await?;
    answer.expect(200)?;
    ensure!(answer.body["allowed_model_aliases"] == json!([theirs.alias]), "{answer:?}");
    world.create_and_call(&ours, "hi").await?.expect_error(403, "model_not_allowed")?;
    let both = json!({"access_groups": [group_of(&theirs), group_of(&ours), group_of(&ours)]});
    let answer = world.operate(Method::PUT, &groups, &both).await?;
    ensure!(answer.body["access_groups"].as_array().map(Vec::len) == Some(2), "{answer:?}");
    world.create_and_call(&ours, "hi").await?.expect(200)?;
    let unknown = json!([group_of(&ours), "nowhere"]);
    world.operate(Method::PUT, &groups, &unknown).await?.expect_error(404, "access_group_not_found")?;
    world.operate(Method::PUT, &groups, &json!({})).await?.expect_error(422, "validation_error")?;
    ensure!(
        get(&world, &team(&ours.team_id)).await?.body["access_groups"].as_array().map(Vec::len) == Some(2)
    );

    let name = format!("mg-{}", &ours.alias[..20]);
    sqlx::query("WITH made AS (INSERT INTO model_groups (group_name) VALUES ($1) RETURNING model_group_id)
                 INSERT INTO model_group_models (model_group_id, model_name) SELECT model_group_id, $2 FROM made")
        .bind(&name)
        .bind(&ours.alias)
        .execute(&world.database)
        .await?;
    let by_group = Tenant { alias: name.clone(), ..theirs };
    world.create_and_call(&by_group, "hi").await?.expect_error(403, "model_not_allowed")?;
    let groups = format!("{}/model-groups", team(&by_group.team_id));
    let answer = world.operate(Method::PUT, &groups, &json!({"model_groups": [name]})).await?;
    answer.expect(200)?;
    ensure!(answer.body["model_groups"] == json!([name]), "{answer:?}");
    world.create_and_call(&by_group, "hi").await?.expect(200)?;
    world
        .operate(Method::PUT, &groups, &json!(["nowhere"]))
        .await?
        .expect_error(404, "model_group_not_found")?;
    world.operate(Method::PUT, &groups, &json!([])).await?.expect(200)?;
    world.create_and_call(&by_group, "hi").await?.expect_error(403, "model_not_allowed")
}

async fn a_team_is_suspended_paused_and_resumed(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    let set = |word: &str| format!("{}/{word}", team(&tenant.team_id));
    let answer = world.operate(Method::PUT, &set("suspend"), &json!({"reason": "unpaid"})).await?;
    answer.expect(200)?;
    ensure!(answer.body["status"] == "suspended" && answer.body["previous_status"] == "active", "{answer:?}");
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "team_suspended")?;
    world.complete(&tenant, &job, "completed").await?.expect_error(403, "team_suspended")?;
    world.get_with(&tenant.key, &team(&tenant.team_id)).await?.expect(200)?;
    world.operate(Method::PUT, &set("pause"), &Value::Null).await?.expect(200)?;
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "team_paused")?;
    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    for _ in 0..2 {
        world.operate(Method::POST, &set("resume"), &Value::Null).await?.expect(200)?;
    }
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &tenant.team_id).await?;
    let actions: Vec<&Value> = log.iter().map(|entry| &entry["action"]).collect();
    ensure!(actions == ["suspended_team", "paused_team", "resumed_team"], "{log:?}");
    world
        .operate(Method::POST, "/api/teams/nobody/suspend", &Value::Null)
        .await?
        .expect_error(404, "team_not_found")
}

async fn a_removed_team_is_gone_and_its_books_stay(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let job = world.open_job(&tenant).await?;
    let path = team(&tenant.team_id);
    let answer = world.operate(Method::DELETE, &path, &Value::Null).await?;
    answer.expect_error(400, "in_use")?;
    ensure!(answer.body["used_by"] == json!([format!("job {job}")]), "{answer:?}");
    world.complete(&tenant, &job, "failed").await?.expect(200)?;
    sqlx::query(
        "WITH refilled AS (UPDATE team_credits SET auto_refill = true, refill_amount = 5, refill_period = 'daily',
                                  refills_since = now() WHERE team_id = $1)
         INSERT INTO pricing_plans (team_id, kind, price_per_job_usd, first_jobs, period, period_fee_usd)
         VALUES ($1, 'subscription', 1, 10, 'monthly', 99)",
    )
    .bind(&tenant.team_id)
    .execute(&world.database)
    .await?;
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    let row = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(row["auto_refill"] == false, "a removed team is refilled: {row}");
    let plans = books::rows(&world.database, "pricing_plans", "team_id", &tenant.team_id).await?;
    ensure!(plans.iter().all(|plan| plan["valid_until"].is_string()), "a removed team pays fees: {plans:?}");

    world.create_and_call(&tenant, "hi").await?.expect_error(401, "invalid_api_key")?;
    // Operators still read it.
    let answer = get(&world, &path).await?;
    answer.expect(200)?;
    ensure!(answer.body["status"] == "deleted" && answer.body["deleted_at"].is_string(), "{answer:?}");
    ensure!(answer.body["virtual_key"].is_null() && answer.body["credits_remaining"] == 1000, "{answer:?}");
    get(&world, &format!("/api/credits/teams/{}/balance", tenant.team_id)).await?.expect(200)?;
    for word in ["suspend", "resume", "keys", "rotate-key"] {
        let answer = world.operate(Method::POST, &format!("{path}/{word}"), &Value::Null).await?;
        answer.expect_error(404, "team_not_found")?;
    }
    change(&world, &tenant, json!({"credits_allocated": 5000})).await?.expect_error(404, "team_not_found")?;
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect_error(404, "team_not_found")?;
    let body =
        json!({"organization_id": tenant.organization_id, "team_id": tenant.team_id, "access_groups": []});
    create(&world, body).await?.expect_error(400, "already_exists")?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    let ledger = books::rows(&world.database, "credit_transactions", "team_id", &tenant.team_id).await?;
    ensure!(ledger.len() == 1, "{ledger:?}");

    let default = format!("{}_default", tenant.organization_id);
    let body = json!({"organization_id": tenant.organization_id, "team_id": default, "access_groups": []});
    create(&world, body).await?.expect(200)?;
    world.operate(Method::DELETE, &team(&default), &Value::Null).await?.expect_error(400, "protected")
}

async fn an_operator_who_may_only_read_changes_no_team(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world).await?;
    let (reader, admin) = (Operator::create(&world, "user").await?, Operator::create(&world, "admin").await?);
    let (reads, changes) = (reader.token(&world).await?, admin.token(&world).await?);
    world.get_with(&reads, &team(&tenant.team_id)).await?.expect(200)?;
    world.get_with(&reads, &format!("{}/keys", team(&tenant.team_id))).await?.expect(200)?;
    for path in ["suspend", "keys", "rotate-key"] {
        let path = format!("{}/{path}", team(&tenant.team_id));
        world.post(&reads, &path, &json!({})).await?.expect_error(403, "role_too_low")?;
    }
    let suspend = format!("{}/suspend", team(&tenant.team_id));
    world.post(&changes, &suspend, &json!({})).await?.expect(200)?;
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &tenant.team_id).await?;
    ensure!(log.len() == 1 && log[0]["user_id"] == admin.user_id, "{log:?}");
    Ok(())
}
