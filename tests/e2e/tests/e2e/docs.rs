//! The API's description, as the system serves it.

use std::sync::Arc;

use anyhow::ensure;
use tollgate_e2e::World;

use crate::trial::Outcome;

crate::trials![
    the_openapi_document_is_served_without_credentials,
    the_page_of_it_runs_its_own_script_and_nothing_else,
];

async fn the_openapi_document_is_served_without_credentials(world: Arc<World>) -> Outcome {
    let answer = world.get("/openapi.json").await?;
    ensure!(answer.status == 200, "{}", answer.status);
    ensure!(answer.body == openapi::document().map_err(anyhow::Error::msg)?, "the document is another one");
    ensure!(answer.headers["access-control-allow-origin"] == "*", "{:?}", answer.headers);
    let known = world.http.get(world.url("/openapi.json")).header("if-none-match", &answer.headers["etag"]);
    let known = World::send(known).await?;
    ensure!((known.status, known.raw.as_str()) == (304, ""), "{known:?}");
    Ok(())
}

async fn the_page_of_it_runs_its_own_script_and_nothing_else(world: Arc<World>) -> Outcome {
    let answer = world.get("/docs").await?;
    ensure!(answer.status == 200 && answer.raw.starts_with("<!doctype html>"), "{}", answer.status);
    let policy = answer.headers["content-security-policy"].to_str()?;
    for part in ["default-src 'none'", "script-src 'sha256-", "style-src 'sha256-", "frame-ancestors 'none'"]
    {
        ensure!(policy.contains(part), "{policy}");
    }
    ensure!(!policy.contains("unsafe"), "{policy}");
    let other = World::send(world.http.post(world.url("/docs"))).await?;
    ensure!(other.status == 405, "{other:?}");
    Ok(())
}
