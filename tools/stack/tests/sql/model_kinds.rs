//! Models of two kinds: those that have a chat, and those that make embeddings.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::caller::Caller;

const SETUP: &str = "
    INSERT INTO model_catalogue (provider, model, display_name, kind, pricing_input, pricing_output, source, source_date)
        VALUES ('openai', 'vectors', 'Vectors', 'embedding', 0.02, 0, 'a test', '2026-11-24');
    INSERT INTO model_group_models (model_group_id, model_name) SELECT model_group_id, 'vectors' FROM model_groups;";

/// Asks for a model of a kind: the names and output limits of those that could serve the call, or why none could.
async fn resolved(caller: &mut Caller, kind: &str) -> Result<String> {
    let answer = caller
        .ask(&format!(
            "SELECT resolve_model(team, new_uuid(), 'smart', '{kind}', 10, '{{}}', '{{}}', '{{}}', '{{}}')
             FROM team_credits AS team"
        ))
        .await?;
    let answer: Value = serde_json::from_str(&answer)?;
    if answer["outcome"] == "refused" {
        return Ok(format!("{} {} {}", answer["reason"], answer["kind"], answer["wanted"]));
    }
    let candidates = answer["candidates"].as_array().cloned().unwrap_or_default();
    let shown = candidates.iter().map(|one| format!("{} {}", one["model"], one["max_output_tokens"]));
    Ok(shown.collect::<Vec<_>>().join("; "))
}

#[tokio::test]
async fn a_call_is_served_by_models_of_its_kind_and_embeddings_have_no_output() -> Result<()> {
    let mut caller = Caller::set_up("kinds_of_calls").await?;
    ensure!(resolved(&mut caller, "embedding").await? == r#""wrong_model_kind" "chat" "embedding""#);
    caller.run(SETUP).await?;
    ensure!(resolved(&mut caller, "chat").await? == r#""gpt-fast" 10; "claude-slow" 10"#);
    ensure!(resolved(&mut caller, "embedding").await? == r#""vectors" 0"#);
    let kinds =
        caller.ask("SELECT list_callable_models(sha256('key'), 'smart')->'value'->0->'kinds'").await?;
    ensure!(kinds == r#"["chat", "embedding"]"#, "{kinds}");
    caller.run("DELETE FROM model_group_models WHERE model_name IN ('fast', 'slow')").await?;
    ensure!(resolved(&mut caller, "chat").await? == r#""wrong_model_kind" "embedding" "chat""#);
    caller.run("DELETE FROM model_group_models").await?;
    ensure!(resolved(&mut caller, "chat").await? == r#""model_not_allowed" null null"#);
    Ok(())
}

#[tokio::test]
async fn an_alias_has_the_kind_of_the_catalogue_and_another_is_refused() -> Result<()> {
    let mut caller = Caller::set_up("kinds_of_aliases").await?;
    caller.run(SETUP).await?;
    let known = json!({"model_alias": "v", "provider": "openai", "actual_model": "vectors"});
    let made = caller.operate("create_model", &format!("'{known}'")).await?;
    ensure!(made["kind"] == "embedding" && made["prices_are_catalogues"] == true, "{made}");
    let own = json!({"model_alias": "own", "provider": "fireworks", "actual_model": "nomic", "kind": "embedding",
        "pricing_input": "0.008"});
    let made = caller.operate("create_model", &format!("'{own}'")).await?;
    ensure!(made["kind"] == "embedding" && made["pricing_output"] == 0, "{made}");
    let made = caller.operate("update_model", r#"'own', '{"kind": "chat"}'"#).await?;
    ensure!(made["kind"] == "chat", "{made}");
    let made = caller.operate("update_model", r#"'fast', '{"actual_model": "vectors"}'"#).await?;
    ensure!(made["kind"] == "embedding", "another model sets the kind: {made}");
    for refused in [
        json!({"model_alias": "w", "provider": "openai", "actual_model": "vectors", "kind": "chat"}),
        json!({"model_alias": "w", "provider": "anthropic", "actual_model": "m", "kind": "embedding", "pricing_input": "1"}),
    ] {
        let error = caller.operate("create_model", &format!("'{refused}'")).await.unwrap_err().to_string();
        ensure!(error.contains("invalid_value"), "{error}");
    }
    Ok(())
}
