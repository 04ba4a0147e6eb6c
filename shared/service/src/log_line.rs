//! The log line of a request that was served: one line of JSON.

use platform::Served;
use serde_json::json;

/// The line for the log.
#[must_use]
pub fn line(served: &Served<'_>) -> String {
    json!({
        "event": "request",
        "request_id": served.request_id,
        "method": served.method,
        "route": served.route.map(|route| route.path),
        "function": served.route.map(|route| route.function),
        "operation": served.route.map(|route| route.operation),
        "status": served.status,
        "ms": served.elapsed_ms,
        "code": served.code,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_has_the_pattern_of_the_path_and_no_id_in_it() {
        let route = crate::envelope::route_of("POST", "/api/jobs/0192-secret/complete").unwrap();
        let served = Served {
            request_id: "id-1",
            method: "POST",
            route: Some(route),
            status: 409,
            elapsed_ms: 12,
            code: Some("job_closed"),
        };
        assert_eq!(
            line(&served),
            r#"{"event":"request","request_id":"id-1","method":"POST","route":"/api/jobs/{job_id}/complete","function":"job-complete","operation":"complete_job","status":409,"ms":12,"code":"job_closed"}"#
        );
    }
}
