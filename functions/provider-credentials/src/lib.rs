//! `/api/provider-credentials/...`: the organizations' own keys.

service::serve!(endpoints::credentials::handle);
