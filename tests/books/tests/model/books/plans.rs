//! Pricing plans: the price of a job, and the periods in which jobs are counted and fees are taken.

use anyhow::{Context, Result};
use api::plans::BillingPeriod;
use time::OffsetDateTime;
use tollgate_books::operations::PlanTerms;
use tollgate_books::rules;

/// Times are seconds since 1970.
#[derive(Debug)]
pub struct Plan {
    /// The job type that it is for; without one, all that have no plan of their own.
    pub job_type: Option<usize>,
    pub terms: PlanTerms,
    pub valid_from: i64,
    pub valid_until: Option<i64>,
    pub periods: Vec<PlanPeriod>,
}

/// Amounts are in millionths of a dollar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPeriod {
    pub start: i64,
    pub end: i64,
    pub jobs: i64,
    pub fee: i64,
    pub credited: i64,
}

/// The number of a completed job in its period, the first being 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub period_start: i64,
    pub number: i64,
}

/// The start and the end of the period that a moment falls into.
pub fn period_containing(period: BillingPeriod, anchor: i64, moment: i64) -> Result<(i64, i64)> {
    let at = OffsetDateTime::from_unix_timestamp;
    let found = rules::period_containing(period, at(anchor)?, at(moment)?)
        .context("a moment outside the calendar")?;
    Ok((found.start.unix_timestamp(), found.end.unix_timestamp()))
}

impl Plan {
    pub const fn prices_jobs(&self) -> bool {
        !matches!(self.terms, PlanTerms::Markup { .. })
    }

    const fn period(&self) -> Option<BillingPeriod> {
        match self.terms {
            PlanTerms::Tiered { period, .. } | PlanTerms::Subscription { period, .. } => Some(period),
            PlanTerms::Markup { .. } | PlanTerms::FlatRate { .. } => None,
        }
    }

    /// In millionths of a dollar.
    const fn price_of(&self, number: i64) -> i64 {
        match self.terms {
            PlanTerms::Markup { .. } => 0,
            PlanTerms::FlatRate { price } => price,
            PlanTerms::Tiered { first_jobs, first_price, .. } if number <= first_jobs => first_price,
            PlanTerms::Subscription { first_jobs, .. } if number <= first_jobs => 0,
            PlanTerms::Tiered { price, .. } | PlanTerms::Subscription { price, .. } => price,
        }
    }

    /// In millionths of a dollar.
    pub fn dearest(&self) -> i64 {
        match self.terms {
            PlanTerms::Tiered { first_price, price, .. } => first_price.max(price),
            _ => self.price_of(i64::MAX),
        }
    }

    /// Takes the fees of all periods that have begun. Returns how many are new.
    pub fn begin_periods(&mut self, now: i64) -> Result<usize> {
        let Some(period) = self.period() else { return Ok(0) };
        let last = self.valid_until.map_or(now, |until| until.min(now));
        let mut begun = 0;
        loop {
            let next = self.periods.last().map_or(self.valid_from, |period| period.end);
            if next > last {
                return Ok(begun);
            }
            self.begin(period, next)?;
            begun += 1;
        }
    }

    /// The index of the period that a moment falls into, which is begun if it is new.
    fn begin(&mut self, period: BillingPeriod, moment: i64) -> Result<usize> {
        let (start, end) = period_containing(period, self.valid_from, moment)?;
        if let Some(index) = self.periods.iter().position(|period| period.start == start) {
            return Ok(index);
        }
        let fee = match self.terms {
            PlanTerms::Subscription { fee, .. } if self.valid_until.is_none_or(|until| until > start) => fee,
            _ => 0,
        };
        self.periods.push(PlanPeriod { start, end, jobs: 0, fee, credited: 0 });
        Ok(self.periods.len() - 1)
    }

    /// Ends it. Of the current period's fee the share of the time that is left is credited.
    pub fn end(&mut self, now: i64) -> Result<()> {
        if self.valid_until.is_some() {
            return Ok(());
        }
        self.valid_until = Some(now);
        self.begin_periods(now)?;
        for period in self.periods.iter_mut().filter(|period| period.start <= now && now < period.end) {
            let (left, length) = (i128::from(period.end - now), i128::from(period.end - period.start));
            period.credited = i64::try_from((2 * i128::from(period.fee) * left + length) / (2 * length))?;
        }
        Ok(())
    }

    /// Counts a job that is completed now: its number in its period, if the plan counts jobs, and its price.
    pub fn count_job(&mut self, now: i64) -> Result<(Option<Position>, i64)> {
        let Some(period) = self.period() else { return Ok((None, self.price_of(1))) };
        if matches!(self.terms, PlanTerms::Subscription { .. }) {
            self.begin_periods(now)?;
        }
        let index = self.begin(period, now)?;
        self.periods[index].jobs += 1;
        let number = self.periods[index].jobs;
        let position = Position { period_start: self.periods[index].start, number };
        Ok((Some(position), self.price_of(number)))
    }
}
