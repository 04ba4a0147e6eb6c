//! The sweep: what has to happen even if the team makes no request.

use anyhow::Result;
use serde::Deserialize;
use tollgate_books::operations::{FinalStatus, PlanTerms};

use super::{Books, JOB_LASTS};

/// What a sweep did.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Swept {
    abandoned_calls: usize,
    closed_jobs: usize,
    refilled_teams: usize,
    begun_plan_periods: usize,
    deleted_idempotency_keys: usize,
}

impl Books {
    pub fn sweep(&mut self) -> Result<Swept> {
        let abandoned_calls = self.abandon_overdue_calls(0);
        let idle: Vec<usize> = (0..self.jobs.len())
            .filter(|&number| {
                let job = &self.jobs[number];
                let is_idle = job.closed.is_none() && job.last_active_at <= self.now - JOB_LASTS;
                is_idle && !self.has_other_open_calls(number, None)
            })
            .collect();
        for &job in &idle {
            self.close(job, FinalStatus::Failed)?;
        }
        let refill = self.refills.take(self.now)?;
        self.remaining += refill;
        let mut begun_plan_periods = 0;
        for plan in &mut self.plans {
            if plan.valid_until.is_none() && matches!(plan.terms, PlanTerms::Subscription { .. }) {
                begun_plan_periods += plan.begin_periods(self.now)?;
            }
        }
        Ok(Swept {
            abandoned_calls,
            closed_jobs: idle.len(),
            refilled_teams: usize::from(refill > 0),
            begun_plan_periods,
            deleted_idempotency_keys: self.requests.delete_expired(self.now),
        })
    }
}
