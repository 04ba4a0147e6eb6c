//! What is on record of a request that was served: one line of JSON in the log, and what the runtime counts.

use api::routes::Route;
use serde_json::json;

/// A request and its answer. There is nothing in it that a client made up but a method and a request id: the route's pattern
/// stands in for the path, which has ids in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served<'a> {
    /// The request's id.
    pub request_id: &'a str,
    /// Its method.
    pub method: &'a str,
    /// What it led to, if to anything.
    pub route: Option<&'static Route>,
    /// The status of the answer.
    pub status: u16,
    /// The time until the answer began, in milliseconds: a stream goes on.
    pub elapsed_ms: u64,
    /// The code of an error.
    pub code: Option<&'a str>,
}

impl Served<'_> {
    /// The line for the log.
    #[must_use]
    pub fn line(&self) -> String {
        json!({
            "event": "request",
            "request_id": self.request_id,
            "method": self.method,
            "route": self.route.map(|route| route.path),
            "function": self.function(),
            "operation": self.operation(),
            "status": self.status,
            "ms": self.elapsed_ms,
            "code": self.code,
        })
        .to_string()
    }

    /// The function that served.
    #[must_use]
    pub fn function(&self) -> Option<&'static str> {
        self.route.map(|route| route.function().name())
    }

    /// The operation that was asked for.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.route.map(|route| route.operation.name())
    }
}

#[cfg(test)]
mod tests {
    use api::routes::{self, Found};

    use super::*;

    #[test]
    fn a_log_line_has_the_pattern_of_the_path_and_no_id_in_it() {
        let Found::Route(route, _) = routes::find("POST", "/api/jobs/0192-secret/complete") else {
            panic!("no route")
        };
        let served = Served {
            request_id: "id-1",
            method: "POST",
            route: Some(route),
            status: 409,
            elapsed_ms: 12,
            code: Some("job_closed"),
        };
        assert_eq!(
            served.line(),
            r#"{"event":"request","request_id":"id-1","method":"POST","route":"/api/jobs/{job_id}/complete","function":"job-complete","operation":"complete_job","status":409,"ms":12,"code":"job_closed"}"#
        );
    }
}
