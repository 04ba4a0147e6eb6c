//! `/api/pricing/plans/...`: what clients pay for their jobs, by team and job type.

use api::error::{ApiError, ErrorCode};
use api::ids::TeamId;
use platform::Platform;
use serde_json::Value;
use store::{PlanFilter, PlanTerms};
use uuid::Uuid;

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::refusals;

/// The kinds of plans.
const KINDS: [&str; 4] = ["markup", "flat_rate", "tiered", "subscription"];
/// What a plan's periods may be.
const PERIODS: [&str; 3] = ["daily", "weekly", "monthly"];
/// The most jobs that a period may begin with.
const MAX_FIRST_JOBS: i64 = 1_000_000_000;

pub(super) async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let filter = PlanFilter {
        team_id: fields.optional_name("team_id"),
        job_type: fields.optional_text("job_type", 100),
        ended: fields.boolean("ended").unwrap_or(false),
    };
    let filter = fields.finish_with(Some(filter))?;
    let plans = store::list_pricing_plans(platform.database(), &principal, &filter).await;
    refusals::granted(platform, plans)
}

pub(super) async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let plan = store::get_pricing_plan(platform.database(), &principal, plan_id(incoming)?).await;
    refusals::granted(platform, plan)
}

pub(super) async fn set<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let team_id: Option<TeamId> = fields.required_name("team_id");
    let job_type = fields.get("job_type").map(|_| fields.required_text("job_type", 100));
    let terms = terms(&mut fields);
    let (team_id, terms) = fields.finish_with(team_id.zip(terms))?;
    let plan =
        store::set_pricing_plan(platform.database(), &principal, &team_id, job_type.as_deref(), &terms).await;
    refusals::granted(platform, plan)
}

pub(super) async fn end<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let plan = store::end_pricing_plan(platform.database(), &principal, plan_id(incoming)?).await;
    refusals::granted(platform, plan)
}

fn plan_id(incoming: &Incoming) -> Result<Uuid, ApiError> {
    incoming
        .path_param("plan_id", || ApiError::new(ErrorCode::PlanNotFound, "There is no such pricing plan."))
}

/// The terms that the kind asks for; those of other kinds are ignored, like all fields that nobody knows.
fn terms(fields: &mut Fields<'_>) -> Option<PlanTerms> {
    fields.require("kind");
    Some(match fields.choice("kind", &KINDS)? {
        "markup" => PlanTerms::Markup { markup_percentage: required_amount(fields, "markup_percentage")? },
        "flat_rate" => {
            PlanTerms::FlatRate { price_per_job_usd: required_amount(fields, "price_per_job_usd")? }
        }
        "tiered" => {
            let first_jobs = required_count(fields, "first_jobs");
            let first_jobs_price_usd = required_amount(fields, "first_jobs_price_usd");
            let price_per_job_usd = required_amount(fields, "price_per_job_usd");
            let period = required_period(fields);
            PlanTerms::Tiered {
                first_jobs: first_jobs?,
                first_jobs_price_usd: first_jobs_price_usd?,
                price_per_job_usd: price_per_job_usd?,
                period: period?,
            }
        }
        _ => {
            let period_fee_usd = required_amount(fields, "period_fee_usd");
            let included_jobs = required_count(fields, "included_jobs");
            let price_per_job_usd = required_amount(fields, "price_per_job_usd");
            let period = required_period(fields);
            PlanTerms::Subscription {
                period_fee_usd: period_fee_usd?,
                included_jobs: included_jobs?,
                price_per_job_usd: price_per_job_usd?,
                period: period?,
            }
        }
    })
}

fn required_amount<T>(fields: &mut Fields<'_>, name: &str) -> Option<T>
where
    T: std::str::FromStr<Err = api::money::InvalidAmount>,
{
    fields.require(name);
    fields.amount(name)
}

fn required_count(fields: &mut Fields<'_>, name: &str) -> Option<i64> {
    fields.require(name);
    fields.integer(name, 0..=MAX_FIRST_JOBS)
}

fn required_period(fields: &mut Fields<'_>) -> Option<&'static str> {
    fields.require("period");
    fields.choice("period", &PERIODS)
}
