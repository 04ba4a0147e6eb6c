//! Operators correct what the team was given and has used.

use super::Books;

impl Books {
    /// What open jobs have paid must stay used, because they get it back if they fail.
    pub fn set_credits(&mut self, allocated: Option<i64>, used: Option<i64>) -> &'static str {
        let allocated = allocated.unwrap_or(self.remaining + self.used);
        let used = used.unwrap_or(self.used);
        let paid_by_open_jobs =
            self.jobs.iter().filter(|job| job.closed.is_none()).map(|job| job.charged).sum();
        if allocated - used < self.held || (used < self.used && used < paid_by_open_jobs) {
            return "invalid_value";
        }
        (self.remaining, self.used) = (allocated - used, used);
        "granted"
    }
}
