//! `GET /metrics`: counters for operators, in the text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Write as _};

use api::error::ApiError;
use api::jobs::{CallStatus, JobStatus};
use api::metrics::Metrics;
use api::provider::Provider;
use api::routes::MetricsOperation;
use api::webhook_deliveries::DeliveryStatus;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use platform::{KeepingError, OutgoingBody, Platform, Request, Response};

use crate::call::kept_settlements;
use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};

const TEXT_FORMAT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    match read(&platform, request).await {
        Ok(metrics) => {
            let kept = count_of_kept(&platform).await;
            let mut response = Response::new(OutgoingBody::Complete(render(&metrics, kept).into_bytes()));
            response.headers_mut().insert(CONTENT_TYPE, TEXT_FORMAT);
            response
        }
        Err(error) => outgoing::refuse(&error),
    }
}

async fn read<P: Platform>(platform: &P, request: Request) -> Result<Metrics, ApiError> {
    let (MetricsOperation::Metrics, incoming) = Incoming::new(platform, request)?;
    let principal = incoming.principal(platform).await?;
    let metrics = store::metrics(platform.database(), &principal).await;
    metrics.map_err(|error| refusals::store_error(platform, error))
}

/// How many settlements are kept; none where there is no store, or it cannot be asked.
async fn count_of_kept<P: Platform>(platform: &P) -> Option<u64> {
    match kept_settlements::count(platform).await {
        Ok(count) => Some(count),
        Err(KeepingError::NoStore) => None,
        Err(error) => {
            platform.log(&format!("kept settlements: {error}"));
            None
        }
    }
}

/// The text that is being written.
#[derive(Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    /// Labels are `("provider", "openai")`: names and words of ours, with nothing in them to be escaped.
    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{value}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn single(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }
}

fn render(metrics: &Metrics, kept_settlements: Option<u64>) -> String {
    let mut text = Text::default();
    text.family("tollgate_build_info", "gauge", "The version that answers.");
    text.sample("tollgate_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);

    let jobs = &metrics.jobs;
    text.single("tollgate_jobs_opened_total", "counter", "Jobs that were opened.", jobs.opened);
    text.family("tollgate_jobs_closed_total", "counter", "Jobs that were closed, by status.");
    text.sample("tollgate_jobs_closed_total", &[("status", JobStatus::Completed.as_str())], jobs.completed);
    text.sample("tollgate_jobs_closed_total", &[("status", JobStatus::Failed.as_str())], jobs.failed);
    text.single("tollgate_jobs_open", "gauge", "Jobs that are open.", metrics.jobs_open);
    text.single(
        "tollgate_client_cost_usd_total",
        "counter",
        "What clients are charged, in US dollars.",
        jobs.client_cost_usd,
    );

    text.family("tollgate_calls_total", "counter", "Calls that have ended, by provider and outcome.");
    for calls in &metrics.calls {
        let provider = ("provider", calls.provider.as_str());
        text.sample(
            "tollgate_calls_total",
            &[provider, ("outcome", CallStatus::Succeeded.as_str())],
            calls.succeeded,
        );
        text.sample(
            "tollgate_calls_total",
            &[provider, ("outcome", CallStatus::Failed.as_str())],
            calls.failed,
        );
    }
    text.family("tollgate_tokens_total", "counter", "Tokens, by provider and direction.");
    for calls in &metrics.calls {
        let provider = ("provider", calls.provider.as_str());
        text.sample("tollgate_tokens_total", &[provider, ("kind", "prompt")], calls.prompt_tokens);
        text.sample("tollgate_tokens_total", &[provider, ("kind", "completion")], calls.completion_tokens);
    }
    text.family("tollgate_provider_cost_usd_total", "counter", "What providers charge, in US dollars.");
    for calls in &metrics.calls {
        let provider = ("provider", calls.provider.as_str());
        text.sample("tollgate_provider_cost_usd_total", &[provider], calls.provider_cost_usd);
    }
    text.single("tollgate_calls_open", "gauge", "Calls that are running.", metrics.calls_open);
    text.single(
        "tollgate_calls_overdue",
        "gauge",
        "Calls whose time is over and that nobody has given up yet.",
        metrics.calls_overdue,
    );
    text.single(
        "tollgate_calls_in_doubt",
        "gauge",
        "Calls that a provider may bill beyond what is booked for them.",
        metrics.in_doubt.calls,
    );
    text.family("tollgate_in_doubt_usd", "gauge", "What these calls may cost beyond that, in US dollars.");
    text.sample("tollgate_in_doubt_usd", &[("amount", "estimate")], metrics.in_doubt.cost_usd);
    text.sample("tollgate_in_doubt_usd", &[("amount", "bound")], metrics.in_doubt.bound_usd);

    if let Some(kept) = kept_settlements {
        text.single(
            "tollgate_settlements_kept",
            "gauge",
            "Settlements that the database did not take and that wait for the sweep, up to 1000.",
            kept,
        );
    }

    text.single("tollgate_holds_open", "gauge", "Holds on credits that are open.", metrics.holds_open);
    let credits = metrics.credits;
    text.family("tollgate_credits", "gauge", "The credits of all teams, by state.");
    for (state, value) in [
        ("allocated", credits.allocated),
        ("used", credits.used),
        ("held", credits.held),
        ("available", credits.allocated - credits.used - credits.held),
        ("uncollected", credits.uncollected),
    ] {
        text.sample("tollgate_credits", &[("state", state)], value);
    }
    text.family("tollgate_teams", "gauge", "Teams, by status.");
    for (status, count) in &metrics.teams {
        text.sample("tollgate_teams", &[("status", status.as_str())], count);
    }
    text.family("tollgate_organizations", "gauge", "Organizations, by status.");
    for (status, count) in &metrics.organizations {
        text.sample("tollgate_organizations", &[("status", status.as_str())], count);
    }
    text.family(
        "tollgate_routes_set_aside",
        "gauge",
        "Routes that are set aside because they failed, by provider.",
    );
    for provider in Provider::ALL {
        let count = metrics.routes_set_aside.get(&provider).copied().unwrap_or_default();
        text.sample("tollgate_routes_set_aside", &[("provider", provider.as_str())], count);
    }
    text.single(
        "tollgate_operator_sessions",
        "gauge",
        "Sessions of operators that have not ended.",
        metrics.operator_sessions,
    );
    text.single(
        "tollgate_admin_key_failures_total",
        "counter",
        "Requests with a wrong admin key, up to 300 a minute.",
        metrics.admin_key_failures,
    );
    let deliveries = metrics.webhook_deliveries;
    text.family("tollgate_webhook_deliveries", "gauge", "Deliveries to webhooks, by status.");
    text.sample(
        "tollgate_webhook_deliveries",
        &[("status", DeliveryStatus::Pending.as_str())],
        deliveries.pending,
    );
    text.sample("tollgate_webhook_deliveries", &[("status", DeliveryStatus::Dead.as_str())], deliveries.dead);
    text.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_sample_stands_under_its_family() {
        let metrics: Metrics = serde_json::from_value(json!({
            "jobs": {"opened": 3, "completed": 2, "failed": 1, "client_cost_usd": "0.5"},
            "calls": [{"provider": "openai", "succeeded": 5, "failed": 0, "prompt_tokens": 10,
                       "completion_tokens": 20, "provider_cost_usd": "0.00000025"}],
            "jobs_open": 0, "calls_open": 1, "calls_overdue": 0, "holds_open": 1,
            "in_doubt": {"calls": 2, "cost_usd": "0.01", "bound_usd": "0.5"},
            "teams": {"active": 2}, "organizations": {"active": 1},
            "credits": {"allocated": 10, "used": 3, "held": 1, "uncollected": 7}, "operator_sessions": 0, "admin_key_failures": 6,
            "routes_set_aside": {"anthropic": 2},
            "webhook_deliveries": {"pending": 4, "dead": 1},
        }))
        .unwrap();
        let text = render(&metrics, Some(3));
        let mut family = "";
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                family = rest.split(' ').next().unwrap();
            } else if !line.starts_with('#') {
                let name = line.split(['{', ' ']).next().unwrap();
                assert_eq!(name, family);
            }
        }
        for line in [
            "tollgate_calls_total{provider=\"openai\",outcome=\"succeeded\"} 5",
            "tollgate_provider_cost_usd_total{provider=\"openai\"} 0.00000025",
            "tollgate_credits{state=\"available\"} 6",
            "tollgate_credits{state=\"uncollected\"} 7",
            "tollgate_calls_in_doubt 2",
            "tollgate_settlements_kept 3",
            "tollgate_in_doubt_usd{amount=\"bound\"} 0.5",
            "tollgate_teams{status=\"active\"} 2",
            "tollgate_webhook_deliveries{status=\"dead\"} 1",
            "tollgate_routes_set_aside{provider=\"anthropic\"} 2",
            "tollgate_routes_set_aside{provider=\"openai\"} 0",
            "tollgate_admin_key_failures_total 6",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} is not in\n{text}");
        }
        assert!(!render(&metrics, None).contains("tollgate_settlements_kept"));
    }
}
