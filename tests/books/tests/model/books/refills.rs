//! Auto-refill.

use anyhow::Result;
use api::plans::BillingPeriod;

use super::plans::period_containing;

/// Times are seconds since 1970.
#[derive(Debug, Default)]
pub struct Refills {
    enabled: bool,
    amount: Option<i64>,
    period: Option<BillingPeriod>,
    pub last: Option<i64>,
    /// The start of the first period.
    since: Option<i64>,
}

impl Refills {
    /// What is `None` stays as it was.
    pub fn configure(
        &mut self,
        enabled: bool,
        amount: Option<i64>,
        period: Option<BillingPeriod>,
        now: i64,
    ) -> &'static str {
        let (amount, period) = (amount.or(self.amount), period.or(self.period));
        if enabled && (amount.is_none() || period.is_none()) {
            return "invalid_value";
        }
        if enabled && !(self.enabled && period == self.period) {
            self.since = self.last.or(Some(now));
        }
        (self.enabled, self.amount, self.period) = (enabled, amount, period);
        "granted"
    }

    /// A payment for a subscription restarts the periods.
    pub const fn restart_periods(&mut self, now: i64) {
        self.last = Some(now);
        self.since = Some(now);
    }

    /// The credits that are due now, once in each period. Periods that were missed are not made up.
    pub fn take(&mut self, now: i64) -> Result<i64> {
        let (true, Some(amount), Some(period), Some(since)) =
            (self.enabled, self.amount, self.period, self.since)
        else {
            return Ok(0);
        };
        let (start, _) = period_containing(period, since, now)?;
        if self.last.max(Some(since)) >= Some(start) {
            return Ok(0);
        }
        self.last = Some(now);
        Ok(amount)
    }
}
