//! `/api/jobs/...`: jobs, their costs and their calls, as teams and operators read them.

platform::serve!(endpoints::jobs::reading::handle);
