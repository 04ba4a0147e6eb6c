//! The ledger's cost of a call against the calculator of `genai-prices`, for every model of the catalogue. No model and
//! no usage is excepted: entries whose prices follow a rule that the ledger cannot express are not in the catalogue.

#![expect(clippy::unwrap_used, reason = "all of this file is tests")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::chat::{ServiceTier, Usage};
use api::provider::Provider;
use genai_prices::{Calculator, PriceRequest, UsageKey};
use rust_decimal::prelude::ToPrimitive;
use time::{Date, Time};
use tollgate_catalogue::{Model, models};

/// The calculator adds up to five products in binary floating point, each of two rounded operations, and all of one
/// sign: its error is below 8 units in the last place. Ours is exact until it is rounded once for the comparison.
const TOLERANCE: f64 = 8.0 * f64::EPSILON;

/// Prompts at and just above every threshold of the catalogue, and far from them.
const PROMPTS: [u64; 15] = [
    0, 1, 7, 999, 12_345, 100_000, 100_001, 200_000, 200_001, 271_999, 272_000, 272_001, 999_983, 1_048_576,
    3_000_000,
];
const ANSWERS: [u64; 4] = [0, 1, 333, 128_000];
/// Parts of the prompt, in sevenths: read from the cache, written to it for five minutes, for an hour.
const CACHES: [[u64; 3]; 8] =
    [[0, 0, 0], [7, 0, 0], [0, 7, 0], [0, 0, 7], [3, 0, 0], [1, 2, 0], [1, 0, 2], [2, 2, 2]];

fn usages() -> impl Iterator<Item = Usage> {
    PROMPTS.into_iter().flat_map(|prompt_tokens| {
        ANSWERS.into_iter().flat_map(move |completion_tokens| {
            CACHES.into_iter().map(move |[cached, five_minutes, hour]| Usage {
                prompt_tokens,
                cached_input_tokens: prompt_tokens * cached / 7,
                cache_write_5m_tokens: prompt_tokens * five_minutes / 7,
                cache_write_1h_tokens: prompt_tokens * hour / 7,
                completion_tokens,
                reasoning_tokens: completion_tokens / 2,
            })
        })
    })
}

/// The same usage in the calculator's terms: the writes for an hour are part of all cache writes.
fn in_its_terms(usage: &Usage) -> genai_prices::Usage {
    let count = |tokens: u64| tokens.to_f64().unwrap();
    genai_prices::Usage::from([
        (UsageKey::INPUT_TOKENS, count(usage.prompt_tokens)),
        (UsageKey::CACHE_READ_TOKENS, count(usage.cached_input_tokens)),
        (UsageKey::CACHE_WRITE_TOKENS, count(usage.cache_write_5m_tokens + usage.cache_write_1h_tokens)),
        (UsageKey::CACHE_WRITE_1H_TOKENS, count(usage.cache_write_1h_tokens)),
        (UsageKey::OUTPUT_TOKENS, count(usage.completion_tokens)),
    ])
}

fn provider_id(provider: Provider) -> &'static str {
    match provider {
        Provider::Openai => "openai",
        Provider::Anthropic => "anthropic",
        Provider::Gemini => "google",
        Provider::Fireworks => "fireworks",
    }
}

fn noon(day: Date) -> SystemTime {
    let seconds = day.with_time(Time::MIDNIGHT).assume_utc().unix_timestamp() + 12 * 3600;
    UNIX_EPOCH + Duration::from_secs(seconds.try_into().unwrap())
}

/// Input, output and total, by the calculator.
fn its_cost(model: &Model, usage: &Usage, day: Date) -> [f64; 3] {
    let usage = in_its_terms(usage);
    let request = PriceRequest::new(&model.model, &usage)
        .with_provider_id(provider_id(model.provider))
        .with_timestamp(noon(day));
    let price = Calculator::bundled().calculate(&request).unwrap();
    assert_eq!(price.provider_id, provider_id(model.provider), "{} is priced as another's", model.model);
    assert!(price.warnings.is_empty(), "{}: {:?}", model.model, price.warnings);
    [price.input_price, price.output_price, price.total_price]
}

/// Input, output and total, by the ledger.
fn our_cost(model: &Model, usage: &Usage) -> [f64; 3] {
    let cost = model.pricing.cost(usage, None);
    [cost.input, cost.output, cost.total()].map(|amount| amount.as_decimal().to_string().parse().unwrap())
}

fn equal(ours: f64, its: f64) -> bool {
    (ours - its).abs() <= TOLERANCE * ours.abs().max(its.abs())
}

#[test]
fn the_ledger_and_the_calculator_agree_to_the_last_digit_on_every_model_and_usage() {
    let mut compared = 0;
    for model in models().unwrap() {
        for usage in usages() {
            let ours = our_cost(&model, &usage);
            let its = its_cost(&model, &usage, model.source_date);
            for (ours, its) in ours.into_iter().zip(its) {
                assert!(equal(ours, its), "{}, {usage:?}: ours {ours}, its {its}", model.model);
            }
            compared += 1;
        }
    }
    assert!(compared >= 40 * PROMPTS.len() * ANSWERS.len() * CACHES.len(), "{compared}");
}

#[test]
fn the_ledger_and_the_calculator_agree_on_every_service_tier() {
    let mut compared = 0;
    for model in models().unwrap() {
        let tiers = &model.pricing.service_tiers;
        for (tier, name, has_prices) in [
            (ServiceTier::Flex, "flex", tiers.flex.is_some()),
            (ServiceTier::Priority, "priority", tiers.priority.is_some()),
        ] {
            for usage in usages().filter(|_| has_prices) {
                let cost = model.pricing.cost(&usage, Some(tier));
                let its_usage = in_its_terms(&usage);
                let request = PriceRequest::new(&model.model, &its_usage)
                    .with_provider_id(provider_id(model.provider))
                    .with_timestamp(noon(model.source_date))
                    .with_price_context("service_tier", name);
                let its = Calculator::bundled().calculate(&request).unwrap().total_price;
                let ours: f64 = cost.total().as_decimal().to_string().parse().unwrap();
                assert!(equal(ours, its), "{}, {name}, {usage:?}: ours {ours}, its {its}", model.model);
                compared += 1;
            }
        }
    }
    assert!(compared >= 10 * PROMPTS.len() * ANSWERS.len() * CACHES.len(), "{compared}");
}

#[test]
fn prices_hold_until_the_day_that_the_catalogue_names() {
    let usage = Usage { prompt_tokens: 12_345, completion_tokens: 333, ..Usage::default() };
    for model in models().unwrap() {
        let Some(until) = model.prices_until else { continue };
        let [.., ours] = our_cost(&model, &usage);
        let on = |day: Date| its_cost(&model, &usage, day)[2];
        assert!(equal(ours, on(until.previous_day().unwrap())), "{}", model.model);
        assert!(!equal(ours, on(until)), "{}", model.model);
    }
}

#[test]
fn every_threshold_of_the_catalogue_is_on_the_grid() {
    for model in models().unwrap() {
        for tier in &model.pricing.tiers {
            for prompt in [tier.above_input_tokens, tier.above_input_tokens + 1] {
                assert!(PROMPTS.contains(&prompt), "{}: {prompt}", model.model);
            }
        }
    }
}

#[test]
fn a_price_that_is_off_by_a_millionth_of_a_dollar_would_be_noticed() {
    let usage = Usage { prompt_tokens: 1, ..Usage::default() };
    let mut model = models().unwrap().remove(0);
    let its = its_cost(&model, &usage, model.source_date)[2];
    assert!(equal(our_cost(&model, &usage)[2], its));
    let price = model.pricing.input.as_decimal() + rust_decimal::Decimal::new(1, 6);
    model.pricing.input = price.to_string().parse().unwrap();
    assert!(!equal(our_cost(&model, &usage)[2], its));
}
