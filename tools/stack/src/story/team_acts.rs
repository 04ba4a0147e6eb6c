//! What operators do with single teams in the quarter: plans, pauses, limits, webhooks.

use anyhow::Result;
use api::ids::{TeamId, WebhookId};
use serde_json::{Value, json};
use vault::{Keyring, WebhookPart, WebhookSealContext, WebhookSecret};

use super::cast::{ACCOUNTANT, ENGINEER, Fate, Team};
use super::ids::new_id;
use super::step::Step;
use super::time::{HOUR, Span};

/// All that operators do with a team, its credits and keys aside.
///
/// # Errors
/// If a webhook's secret cannot be sealed.
pub fn steps(team: &Team, span: Span, keyring: &Keyring) -> Result<Vec<Step>> {
    let mut steps = plans(team, span);
    steps.extend(states(team, span));
    for (webhook, days) in webhooks(team) {
        steps.push(register(team, &webhook, span.days_before_end(days, 10, 5), keyring)?);
    }
    // What the scheduler does for it.
    let every = usize::try_from(6 * HOUR).unwrap_or(1);
    steps.extend((span.from..span.until).step_by(every).map(|at| Step::sweep(at, team.id)));
    steps.push(Step::sweep(span.until, team.id));
    Ok(steps)
}

fn plans(team: &Team, span: Span) -> Vec<Step> {
    let plan = |at: i64, job_type: Option<&str>, terms: Value| {
        Step::act(
            at,
            "SELECT set_pricing_plan(story.operator($1->>'by'), $1->>'team', $1->>'job_type', $1->'terms')",
            json!({"by": ACCOUNTANT, "team": team.id, "job_type": job_type, "terms": terms}),
        )
    };
    let start = span.from - 8 * HOUR;
    match team.id {
        "aurora-billing" => vec![plan(
            start,
            Some("claim-check"),
            json!({"kind": "tiered", "period": "monthly", "first_jobs": 250, "first_jobs_price_usd": "0.05",
                "price_per_job_usd": "0.03"}),
        )],
        "brightcart-support" => vec![plan(
            start,
            Some("support-chat"),
            json!({"kind": "subscription", "period": "monthly", "period_fee_usd": "49", "first_jobs": 400,
                "price_per_job_usd": "0.04"}),
        )],
        "brightcart-content" => {
            vec![plan(
                start,
                Some("product-description"),
                json!({"kind": "flat_rate", "price_per_job_usd": "0.02"}),
            )]
        }
        "ledgerline-contracts" => vec![
            plan(start, None, json!({"kind": "markup", "markup_percentage": "25"})),
            plan(span.days_before_end(45, 9, 0), None, json!({"kind": "markup", "markup_percentage": "35"})),
        ],
        _ => Vec::new(),
    }
}

fn states(team: &Team, span: Span) -> Vec<Step> {
    let status = |at: i64, by: &str, status: &str, reason: &str| {
        Step::act(
            at,
            "SELECT set_team_status(story.operator($1->>'by'), $1->>'team', ($1->>'status')::team_status, $1->>'reason')",
            json!({"by": by, "team": team.id, "status": status, "reason": reason}),
        )
    };
    let terms = |at: i64, terms: Value| {
        Step::act(
            at,
            "SELECT update_team(story.operator($1->>'by'), $1->>'team', $1->'terms')",
            json!({"by": ENGINEER, "team": team.id, "terms": terms}),
        )
    };
    match (team.fate, team.id) {
        (Fate::PausedFor(days), _) => {
            vec![status(span.until - days * 24 * HOUR, ENGINEER, "paused", "The prototype has ended.")]
        }
        (Fate::SuspendedFor(days), _) => {
            vec![status(span.until - days * 24 * HOUR, ACCOUNTANT, "suspended", "Two invoices are unpaid.")]
        }
        (_, "aurora-billing") => vec![
            status(span.days_before_end(52, 9, 0), ENGINEER, "paused", "Their batch runs in a loop."),
            status(span.days_before_end(52, 9, 40), ENGINEER, "active", "The loop is mended."),
        ],
        (_, "brightcart-search") => {
            vec![terms(span.days_before_end(66, 15, 30), json!({"rpm_limit": 3000, "tpm_limit": 20_000_000}))]
        }
        (_, "aurora-triage") => {
            vec![terms(
                span.days_before_end(33, 14, 10),
                json!({"rpm_limit": 1200, "team_alias": "Patient triage"}),
            )]
        }
        _ => Vec::new(),
    }
}

/// A team's webhooks, each with how many days before the end it was registered.
fn webhooks(team: &Team) -> Vec<(Value, i64)> {
    let webhook = |url: &str, description: &str, events: &[&str]| json!({"webhook_url": url, "description": description, "events": events});
    match team.id {
        "aurora-triage" => vec![(
            webhook(
                "https://hooks.aurora-health.example/tollgate",
                "Alarms of the duty team",
                &["job.failed", "credits.low"],
            ),
            60,
        )],
        "aurora-research" => vec![(
            webhook(
                "https://hooks.aurora-health.example/research",
                "Budget",
                &["credits.low", "job.completed"],
            ),
            30,
        )],
        "brightcart-support" => vec![(
            webhook(
                "https://events.brightcart.example/llm",
                "Order system",
                &["job.completed", "job.failed"],
            ),
            12,
        )],
        "ledgerline-contracts" => vec![
            (
                webhook(
                    "https://intranet.ledgerline.example/hooks/llm",
                    "Matter management",
                    &["job.completed"],
                ),
                6,
            ),
            (
                webhook(
                    "https://audit.ledgerline.example/in",
                    "Compliance archive",
                    &["job.completed", "job.failed"],
                ),
                6,
            ),
        ],
        "ledgerline-trial" => vec![(
            webhook(
                "https://old.ledgerline.example/tollgate",
                "Old case system",
                &["job.completed", "team.suspended"],
            ),
            20,
        )],
        _ => Vec::new(),
    }
}

fn register(team: &Team, webhook: &Value, at: i64, keyring: &Keyring) -> Result<Step> {
    let team_id: TeamId = team.id.parse().map_err(|_| anyhow::anyhow!("{} is no id", team.id))?;
    let webhook_id = WebhookId(new_id(&mut rand::rng(), at));
    let context = WebhookSealContext { team_id: &team_id, webhook_id, part: WebhookPart::Secret };
    let secret = WebhookSecret::generate(rand::random());
    let mut webhook = webhook.clone();
    webhook["webhook_id"] = json!(webhook_id);
    webhook["sealed_secret"] = json!(keyring.seal(secret.text(), &context, rand::random())?);
    Ok(Step::act(
        at,
        "SELECT register_webhook(story.operator($1->>'by'), $1->>'team', $1->'webhook', NULL, 20)",
        json!({"by": ENGINEER, "team": team.id, "webhook": webhook}),
    ))
}
