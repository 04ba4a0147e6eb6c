//! Tables as CSV (RFC 4180), for spreadsheets.

use std::fmt::Write as _;

use api::stats::{UsageFigures, UsageReport};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use platform::{OutgoingBody, Response};

/// The columns after the first, which is named by what the report is grouped by.
const COLUMNS: [&str; 18] = [
    "total_jobs",
    "completed_jobs",
    "failed_jobs",
    "credits_used",
    "total_calls",
    "successful_calls",
    "failed_calls",
    "error_rate",
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "provider_cost_usd",
    "client_cost_usd",
    "subscription_fees_usd",
    "profit_usd",
    "latency_p50_ms",
    "latency_p95_ms",
    "latency_p99_ms",
];

/// The answer with a report as a file.
pub(super) fn respond(report: &UsageReport) -> Response {
    let name =
        format!("usage-by-{}-{}-to-{}.csv", report.group_by.as_str(), report.start_date, report.end_date);
    let mut response = Response::new(OutgoingBody::Complete(table(report).into_bytes()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

fn table(report: &UsageReport) -> String {
    let mut csv = report.group_by.as_str().to_owned();
    for column in COLUMNS {
        let _ = write!(csv, ",{column}");
    }
    csv.push_str("\r\n");
    for row in &report.figures.rows {
        csv.push_str(&text(&row.key));
        for number in numbers(&row.figures) {
            let _ = write!(csv, ",{number}");
        }
        csv.push_str("\r\n");
    }
    csv
}

/// The cells of a row in the order of [`COLUMNS`]; what is not known is empty.
fn numbers(figures: &UsageFigures) -> [String; COLUMNS.len()] {
    fn cell(number: Option<impl ToString>) -> String {
        number.map_or_else(String::new, |number| number.to_string())
    }
    let (costs, latency) = (&figures.costs, &figures.latency_ms);
    [
        cell(figures.total_jobs),
        cell(figures.completed_jobs),
        cell(figures.failed_jobs),
        cell(figures.credits_used),
        figures.total_calls.to_string(),
        figures.successful_calls.to_string(),
        figures.failed_calls.to_string(),
        figures.error_rate.to_string(),
        figures.prompt_tokens.to_string(),
        figures.completion_tokens.to_string(),
        figures.total_tokens.to_string(),
        cell(costs.provider_cost_usd.as_ref()),
        costs.client_cost_usd.to_string(),
        cell(costs.subscription_fees_usd.as_ref()),
        cell(costs.profit_usd.as_ref()),
        cell(latency.p50),
        cell(latency.p95),
        cell(latency.p99),
    ]
}

/// A cell of text. Spreadsheets take some texts for formulas: those get an apostrophe before them, which shows them as they
/// are.
fn text(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { "'" } else { "" };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(text("plain text"), "plain text");
        assert_eq!(text("a,b"), "\"a,b\"");
        assert_eq!(text("say \"hi\""), "\"say \"\"hi\"\"\"");
        assert_eq!(text("two\r\nlines"), "\"two\r\nlines\"");
    }

    #[test]
    fn a_text_is_never_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let cell = text(formula);
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell:?}");
        }
        assert_eq!(text("=HYPERLINK(\"http://x\",1)"), "\"'=HYPERLINK(\"\"http://x\"\",1)\"");
    }

    #[test]
    fn a_table_has_its_columns_and_leaves_out_what_is_not_known() {
        let report: UsageReport = serde_json::from_value(json!({
            "group_by": "model", "start_date": "2025-11-01", "end_date": "2025-11-30", "total_rows": 1,
            "totals": figures(), "rows": [row()],
        }))
        .unwrap();
        let csv = table(&report);
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("model,total_jobs,"));
        assert_eq!(lines[1], "fast,,,,,4,3,1,0.25,10,5,15,0.5,0.25,,-0.25,900,1200,");
        assert_eq!(lines[0].split(',').count(), lines[1].split(',').count());
    }

    fn row() -> serde_json::Value {
        let mut row = figures();
        row["key"] = json!("fast");
        row
    }

    fn figures() -> serde_json::Value {
        json!({"total_calls": 4, "successful_calls": 3, "failed_calls": 1, "error_rate": 0.25, "prompt_tokens": 10,
            "completion_tokens": 5, "total_tokens": 15, "latency_ms": {"p50": 900, "p95": 1200, "p99": null},
            "provider_cost_usd": 0.5, "client_cost_usd": 0.25, "profit_usd": -0.25})
    }
}
