//! Running a deployment: health, counters, this document, and work that is due.

use api::api_docs::OpenApiDocument;
use api::books_audit::BooksAudit;
use api::error::ErrorCode as E;
use api::health::{Health, Readiness};
use api::routes::{
    ApiDocsOperation, AuditOperation, FrontDoorOperation, HealthReadyOperation, MetricsOperation,
    SweepOperation,
};
use api::sweep::{SweepQuery, Swept};

use crate::operation::{Operation, describe};

pub(super) fn of_front_door(operation: FrontDoorOperation) -> Operation {
    match operation {
        FrontDoorOperation::Health => {
            describe("Ask whether the front door is alive").answers::<Health>("It is.")
        }
    }
}

pub(super) fn of_readiness(operation: HealthReadyOperation) -> Operation {
    match operation {
        HealthReadyOperation::Readiness => describe("Ask whether everything is there that requests need")
            .answers::<Readiness>("It is.")
            .refuses(&[E::NotReady]),
    }
}

pub(super) fn of_api_docs(operation: ApiDocsOperation) -> Operation {
    match operation {
        ApiDocsOperation::GetOpenapi => {
            describe("Get this document").answers::<OpenApiDocument>("The document.").headers(&["ETag"])
        }
        ApiDocsOperation::GetDocs => describe("Get this document as a page")
            .answers_as::<String>("text/html", "The page.")
            .headers(&["ETag"]),
    }
}

pub(super) fn of_metrics(operation: MetricsOperation) -> Operation {
    match operation {
        MetricsOperation::Metrics => describe("Read the counters")
            .answers_as::<String>("text/plain", "In the text format of Prometheus, version 0.0.4."),
    }
}

pub(super) fn of_audit(operation: AuditOperation) -> Operation {
    match operation {
        AuditOperation::AuditBooks => describe("Check whether the books are right")
            .about(
                "The checks of `cargo xtask audit`, except that of the chains' earlier ends. The outcome is kept, without `first`, and \
                 stands in what needs an operator. Books that are too large for the time of a request are refused with `invalid_value`; \
                 `cargo xtask audit` checks them too.",
            )
            .answers::<BooksAudit>("What was found.")
            .refuses(&[E::InvalidValue]),
    }
}

pub(super) fn of_sweep(operation: SweepOperation) -> Operation {
    match operation {
        SweepOperation::Sweep => describe("Do what is due")
            .about("Once more while `more` is true. A runtime with a scheduler does it by itself.")
            .query::<SweepQuery>()
            .answers::<Swept>("What was done."),
    }
}
