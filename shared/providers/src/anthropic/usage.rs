//! Token counts in Anthropic's form.
//!
//! `input_tokens` leaves out what was read from and written to the cache; together they are the prompt. In a stream every
//! count is cumulative and may be repeated, corrected upwards, or left at zero: the greatest value of each wins.

use serde_json::Value;

use crate::codec::{Totals, UsageUpdate, count};

/// The counts as the provider says them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    input: Option<u64>,
    cache_read: Option<u64>,
    cache_written: Option<u64>,
    written_5m: Option<u64>,
    written_1h: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
    /// The model ran in one region only, which costs a surcharge that no price here has (Anthropic "Data residency").
    is_regional: bool,
}

/// Where a model runs that costs what the price list says.
const GLOBAL: [&str; 2] = ["global", "not_available"];

impl Counts {
    pub(super) fn of(usage: &Value) -> Self {
        let mut counts = Self::default();
        counts.merge(usage);
        counts
    }

    pub(super) fn merge(&mut self, usage: &Value) {
        let fields = [
            (&mut self.input, &usage["input_tokens"]),
            (&mut self.cache_read, &usage["cache_read_input_tokens"]),
            (&mut self.cache_written, &usage["cache_creation_input_tokens"]),
            (&mut self.written_5m, &usage["cache_creation"]["ephemeral_5m_input_tokens"]),
            (&mut self.written_1h, &usage["cache_creation"]["ephemeral_1h_input_tokens"]),
            (&mut self.output, &usage["output_tokens"]),
            (&mut self.thinking, &usage["output_tokens_details"]["thinking_tokens"]),
        ];
        for (field, value) in fields {
            *field = count(value).max(*field);
        }
        self.is_regional |= usage["inference_geo"].as_str().is_some_and(|geo| !GLOBAL.contains(&geo));
    }

    /// The counts of an answer that ended with the stop reason `refusal` before anything was written: nothing is billed for it
    /// (Claude Platform release notes, 2026-06-02). One that has output is billed like any other.
    pub(super) fn of_a_refusal(self) -> Self {
        if self.output.unwrap_or(0) > 0 {
            return self;
        }
        Self { input: Some(0), output: Some(0), ..Self::default() }
    }

    /// The counts of a whole answer.
    pub(super) fn totals(self) -> Totals {
        let mut totals = Totals::default();
        totals.merge_usage(self.update());
        totals
    }

    /// The counts in the form that all providers share. What was written to the cache without a word on how long is
    /// taken for five minutes, the default; a split without its sum is the sum.
    pub(super) fn update(self) -> UsageUpdate {
        let split = [self.written_5m, self.written_1h];
        let summed =
            split.iter().flatten().fold(None, |sum, part| Some(sum.unwrap_or(0_u64).saturating_add(*part)));
        let written = self.cache_written.or(summed);
        let written_1h = self.written_1h.map(|count| count.min(written.unwrap_or(0)));
        let has_input = self.input.or(self.cache_read).or(written).is_some();
        let prompt =
            [self.input, self.cache_read, written].into_iter().flatten().fold(0_u64, u64::saturating_add);
        UsageUpdate {
            prompt_tokens: has_input.then_some(prompt),
            cached_input_tokens: self.cache_read,
            cache_write_5m_tokens: written.map(|count| count.saturating_sub(written_1h.unwrap_or(0))),
            cache_write_1h_tokens: written_1h,
            completion_tokens: self.output,
            reasoning_tokens: self.thinking,
            unpriced: self.is_regional,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_surcharge_for_the_region_has_no_price() {
        for (geo, unpriced) in [("global", false), ("not_available", false), ("us", true)] {
            let mut counts = Counts::default();
            counts.merge(&json!({"input_tokens": 10, "output_tokens": 7, "inference_geo": geo}));
            assert_eq!(counts.update().unpriced, unpriced, "{geo}");
        }
    }

    #[test]
    fn the_prompt_is_what_was_read_written_and_new() {
        let mut counts = Counts::default();
        counts.merge(&json!({"input_tokens": 10, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 50,
            "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30}, "output_tokens": 7}));
        let update = counts.update();
        assert_eq!(update.prompt_tokens, Some(160));
        assert_eq!((update.cache_write_5m_tokens, update.cache_write_1h_tokens), (Some(20), Some(30)));
        assert_eq!((update.cached_input_tokens, update.completion_tokens), (Some(100), Some(7)));
    }

    #[test]
    fn cache_writes_without_a_split_are_for_five_minutes_and_a_split_is_its_own_sum() {
        let update = |usage: Value| {
            let mut counts = Counts::default();
            counts.merge(&usage);
            let update = counts.update();
            (update.prompt_tokens, update.cache_write_5m_tokens, update.cache_write_1h_tokens)
        };
        let whole = json!({"input_tokens": 10, "cache_creation_input_tokens": 50});
        assert_eq!(update(whole), (Some(60), Some(50), None));
        let split = json!({"input_tokens": 10, "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30}});
        assert_eq!(update(split), (Some(60), Some(20), Some(30)));
        assert_eq!(update(json!({"output_tokens": 3})), (None, None, None));
    }

    #[test]
    fn later_counts_correct_earlier_ones_and_are_never_added() {
        let mut counts = Counts::default();
        counts.merge(&json!({"input_tokens": 43, "cache_read_input_tokens": 5, "output_tokens": 1}));
        counts.merge(&json!({"input_tokens": 61, "output_tokens": 9}));
        assert_eq!(counts.update().prompt_tokens, Some(66));
        assert_eq!(counts.update().completion_tokens, Some(9));
        counts.merge(&json!({"input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 0}));
        assert_eq!(counts.update().prompt_tokens, Some(66));
        assert_eq!(counts.update().completion_tokens, Some(9));
    }

    proptest! {
        #[test]
        fn no_counts_overflow_and_the_buckets_never_exceed_the_prompt(counts: [Option<u64>; 5]) {
            let [input, read, written, for_5m, for_1h] = counts;
            let mut all = Counts::default();
            all.merge(&json!({"input_tokens": input, "cache_read_input_tokens": read, "cache_creation_input_tokens": written,
                "cache_creation": {"ephemeral_5m_input_tokens": for_5m, "ephemeral_1h_input_tokens": for_1h}}));
            let update = all.update();
            let buckets = [update.cached_input_tokens, update.cache_write_5m_tokens, update.cache_write_1h_tokens];
            let sum = buckets.into_iter().flatten().fold(0, u64::saturating_add);
            prop_assert!(update.prompt_tokens.unwrap_or(0) >= sum);
        }
    }
}
