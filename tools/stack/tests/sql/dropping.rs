//! Which models can serve a request whose parameters they do not all take.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::caller::Caller;

/// The models that could serve a request with a seed, which only `fast` does not take, as far as `dropping` goes; each with what it
/// refuses.
async fn candidates(caller: &mut Caller, model: &str, dropping: &str) -> Result<String> {
    let resolved = caller
        .ask(&format!(
            "SELECT resolve_model(team, new_uuid(), '{model}', 10, '{{seed,tools}}', '{{}}', '{dropping}', '{{}}')
             FROM team_credits AS team"
        ))
        .await?;
    let resolved: Value = serde_json::from_str(&resolved)?;
    let candidates = resolved["candidates"].as_array().cloned().unwrap_or_default();
    let shown = candidates.iter().map(|candidate| {
        let drops = if candidate["drops_unsupported"] == true { "drops" } else { "keeps" };
        format!(
            "{} {drops} {}",
            candidate["model"].as_str().unwrap_or_default(),
            candidate["refused_parameters"]
        )
    });
    let shown: Vec<String> = shown.collect();
    Ok(if shown.is_empty() {
        resolved["reason"].as_str().unwrap_or("?").to_owned()
    } else {
        shown.join("; ")
    })
}

#[tokio::test]
async fn the_request_says_what_is_left_out_else_the_alias_and_else_the_team() -> Result<()> {
    const ESSENTIAL: &str = r#""essential": ["tools"]"#;
    let mut caller = Caller::set_up("dropping").await?;
    caller
        .run(
            "INSERT INTO model_access_groups (group_name) VALUES ('given');
             INSERT INTO model_alias_access_groups SELECT model_alias_id, access_group_id FROM model_aliases, model_access_groups;
             INSERT INTO team_access_groups SELECT 'north-ops', access_group_id FROM model_access_groups",
        )
        .await?;
    let refuses = |names: &str| format!(r#"'fast', '{{"refused_parameters": [{names}]}}'"#);
    caller.operate("update_model", &refuses(r#""seed""#)).await?;
    let asked = |answer: &str| format!(r#"{{"drop_unsupported": {answer}, {ESSENTIAL}}}"#);
    let (dropped, refused) = (r#"gpt-fast drops ["seed"]"#, "unsupported_parameter");
    for (team, alias, asked_of_request, expected) in [
        ("false", "null", "null", refused),
        ("true", "null", "null", dropped),
        ("true", "false", "null", refused),
        ("false", "true", "null", dropped),
        ("false", "true", "false", refused),
        ("true", "false", "true", dropped),
    ] {
        caller.operate("update_team", &format!(r#"'north-ops', '{{"drop_unsupported": {team}}}'"#)).await?;
        let shown =
            caller.operate("update_model", &format!(r#"'fast', '{{"drop_unsupported": {alias}}}'"#)).await?;
        ensure!(shown["drop_unsupported"] == serde_json::from_str::<Value>(alias)?, "{shown}");
        let found = candidates(&mut caller, "fast", &asked(asked_of_request)).await?;
        ensure!(found == expected, "team {team}, alias {alias}, request {asked_of_request}: {found}");
    }
    let hinted = |hints: &str| format!(r#"{{"drop_unsupported": false, "hints": [{hints}], {ESSENTIAL}}}"#);
    for (hints, expected) in
        [(r#""seed""#, r#"gpt-fast keeps ["seed"]"#), (r#""user""#, refused), ("", refused)]
    {
        let found = candidates(&mut caller, "fast", &hinted(hints)).await?;
        ensure!(found == expected, "hints {hints}: {found}");
    }
    let found = candidates(&mut caller, "smart", &asked("true")).await?;
    ensure!(found == format!("{dropped}; claude-slow drops []"), "{found}");
    let found = candidates(&mut caller, "smart", &asked("false")).await?;
    ensure!(found == "claude-slow keeps []", "{found}");
    caller.operate("update_model", &refuses(r#""seed", "tools""#)).await?;
    let found = candidates(&mut caller, "fast", &asked("true")).await?;
    ensure!(found == refused, "tools are never left out: {found}");
    Ok(())
}
