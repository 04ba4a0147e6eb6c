//! What operators do: credits that they give, and plans that they set and end.

use anyhow::Result;

use super::Books;
use super::plans::Plan;
use super::requests::Kind;
use crate::operation::{Gift, PlanTerms, Request};

impl Books {
    pub fn add_credits(&mut self, credits: i64, gift: Gift, request: Option<Request>) -> &'static str {
        if let Some(answer) = self.answered_before(Kind::AddCredits, request) {
            return answer;
        }
        self.requests.take(Kind::AddCredits, request, None, self.now);
        self.remaining += credits;
        if gift == Gift::SubscriptionPayment {
            self.refills.begin_anew(self.now);
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
