//! What operators do: they add credits, and set and end plans.

use anyhow::Result;
use api::credits::TransactionType;
use tollgate_books::operations::{PlanTerms, Request, RequestKind};

use super::Books;
use super::plans::Plan;

impl Books {
    pub fn add_credits(
        &mut self,
        credits: i64,
        transaction_type: TransactionType,
        request: Option<Request>,
    ) -> &'static str {
        if let Some(answer) = self.earlier_answer(RequestKind::AddCredits, request) {
            return answer;
        }
        self.requests.take(RequestKind::AddCredits, request, None, self.now);
        self.remaining += credits;
        if transaction_type == TransactionType::SubscriptionPayment {
            self.refills.restart_periods(self.now);
        }
        "granted"
    }

    pub fn set_plan(&mut self, job_type: Option<usize>, terms: PlanTerms) -> Result<&'static str> {
        if let Some(before) = self.plan_of(job_type) {
            self.plans[before].end(self.now)?;
        }
        let mut plan = Plan { job_type, terms, valid_from: self.now, valid_until: None, periods: Vec::new() };
        plan.begin_periods(self.now)?;
        self.plans.push(plan);
        Ok("granted")
    }

    pub fn end_plan(&mut self, plan: usize) -> Result<&'static str> {
        self.plans[plan].end(self.now)?;
        Ok("granted")
    }
}
