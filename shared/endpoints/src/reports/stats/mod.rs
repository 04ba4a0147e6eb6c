//! Statistics for operators: what was used, by whom and for what, and what it cost and brought in.

mod csv;
mod report;

use api::error::ApiError;
use api::routes::StatsOperation as Operation;
use platform::{Platform, Request, Response};
use serde::Serialize;
use serde_json::json;
use store::{Days, StoreError};

use crate::http::date_range::DateRange;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals, usage_period};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::GetOrganizationUsage => organization_usage(platform, &incoming).await,
        Operation::GetJobStatistics => job_statistics(platform, &incoming).await,
        Operation::GetSpendAnalytics => spend_analytics(platform, &incoming).await,
        Operation::GetDashboard => dashboard(platform, &incoming).await,
        Operation::ReportUsage => report::respond(platform, &incoming).await,
    }
}

async fn organization_usage<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let period = usage_period::read(incoming)?;
    let database = platform.reading_database();
    found(platform, store::get_organization_usage(database, &principal, &organization_id, &period).await)
}

async fn job_statistics<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let days = days(incoming)?;
    let database = platform.reading_database();
    found(platform, store::get_job_statistics(database, &principal, &organization_id, days).await)
}

async fn spend_analytics<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let days = days(incoming)?;
    let database = platform.reading_database();
    found(platform, store::get_spend_analytics(database, &principal, &organization_id, days).await)
}

async fn dashboard<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    found(platform, store::get_dashboard(platform.reading_database(), &principal).await)
}

/// Reads the days that are asked for. Summaries are kept by day: a time stands for its day.
fn days(incoming: &Incoming) -> Result<Days, ApiError> {
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let range = DateRange::read(&mut fields);
    let days =
        Days { from: range.start.map(|start| start.day()), until: range.end.map(|end| end.day().next()) };
    fields.finish_with(Some(days))
}

/// The answer with what the database gave.
fn found<P: Platform>(platform: &P, found: Result<impl Serialize, StoreError>) -> Result<Response, ApiError> {
    found.map(|found| outgoing::ok(&json!(found))).map_err(|error| refusals::store_error(platform, error))
}
