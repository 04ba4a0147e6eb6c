//! `/api/teams/...`: teams, what they may call and pay, and their virtual keys.

service::serve!(endpoints::teams::handle);
