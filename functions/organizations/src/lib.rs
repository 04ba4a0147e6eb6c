//! `/api/organizations/...`: the customers that teams belong to.

platform::serve!(endpoints::organizations::handle);
