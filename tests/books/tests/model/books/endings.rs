//! How calls and jobs end, and what is charged then.

use anyhow::Result;
use api::credits::FailedJobRefund;
use tollgate_books::operations::{FinalStatus, Request, RequestKind};
use tollgate_books::prices::{PER_MILLIONTH, Usage, owed};

use super::{Books, CallStatus, LOOKS_BACK, charged_on_completion};

impl Books {
    pub fn settle(
        &mut self,
        number: usize,
        succeeded: bool,
        usage: Usage,
        finish: Option<FinalStatus>,
        answered: bool,
    ) -> Result<&'static str> {
        let call = &mut self.calls[number];
        if matches!(call.status, CallStatus::Succeeded | CallStatus::Failed) {
            return Ok("already_settled");
        }
        call.late = call.status == CallStatus::Abandoned;
        call.status = if succeeded { CallStatus::Succeeded } else { CallStatus::Failed };
        self.held -= std::mem::take(&mut call.hold);
        let (in_job, priced_by_job) = (call.job, call.priced_by_job);
        self.rates.correct(call.tokens_reserved, usage.input + usage.output);
        let job = &mut self.jobs[in_job];
        job.settled_calls += 1;
        job.answered |= succeeded || usage.output > 0;
        job.tokens += usage.input + usage.output;
        job.client_cost += usage.client_cost;
        call.doubt = usage.doubt();
        call.usage = Some(usage);
        let charged_call_by_call =
            job.terms.is_some_and(|terms| !charged_on_completion(terms.mode, priced_by_job));
        let has_failed_free = job.closed == Some(FinalStatus::Failed) && self.is_free_when_failed(in_job);
        if charged_call_by_call && !has_failed_free {
            self.charge(in_job);
        }
        if let Some(status) = finish
            && self.jobs[in_job].closed.is_none()
            && !self.has_other_open_calls(in_job, None)
        {
            self.close(in_job, status)?;
        }
        self.requests.keep_answer(number, answered);
        Ok("settled")
    }

    pub fn complete(
        &mut self,
        job: usize,
        status: FinalStatus,
        request: Option<Request>,
    ) -> Result<&'static str> {
        if let Some(answer) = self.earlier_answer(RequestKind::Complete, request) {
            return Ok(answer);
        }
        match self.jobs[job].closed {
            Some(before) if before == status => return Ok("completed"),
            Some(_) => return Ok("job_closed"),
            None => {}
        }
        self.abandon_overdue_calls(self.now - LOOKS_BACK);
        if self.has_other_open_calls(job, None) {
            return Ok("calls_in_progress");
        }
        self.close(job, status)?;
        self.requests.take(RequestKind::Complete, request, None, self.now);
        Ok("completed")
    }

    /// Whether a failed job is free by the team's terms.
    fn is_free_when_failed(&self, number: usize) -> bool {
        match self.refund_failed_jobs {
            FailedJobRefund::Always => true,
            FailedJobRefund::Never => false,
            FailedJobRefund::Unanswered => !self.jobs[number].answered,
        }
    }

    pub(super) fn close(&mut self, number: usize, status: FinalStatus) -> Result<()> {
        let has_failed_free = status == FinalStatus::Failed && self.is_free_when_failed(number);
        let job = &mut self.jobs[number];
        job.closed = Some(status);
        self.held -= job.hold.take().map_or(0, |(credits, _)| credits);
        if has_failed_free {
            job.uncollected = 0;
            let refund = std::mem::take(&mut job.charged);
            self.remaining += refund;
            self.used -= refund;
        } else if job.terms.is_some() {
            if let Some(plan) = job.plan.filter(|plan| self.plans[*plan].prices_jobs()) {
                (job.position, job.price) = self.plans[plan].count_job(self.now)?;
                job.client_cost += i128::from(job.price) * PER_MILLIONTH;
            }
            self.charge(number);
        }
        Ok(())
    }

    /// Charges what a job owes and has not paid, at most the credits that are available.
    fn charge(&mut self, number: usize) {
        let job = &mut self.jobs[number];
        let Some(terms) = job.terms else { return };
        let due = (owed(terms, job.client_cost, job.tokens) - job.charged).max(0);
        let charge = due.min(self.remaining - self.held);
        job.charged += charge;
        job.uncollected = due - charge;
        self.remaining -= charge;
        self.used += charge;
    }

    /// Abandons the overdue calls that began since then or still hold credits, and frees the holds of jobs that have expired.
    /// Returns the number of calls.
    pub(super) fn abandon_overdue_calls(&mut self, since: i64) -> usize {
        let mut abandoned = 0;
        for call in &mut self.calls {
            let is_overdue = call.status == CallStatus::Admitted && call.expires_at <= self.now;
            if is_overdue && (call.began_at >= since || call.hold > 0) {
                call.status = CallStatus::Abandoned;
                self.held -= std::mem::take(&mut call.hold);
                abandoned += 1;
            }
        }
        for job in &mut self.jobs {
            if let Some((credits, _)) = job.hold.take_if(|(_, expires_at)| *expires_at <= self.now) {
                self.held -= credits;
            }
        }
        abandoned
    }
}
