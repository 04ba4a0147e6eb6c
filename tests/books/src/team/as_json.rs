//! What the SQL functions take and answer as JSON.

use anyhow::{Context, Result};
use api::plans::PlanKind;
use serde_json::{Value, json};

use crate::operations::{PlanTerms, Request, RequestKind};

/// The operator who makes every operation of operators.
#[must_use]
pub fn operator() -> Value {
    json!({"kind": "admin_key"})
}

/// A request's idempotency key. The hash of the request is different for every kind and variant.
#[must_use]
pub fn idempotency(kind: RequestKind, request: Option<Request>) -> Option<Value> {
    request.map(|Request { key, variant }| {
        let hash = format!("{:032x}{variant:032x}", kind as u8);
        json!({"key": format!("key-{key}"), "request_hash": hash, "holder": kind.holder()})
    })
}

pub(super) fn plan_terms(terms: PlanTerms) -> Value {
    let usd = |millionths: i64| decimal(millionths.into(), 6);
    match terms {
        PlanTerms::Markup { hundredths } => {
            json!({"kind": PlanKind::Markup, "markup_percentage": decimal(hundredths.into(), 2)})
        }
        PlanTerms::FlatRate { price } => json!({"kind": PlanKind::FlatRate, "price_per_job_usd": usd(price)}),
        PlanTerms::Tiered { period, first_jobs, first_price, price } => json!({
            "kind": PlanKind::Tiered, "period": period, "first_jobs": first_jobs,
            "first_jobs_price_usd": usd(first_price), "price_per_job_usd": usd(price),
        }),
        PlanTerms::Subscription { period, fee, first_jobs, price } => json!({
            "kind": PlanKind::Subscription, "period": period, "period_fee_usd": usd(fee), "first_jobs": first_jobs,
            "price_per_job_usd": usd(price),
        }),
    }
}

/// The outcome, or for a refusal its reason.
pub(super) fn outcome(answer: &Value) -> Result<String> {
    let field = if answer["outcome"] == "refused" { "reason" } else { "outcome" };
    Ok(answer[field].as_str().with_context(|| format!("no {field} in {answer}"))?.to_owned())
}

/// An amount in units of 10^-`decimals` as decimal text.
pub(super) fn decimal(units: i128, decimals: u32) -> String {
    let one = 10_i128.pow(decimals);
    format!("{}.{:0width$}", units / one, units % one, width = decimals as usize)
}
