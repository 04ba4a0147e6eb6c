//! Statistics for operators: what was used, by whom and for what, and what it cost and brought in.

mod csv;
mod report;

use api::date_range::DateRange;
use api::error::ApiError;
use api::period::PeriodQuery;
use api::routes::StatsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::outgoing;
use crate::http::refusals::granted;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::GetOrganizationUsage => organization_usage(platform, &incoming).await,
        Operation::GetJobStatistics => job_statistics(platform, &incoming).await,
        Operation::GetSpendAnalytics => spend_analytics(platform, &incoming).await,
        Operation::GetDashboard => dashboard(platform, &incoming).await,
        Operation::GetAttention => attention(platform, &incoming).await,
        Operation::ReportUsage => return report::respond(platform, &incoming).await,
    };
    body.map(|body| outgoing::ok(&body))
}

async fn organization_usage<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let PeriodQuery { period } = incoming.query()?;
    let database = platform.reading_database();
    granted(platform, store::get_organization_usage(database, &principal, &organization_id, &period).await)
}

async fn job_statistics<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let range: DateRange = incoming.query()?;
    let database = platform.reading_database();
    granted(platform, store::get_job_statistics(database, &principal, &organization_id, range).await)
}

async fn spend_analytics<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let range: DateRange = incoming.query()?;
    let database = platform.reading_database();
    granted(platform, store::get_spend_analytics(database, &principal, &organization_id, range).await)
}

async fn dashboard<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    granted(platform, store::get_dashboard(platform.reading_database(), &principal).await)
}

async fn attention<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    granted(platform, store::get_attention(platform.reading_database(), &principal).await)
}
