//! `/api/provider-credentials/...`: the organizations' own keys.

platform::serve!(endpoints::provider_credentials::handle);
