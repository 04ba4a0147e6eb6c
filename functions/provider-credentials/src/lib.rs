//! `/api/provider-credentials/...`: the organizations' own keys.

platform::serve!(endpoints::credentials::handle);
