//! `/api/jobs/...`: jobs, their costs and their calls, as teams and operators read them.

service::serve!(endpoints::jobs::reading::handle);
