//! `/api/teams/...`: teams, what they may call and pay, and their virtual keys.

platform::serve!(endpoints::teams::handle);
