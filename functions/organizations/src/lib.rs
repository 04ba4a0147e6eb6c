//! `/api/organizations/...`: the customers that teams belong to.

service::serve!(endpoints::organizations::handle);
