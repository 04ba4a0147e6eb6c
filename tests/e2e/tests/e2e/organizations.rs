//! `/api/organizations/...`.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};
use uuid::Uuid;

use crate::trial::Outcome;

crate::trials![
    an_organization_is_made_with_a_team_that_can_work,
    an_organization_and_its_default_team_are_made_together_or_not_at_all,
    organizations_are_listed_page_by_page,
    an_organization_is_renamed_and_the_change_is_on_record,
    a_suspended_organization_stops_all_its_teams,
    an_organization_is_removed_only_without_active_teams_and_open_jobs,
    what_an_organization_cannot_be_is_refused,
];

fn new_id(prefix: &str) -> String {
    format!("{prefix}-{}", Uuid::from_bytes(rand::random()).simple())
}

fn organization(id: &str) -> String {
    format!("/api/organizations/{id}")
}

async fn create(world: &World, body: Value) -> anyhow::Result<Answer> {
    world.operate(Method::POST, "/api/organizations/create", &body).await
}

async fn an_organization_is_made_with_a_team_that_can_work(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let group = tenant.alias.replace("alias", "group");
    let id = new_id("org");
    let body = json!({"organization_id": id, "name": "North", "metadata": {"tier": "gold"},
        "default_team_name": "Ops", "default_team_access_groups": [group], "default_team_credits": 7});
    let answer = create(&world, body).await?;
    answer.expect(200)?;
    let team = &answer.body["default_team"];
    ensure!(answer.body["status"] == "active" && answer.body["metadata"]["tier"] == "gold", "{answer:?}");
    ensure!(team["team_id"] == format!("{id}_default") && team["team_alias"] == "Ops", "{answer:?}");
    ensure!(
        team["credits_allocated"] == 7 && team["allowed_model_aliases"] == json!([tenant.alias]),
        "{answer:?}"
    );
    let key = team["virtual_key"].as_str().unwrap_or_default().to_owned();
    ensure!(key.len() == 46 && key.starts_with("sk-"), "{answer:?}");

    let team = Tenant { organization_id: id.clone(), team_id: format!("{id}_default"), key, ..tenant };
    world.create_and_call(&team, "hi").await?.expect(200)?;
    books::all_settled(&world.database, &team.team_id).await?;
    books::assert_balanced(&world.database, &team.team_id).await?;
    let again = world.operate(Method::GET, &organization(&id), &Value::Null).await?;
    again.expect(200)?;
    ensure!(!again.raw.contains(&team.key), "the key is shown again: {again:?}");
    let hint = format!("sk-…{}", &team.key[team.key.len() - 4..]);
    ensure!(again.body["default_team"]["virtual_key"] == hint, "{again:?}");
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &id).await?;
    ensure!(log.len() == 1 && log[0]["action"] == "created_organization", "{log:?}");
    ensure!(!log[0].to_string().contains(&team.key), "the key is on record");
    Ok(())
}

async fn an_organization_and_its_default_team_are_made_together_or_not_at_all(world: Arc<World>) -> Outcome {
    let id = new_id("org");
    let body = json!({"organization_id": id, "name": "North", "default_team_access_groups": ["nowhere"]});
    create(&world, body).await?.expect_error(404, "access_group_not_found")?;
    world
        .operate(Method::GET, &organization(&id), &Value::Null)
        .await?
        .expect_error(404, "organization_not_found")?;

    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    sqlx::query("INSERT INTO team_credits (team_id, organization_id) VALUES ($1, $2)")
        .bind(format!("{id}_default"))
        .bind(&tenant.organization_id)
        .execute(&world.database)
        .await?;
    let answer = create(&world, json!({"organization_id": id, "name": "North"})).await?;
    answer.expect_error(400, "already_exists")?;
    ensure!(answer.text("detail")?.contains("team"), "{answer:?}");
    world
        .operate(Method::GET, &organization(&id), &Value::Null)
        .await?
        .expect_error(404, "organization_not_found")?;

    let alone = json!({"organization_id": id, "name": "North", "create_default_team": false});
    let answer = create(&world, alone.clone()).await?;
    answer.expect(200)?;
    ensure!(answer.body["default_team"].is_null() && answer.body["team_count"] == 0, "{answer:?}");
    create(&world, alone).await?.expect_error(400, "already_exists")?;

    let raced = new_id("org");
    let body = json!({"organization_id": raced, "name": "Raced"});
    let (one, other) = tokio::join!(create(&world, body.clone()), create(&world, body.clone()));
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    ensure!(statuses == [200, 400], "{statuses:?}");
    Ok(())
}

async fn organizations_are_listed_page_by_page(world: Arc<World>) -> Outcome {
    let family = new_id("family");
    let mut ids = BTreeSet::new();
    for number in 0..5 {
        let id = format!("{family}-{number}");
        // Two of one name: the id decides between them.
        let name = format!("Name {}", number / 2);
        create(&world, json!({"organization_id": id, "name": name, "create_default_team": false}))
            .await?
            .expect(200)?;
        ids.insert(id);
    }
    for (sort, order) in
        [("name", "asc"), ("name", "desc"), ("created_at", "desc"), ("organization_id", "asc")]
    {
        let mut path =
            format!("/api/organizations?search={}&limit=2&sort={sort}&order={order}", family.to_uppercase());
        let mut seen = Vec::new();
        loop {
            let page = world.operate(Method::GET, &path, &Value::Null).await?;
            page.expect(200)?;
            ensure!(page.headers["x-total-count"] == "5", "{page:?}");
            let items = page.body.as_array().cloned().unwrap_or_default();
            ensure!(!items.is_empty() && items.len() <= 2, "{page:?}");
            seen.extend(
                items.iter().map(|item| item["organization_id"].as_str().unwrap_or_default().to_owned()),
            );
            let Some(link) = page.headers.get("link") else { break };
            let link = link.to_str()?;
            path = link
                .strip_prefix('<')
                .and_then(|link| link.strip_suffix(">; rel=\"next\""))
                .ok_or_else(|| anyhow::anyhow!("{link}"))?
                .to_owned();
        }
        let mut sorted: Vec<String> = ids.iter().cloned().collect();
        if order == "desc" {
            sorted.reverse();
        }
        ensure!(seen == sorted, "by {sort} {order}: {seen:?}");
    }
    for (query, place) in [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("sort=color", "sort"),
        ("order=up", "order"),
        ("cursor=x", "cursor"),
        ("status=gone", "status"),
    ] {
        let answer = world.operate(Method::GET, &format!("/api/organizations?{query}"), &Value::Null).await?;
        answer.expect_error(422, "validation_error")?;
        ensure!(answer.places() == [format!("[\"query\",\"{place}\"]")], "{answer:?}");
    }
    Ok(())
}

async fn an_organization_is_renamed_and_the_change_is_on_record(world: Arc<World>) -> Outcome {
    let id = new_id("org");
    create(&world, json!({"organization_id": id, "name": "North", "metadata": {"a": 1}}))
        .await?
        .expect(200)?;
    let changed = world.operate(Method::PUT, &organization(&id), &json!({"name": "South"})).await?;
    changed.expect(200)?;
    ensure!(changed.body["name"] == "South" && changed.body["metadata"] == json!({"a": 1}), "{changed:?}");
    world.operate(Method::PUT, &organization(&id), &json!({"name": "South"})).await?.expect(200)?;
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &id).await?;
    ensure!(log.len() == 2, "a change that changes nothing is on record: {log:?}");
    ensure!(log[1]["details"] == json!({"before": {"name": "North"}, "after": {"name": "South"}}), "{log:?}");
    let large = json!({"metadata": {"text": "x".repeat(11_000)}});
    world.operate(Method::PUT, &organization(&id), &large).await?.expect_error(413, "metadata_too_large")?;
    let nul = json!({"metadata": {"text": ["\0"]}});
    world.operate(Method::PUT, &organization(&id), &nul).await?.expect_error(422, "validation_error")?;
    world
        .operate(Method::PUT, &organization(&id), &json!({"name": ""}))
        .await?
        .expect_error(422, "validation_error")
}

async fn a_suspended_organization_stops_all_its_teams(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let status = format!("{}/status", organization(&tenant.organization_id));
    let body = json!({"status": "suspended", "reason": "unpaid"});
    let answer = world.operate(Method::PUT, &status, &body).await?;
    answer.expect(200)?;
    ensure!(answer.body["previous_status"] == "active" && answer.body["reason"] == "unpaid", "{answer:?}");
    world.create_and_call(&tenant, "hi").await?.expect_error(403, "organization_inactive")?;
    let balance = format!("/api/credits/teams/{}/balance", tenant.team_id);
    world.get_with(&tenant.key, &balance).await?.expect(200)?;
    world.operate(Method::PUT, &status, &json!({"status": "active"})).await?.expect(200)?;
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    let log = books::rows(&world.database, "admin_audit_log", "resource_id", &tenant.organization_id).await?;
    let actions: Vec<&Value> = log.iter().map(|entry| &entry["action"]).collect();
    ensure!(actions == ["suspended_organization", "resumed_organization"], "{log:?}");
    ensure!(log[0]["details"]["reason"] == "unpaid", "{log:?}");
    world
        .operate(Method::PUT, &status, &json!({"status": "deleted"}))
        .await?
        .expect_error(400, "invalid_value")?;
    world.operate(Method::PUT, &status, &json!({})).await?.expect_error(422, "validation_error")
}

async fn an_organization_is_removed_only_without_active_teams_and_open_jobs(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    world.store_credential(&tenant, "openai", "sk-theirs", 0).await?;
    let job = world.open_job(&tenant).await?;
    let path = organization(&tenant.organization_id);
    let answer = world.operate(Method::DELETE, &path, &Value::Null).await?;
    answer.expect_error(400, "in_use")?;
    let used_by = json!([format!("active team {}", tenant.team_id), format!("job {job}")]);
    ensure!(answer.body["used_by"] == used_by, "{answer:?}");

    world.complete(&tenant, &job, "completed").await?.expect(200)?;
    sqlx::query("UPDATE team_credits SET status = 'paused' WHERE team_id = $1")
        .bind(&tenant.team_id)
        .execute(&world.database)
        .await?;
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect(200)?;
    world.operate(Method::DELETE, &path, &Value::Null).await?.expect_error(404, "organization_not_found")?;
    world
        .operate(Method::PUT, &path, &json!({"name": "x"}))
        .await?
        .expect_error(404, "organization_not_found")?;
    let removed = world.operate(Method::GET, &path, &Value::Null).await?;
    ensure!(removed.body["status"] == "deleted" && removed.body["team_count"] == 0, "{removed:?}");
    let teams = world.operate(Method::GET, &format!("{path}/teams?status=deleted"), &Value::Null).await?;
    ensure!(teams.body["teams"][0]["team_id"] == tenant.team_id, "{teams:?}");
    let team = json!({"organization_id": tenant.organization_id, "team_id": format!("{}-b", tenant.team_id), "access_groups": []});
    let made = world.operate(Method::POST, "/api/teams/create", &team).await?;
    made.expect_error(404, "organization_not_found")?;
    world.create_and_call(&tenant, "hi").await?.expect_error(401, "invalid_api_key")?;
    let body = json!({"organization_id": tenant.organization_id, "name": "Again"});
    create(&world, body).await?.expect_error(400, "already_exists")?;
    let listed = format!("/api/organizations?search={}", tenant.organization_id);
    for (status, count) in [("", 0), ("&status=all", 0), ("&status=deleted", 1)] {
        let answer = world.operate(Method::GET, &format!("{listed}{status}"), &Value::Null).await?;
        ensure!(answer.body.as_array().map(Vec::len) == Some(count), "{status}: {answer:?}");
    }
    let credentials =
        books::rows(&world.database, "provider_credentials", "organization_id", &tenant.organization_id)
            .await?;
    ensure!(credentials.iter().all(|row| row["is_active"] == false), "{credentials:?}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn what_an_organization_cannot_be_is_refused(world: Arc<World>) -> Outcome {
    let answer = create(&world, json!({"organization_id": "a/b", "default_team_credits": -1})).await?;
    answer.expect_error(422, "validation_error")?;
    let places =
        ["organization_id", "name", "default_team_credits"].map(|field| format!("[\"body\",\"{field}\"]"));
    ensure!(answer.places() == places, "{answer:?}");
    let longest = "x".repeat(250);
    let answer = create(&world, json!({"organization_id": longest, "name": "Long"})).await?;
    answer.expect_error(422, "validation_error")?;
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    for path in ["/api/organizations/nobody", "/api/organizations/nobody/teams", "/api/organizations/a%20b"] {
        world.operate(Method::GET, path, &Value::Null).await?.expect_error(404, "organization_not_found")?;
        world.get_with(&tenant.key, path).await?.expect_error(401, "invalid_token")?;
    }
    let teams = format!("{}/teams?limit=1", organization(&tenant.organization_id));
    let answer = world.operate(Method::GET, &teams, &Value::Null).await?;
    answer.expect(200)?;
    ensure!(
        answer.body["team_count"] == 1 && answer.body["organization_id"] == tenant.organization_id,
        "{answer:?}"
    );
    ensure!(answer.body["teams"][0]["team_id"] == tenant.team_id, "{answer:?}");
    Ok(())
}
