//! `GET /api/stats/usage`: usage in groups, as JSON or as CSV.

use api::calendar::Day;
use api::error::ApiError;
use api::stats::{UsageGroup, UsageReport};
use api::timestamp::Timestamp;
use platform::{Platform, Response};
use serde_json::json;
use store::UsageQuery;

use super::csv;
use crate::http::date_range::DateRange;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::{MAX_PAGE, Page};
use crate::http::{outgoing, provider_name, refusals};

/// How many days a report has unless it is asked for others.
const USUAL_DAYS: u16 = 30;
/// The most days of one organization or team.
const MAX_DAYS: i64 = 366;
/// The most days of the whole deployment at once: more would take too long.
const MAX_DAYS_OF_ALL: i64 = 31;
/// The longest name of a job type or model, in characters.
const MAX_NAME: usize = 200;

pub(super) async fn respond<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let as_csv = fields.one_of("format", &["json", "csv"]) == Some("csv");
    let range = DateRange::read(&mut fields);
    let query = usage_query(&mut fields);
    let today = Day::of(Timestamp { unix_ms: platform.unix_time_ms() });
    let end = range.end.map_or(today, |end| end.day());
    let start = range.start.map_or_else(|| end.minus_days(USUAL_DAYS - 1), |start| start.day());
    let days = end.days_since(start) + 1;
    if days > MAX_DAYS {
        fields.impossible(format!("Ask for at most {MAX_DAYS} days at once."));
    } else if days > MAX_DAYS_OF_ALL && query.organization_id.is_none() && query.team_id.is_none() {
        fields.impossible(format!(
            "Ask for at most {MAX_DAYS_OF_ALL} days at once, or name an organization or a team."
        ));
    } else if days < 1 {
        fields.impossible("`start_date` must not be after `end_date`.");
    }
    let query = fields.finish_with(Some(query))?;
    let figures = store::report_usage(platform.reading_database(), &principal, &query, start, end.next())
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let report = UsageReport {
        group_by: query.group_by,
        start_date: start.to_string(),
        end_date: end.to_string(),
        figures,
    };
    Ok(if as_csv { csv::respond(&report) } else { outgoing::ok(&json!(report)) })
}

fn usage_query(fields: &mut Fields<'_>) -> UsageQuery {
    let names = UsageGroup::ALL.map(UsageGroup::as_str);
    let group = fields.one_of("group_by", &names);
    let page = Page::read(fields, MAX_PAGE);
    UsageQuery {
        group_by: UsageGroup::ALL
            .into_iter()
            .find(|known| Some(known.as_str()) == group)
            .unwrap_or(UsageGroup::Day),
        organization_id: fields.optional_name("organization_id"),
        team_id: fields.optional_name("team_id"),
        job_type: fields.optional_text("job_type", MAX_NAME),
        model: fields.optional_text("model", MAX_NAME),
        provider: provider_name::read(fields, "provider"),
        limit: page.limit,
        offset: page.offset,
    }
}
