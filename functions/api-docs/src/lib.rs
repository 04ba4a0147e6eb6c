//! `GET /openapi.json` and `GET /docs`: what there is to be called, for programs and for people.

use endpoints::operations::api_docs::{Docs, File};
use platform::{Platform, Request, Response};

/// What is served, as this build was made with it.
const DOCS: Docs = Docs {
    document: File {
        text: include_str!(concat!(env!("OUT_DIR"), "/openapi.json")),
        etag: env!("TOLLGATE_DOCUMENT_ETAG"),
    },
    page: File { text: include_str!("../../../docs/openapi.html"), etag: env!("TOLLGATE_PAGE_ETAG") },
    page_policy: env!("TOLLGATE_PAGE_POLICY"),
};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    endpoints::operations::api_docs::handle(platform, request, &DOCS).await
}

service::serve!(crate::handle);
