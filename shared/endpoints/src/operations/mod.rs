//! What runs beside the API: the front door, health, the description of the API, metrics, the audit of the books, and the sweep.

pub mod api_docs;
pub mod audit;
pub mod front_door;
pub mod health_ready;
pub mod metrics;
pub mod sweep;
