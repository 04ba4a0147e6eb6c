//! `GET /api/stats/usage`: usage in groups, as JSON or as CSV.

use api::calendar::Day;
use api::error::ApiError;
use api::stats::{ReportFormat, UsageReport, UsageReportQuery};
use api::timestamp::Timestamp;
use platform::{Platform, Response};

use super::csv;
use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};

pub(super) async fn respond<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: UsageReportQuery = incoming.query()?;
    let days = query.days(Day::of(Timestamp { unix_ms: platform.unix_time_ms() }))?;
    let figures = store::report_usage(platform.reading_database(), &principal, &query.usage, days)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let report =
        UsageReport { group_by: query.usage.group_by, start_date: days.first, end_date: days.last, figures };
    Ok(match query.format {
        ReportFormat::Json => outgoing::ok(&report),
        ReportFormat::Csv => csv::respond(&report),
    })
}
