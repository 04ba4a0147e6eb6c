//! What is there before the story begins, and what operators change of it later: operators, models, organizations and their provider
//! keys. Teams come with their own steps.

use anyhow::Result;
use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use serde_json::{Value, json};
use vault::{RefreshToken, SealContext, Secret, hash_password, hex};

use super::cast::{ENGINEER, OPERATORS, ORGANIZATIONS, OWNER, Operator, Organization};
use super::ids::new_id;
use super::models::{ACCESS_GROUPS, ALIASES, DEPRECATED, GROUPS, path_on_simulator};
use super::step::Step;
use super::time::{DAY, HOUR, MINUTE, Span};
use crate::secrets::Secrets;
use crate::seed::PROVIDER_KEY;

/// How many days apart an operator signs in. A session that is not used ends after two weeks.
const SIGN_IN_EVERY: i64 = 5;
/// Aliases whose prices were entered by hand at first: input, output.
const PRICES_BY_HAND: [(&str, &str, &str); 2] = [("assistant-pro", "2", "16"), ("reader", "1.75", "10.5")];

/// When all prices became those of the catalogue.
#[must_use]
pub const fn price_change(span: Span) -> i64 {
    span.days_before_end(41, 7, 30)
}

/// What is set up before the first job.
///
/// # Errors
/// If a password cannot be hashed, or a key not sealed.
pub fn before(span: Span, secrets: &Secrets, simulator: &str) -> Result<Vec<Step>> {
    let start = span.from - 3 * DAY + 8 * HOUR;
    let mut steps = Vec::new();
    for (number, operator) in OPERATORS.iter().enumerate() {
        steps.push(join(operator, start + i64::try_from(number)? * 20 * MINUTE, secrets)?);
        steps.extend(sign_ins(operator, number, start, span));
    }
    let mut at = start + 2 * HOUR;
    let mut act = |by: &str, sql: &str, mut arguments: Value| {
        at += 3 * MINUTE;
        arguments["by"] = json!(by);
        steps.push(Step::act(at, sql, arguments));
    };
    for (name, display_name, description) in ACCESS_GROUPS {
        let group = json!({"group_name": name, "display_name": display_name, "description": description});
        act(
            ENGINEER,
            "SELECT create_access_group(story.operator($1->>'by'), $1->'group')",
            json!({"group": group}),
        );
    }
    for alias in ALIASES {
        let mut model = json!({
            "model_alias": alias.name, "provider": alias.provider, "actual_model": alias.model,
            "description": alias.description, "access_groups": [alias.access_group],
        });
        if let Some((_, input, output)) = PRICES_BY_HAND.iter().find(|(name, ..)| *name == alias.name) {
            (model["pricing_input"], model["pricing_output"]) = (json!(input), json!(output));
        }
        act(ENGINEER, "SELECT create_model(story.operator($1->>'by'), $1->'model')", json!({"model": model}));
    }
    for group in GROUPS {
        let models: Vec<Value> = group
            .members
            .iter()
            .map(|(name, priority, weight)| json!({"model_name": name, "priority": priority, "weight": weight}))
            .collect();
        let group = json!({
            "group_name": group.name, "display_name": group.display_name, "description": group.description,
            "balancing": group.balancing, "models": models,
        });
        act(
            ENGINEER,
            "SELECT create_model_group(story.operator($1->>'by'), $1->'group')",
            json!({"group": group}),
        );
    }
    for organization in ORGANIZATIONS {
        let new = json!({"organization_id": organization.id, "name": organization.name,
            "metadata": {"contract": "2026", "account_manager": "Priya Nair"}});
        act(
            OWNER,
            "SELECT create_organization(story.operator($1->>'by'), $1->'organization', NULL, NULL)",
            json!({"organization": new}),
        );
        if organization.body_retention_days > 0 {
            act(
                OWNER,
                "SELECT update_organization(story.operator($1->>'by'), $1->>'organization', $1->'change')",
                json!({"organization": organization.id,
                    "change": {"body_retention_days": organization.body_retention_days}}),
            );
        }
        for (provider, name, priority, is_active) in provider_keys(organization) {
            let credential =
                credential(organization, provider, name, priority, is_active, secrets, simulator)?;
            act(
                ENGINEER,
                "SELECT create_credential(story.operator($1->>'by'), $1->'credential')",
                json!({"credential": credential}),
            );
        }
    }
    Ok(steps)
}

/// What operators change later.
#[must_use]
pub fn later(span: Span) -> Vec<Step> {
    let update = |at: i64, alias: &str, change: Value| {
        Step::act(
            at,
            "SELECT update_model(story.operator($1->>'by'), $1->>'alias', $1->'change')",
            json!({"by": ENGINEER, "alias": alias, "change": change}),
        )
    };
    let mut steps: Vec<Step> = PRICES_BY_HAND
        .iter()
        .map(|(alias, ..)| update(price_change(span), alias, json!({"use_catalogue_prices": true})))
        .collect();
    steps.push(update(span.days_before_end(30, 12, 0), DEPRECATED, json!({"status": "deprecated"})));
    steps.push(update(
        span.days_before_end(22, 9, 15),
        "writer",
        json!({"first_event_timeout_seconds": 20, "answer_timeout_seconds": 120}),
    ));
    for operator in OPERATORS.iter().filter(|operator| !operator.is_active) {
        steps.push(Step::act(
            span.days_before_end(36, 17, 5),
            "SELECT change_operator(story.operator($1->>'by'), user_id, 'deactivated_user', '{\"is_active\": false}')
             FROM admin_users WHERE email = $1->>'email'",
            json!({"by": OWNER, "email": operator.email}),
        ));
    }
    steps
}

/// The password of one of the story's operators. Nobody else can find it out: it comes from the deployment's secrets.
#[must_use]
pub fn password(secrets: &Secrets, email: &str) -> String {
    let digest =
        vault::fingerprint(&[b"the story's operators", secrets.token_secret().as_bytes(), email.as_bytes()]);
    digest[..24].to_owned()
}

/// An operator gets an account: the owner with the admin key, the others by the owner.
fn join(operator: &Operator, at: i64, secrets: &Secrets) -> Result<Step> {
    let hash = hash_password(&password(secrets, operator.email), rand::random())?;
    let user = json!({"email": operator.email, "display_name": operator.name, "password_hash": hash,
        "role": operator.role, "metadata": {}});
    let with = json!({"by": OWNER, "user": user, "session": session(operator)});
    Ok(if operator.email == OWNER {
        Step::act(at, "SELECT setup_owner('{\"kind\": \"admin_key\"}', $1->'user', $1->'session')", with)
    } else {
        Step::act(at, "SELECT create_operator(story.operator($1->>'by'), $1->'user')", with)
    })
}

fn sign_ins(operator: &Operator, number: usize, start: i64, span: Span) -> Vec<Step> {
    let until = if operator.is_active { span.until } else { span.days_before_end(37, 0, 0) };
    let first = start + 2 * HOUR - 5 * MINUTE;
    let place = i64::try_from(number).unwrap_or_default();
    (0..)
        .map(|day| first + day * SIGN_IN_EVERY * DAY + if day == 0 { 0 } else { place * 13 * MINUTE })
        .take_while(|at| *at < until)
        .map(|at| {
            Step::act(
                at,
                "SELECT open_session(user_id, 'login', $1->'session') FROM admin_users WHERE email = $1->>'email'",
                json!({"email": operator.email, "session": session(operator)}),
            )
        })
        .collect()
}

/// A session whose refresh token nobody has.
fn session(operator: &Operator) -> Value {
    let place = OPERATORS.iter().position(|other| other.email == operator.email).unwrap_or_default();
    json!({
        "refresh_token_hash": hex(&RefreshToken::generate(rand::random()).hash()),
        // An address that documentation may use (RFC 5737).
        "ip_address": format!("192.0.2.{}", 10 + place),
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    })
}

/// Which keys an organization has: provider, name, priority, whether it is in use.
fn provider_keys(organization: &Organization) -> Vec<(Provider, &'static str, i64, bool)> {
    let mut keys: Vec<_> =
        Provider::ALL.into_iter().map(|provider| (provider, "Production", 0, true)).collect();
    match organization.id {
        "aurora-health" => keys.push((Provider::Openai, "Backup", 1, true)),
        "brightcart" => keys.push((Provider::Anthropic, "Trial account", 1, false)),
        _ => {}
    }
    keys
}

fn credential(
    organization: &Organization,
    provider: Provider,
    name: &str,
    priority: i64,
    is_active: bool,
    secrets: &Secrets,
    simulator: &str,
) -> Result<Value> {
    let organization_id: OrganizationId =
        organization.id.parse().map_err(|_| anyhow::anyhow!("{} is no id", organization.id))?;
    let credential_id = CredentialId(new_id(&mut rand::rng(), 0));
    let api_base = format!("{simulator}{}", path_on_simulator(provider));
    let context =
        SealContext { organization_id: &organization_id, provider, credential_id, api_base: Some(&api_base) };
    let sealed = secrets.keyring().seal(&Secret::new(PROVIDER_KEY.to_owned()), &context, rand::random())?;
    Ok(json!({
        "credential_id": credential_id, "organization_id": organization.id, "provider": provider,
        "credential_name": name, "sealed_key": sealed, "key_hint": vault::key_hint(PROVIDER_KEY),
        "api_base": api_base, "priority": priority, "is_active": is_active,
    }))
}
