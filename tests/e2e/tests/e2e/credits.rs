//! `/api/credits/...`.

use std::sync::Arc;

use anyhow::ensure;
use reqwest::Method;
use serde_json::Value;
use tollgate_e2e::{Tenant, TenantOptions, World};

use crate::trial::Outcome;

crate::trials![a_team_sees_its_own_balance_and_no_other, an_operator_sees_the_markup_too];

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
