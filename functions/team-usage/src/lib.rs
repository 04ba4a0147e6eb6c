//! Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.
//!
//! `GET /api/teams/{team_id}/usage`: what a team used in a year, a month or a day.

service::serve!(endpoints::reports::team_usage::handle);
