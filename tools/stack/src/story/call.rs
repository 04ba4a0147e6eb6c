//! One call: which models it tries, how each attempt ends, and what it costs, as the functions would report it.

use api::chat::{ServiceTier, Usage};
use api::error::ErrorCode;
use api::ids::ModelAlias;
use api::jobs::{Attempt, AttemptCosts, AttemptEnd, AttemptOutcome, CallStatus};
use api::money::Usd;
use api::provider::Provider;
use ledger::TYPICAL_OUTPUT_TOKENS;
use rand::Rng;
use store::CallResult;

use super::cast::Team;
use super::faults::{Course, Fault, course};
use super::time::HOUR;
use super::work::Work;
use super::world::{Model, World};

/// What a call asks for, and how it ends.
#[derive(Debug)]
pub struct Call {
    /// The alias or the group that it names.
    pub name: &'static str,
    /// Whether it asks for embeddings.
    pub embeds: bool,
    /// The most tokens that the prompt can have.
    pub input_bound: u64,
    /// The most tokens of the answer.
    pub max_output: u64,
    /// How long the client waits, in milliseconds.
    pub takes: u64,
    /// How it ends; none if nobody ever reports it. The client's cost is filled in as it is settled.
    pub result: Option<CallResult>,
    /// How much later than its end that is reported, in milliseconds.
    pub reported_after: i64,
}

impl Call {
    /// Whether the client has an answer.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.result.as_ref().is_some_and(|result| result.status == CallStatus::Succeeded)
    }
}

/// What is told of a call while its attempts are made.
struct Telling<'a, R> {
    rng: &'a mut R,
    world: &'a World,
    team: &'static Team,
    usage: Usage,
    input_bound: u64,
    max_output: u64,
    attempts: Vec<Attempt<Usd>>,
    takes: u64,
}

/// Tells a call that begins at a moment.
pub fn tell(
    rng: &mut impl Rng,
    world: &World,
    team: &'static Team,
    work: &'static Work,
    moment: i64,
) -> Option<Call> {
    let name = drawn(rng, work.asks)?;
    let routes = world.routes(rng, name);
    let first = *routes.first()?;
    let usage = usage(rng, work, first);
    let course = course(rng, first.provider, world.span.bad_day().has(moment));
    let max_output = if first.embeds { 0 } else { (work.output.1 * 3 / 2).max(64) };
    // Every byte counts as a token.
    let input_bound = usage.prompt_tokens * 4;
    let mut telling =
        Telling { rng, world, team, usage, input_bound, max_output, attempts: Vec::new(), takes: 0 };
    let (served_by, fault) = telling.attempts(&routes, course, moment);
    let result = telling.result(served_by, fault, matches!(course, Course::CutOff), moment);
    let reported_after =
        if matches!(course, Course::Late) { telling.rng.random_range(1_000_000..3_000_000) } else { 0 };
    let takes = telling.takes;
    let result = (!matches!(course, Course::Abandoned)).then_some(result);
    Some(Call { name, embeds: first.embeds, input_bound, max_output, takes, result, reported_after })
}

impl<R: Rng> Telling<'_, R> {
    /// Makes the attempts. Returns the model that was asked last, and why the call has failed, if it has.
    fn attempts<'m>(
        &mut self,
        routes: &[&'m Model],
        course: Course,
        moment: i64,
    ) -> (&'m Model, Option<Fault>) {
        let first = routes[0];
        match course {
            Course::Served | Course::CutOff | Course::Late | Course::Abandoned => self.serve(first, moment),
            Course::ServedAgain(fault) => {
                self.fail(first, fault, moment);
                self.serve(first, moment)
            }
            Course::ServedByNext(fault) => {
                let tries = if fault.in_doubt { 1 } else { 2 };
                for _ in 0..tries {
                    self.fail(first, fault, moment);
                }
                match routes.get(1) {
                    Some(next) => self.serve(next, moment),
                    None => (first, Some(fault)),
                }
            }
            Course::Fails(fault) => {
                let tries = if fault.trouble.is_some() && !fault.in_doubt { 3 } else { 1 };
                for _ in 0..tries {
                    self.fail(first, fault, moment);
                }
                (first, Some(fault))
            }
        }
    }

    fn serve<'m>(&mut self, model: &'m Model, moment: i64) -> (&'m Model, Option<Fault>) {
        let latency =
            latency(self.rng, model, self.usage.completion_tokens, self.world.span.bad_day().has(moment));
        let cost = model.pricing_at(moment).cost(&self.usage, None).total();
        self.attempt(model, None, latency, answered(cost));
        (model, None)
    }

    fn fail(&mut self, model: &Model, fault: Fault, moment: i64) {
        let pricing = model.pricing_at(moment);
        let costs = if fault.in_doubt {
            let typical = Usage {
                prompt_tokens: self.usage.prompt_tokens,
                completion_tokens: TYPICAL_OUTPUT_TOKENS.min(self.max_output),
                ..Usage::default()
            };
            let in_doubt_usd = pricing.cost(&typical, None).total();
            let bound = pricing.worst_case(self.input_bound, self.max_output).max(in_doubt_usd);
            AttemptCosts {
                end: AttemptEnd::InDoubt,
                in_doubt_usd,
                in_doubt_bound_usd: bound,
                ..answered(Usd::ZERO)
            }
        } else {
            AttemptCosts { end: AttemptEnd::Refused, ..answered(Usd::ZERO) }
        };
        let latency = self.rng.random_range(fault.latency.0..fault.latency.1);
        self.attempt(model, Some(fault), latency, costs);
        // The wait before the next one.
        self.takes += self.rng.random_range(200..1_500);
    }

    fn attempt(&mut self, model: &Model, fault: Option<Fault>, latency_ms: u64, costs: AttemptCosts<Usd>) {
        let Ok(model_alias) = model.alias.parse::<ModelAlias>() else { return };
        self.takes += latency_ms;
        self.attempts.push(Attempt {
            model_alias,
            provider: model.provider,
            model: Some(model.model.clone()),
            credential_id: self.world.credential(self.team.organization.id, model.provider),
            outcome: AttemptOutcome::of(fault.map(|fault| fault.code)),
            status: fault.map_or(Some(200), |fault| fault.status),
            latency_ms,
            trouble: fault.and_then(|fault| fault.trouble),
            dropped: Vec::new(),
            costs: Some(costs),
        });
    }

    fn result(&mut self, model: &Model, fault: Option<Fault>, is_cut: bool, moment: i64) -> CallResult {
        let pricing = model.pricing_at(moment);
        let service_tier = if fault.is_none() { service_tier(self.rng, model) } else { None };
        let usage = match (fault, is_cut) {
            (Some(_), _) => Usage::default(),
            (None, true) => Usage {
                completion_tokens: self.usage.completion_tokens / 3,
                reasoning_tokens: 0,
                ..self.usage
            },
            (None, false) => self.usage,
        };
        let cost = pricing.cost(&usage, service_tier);
        let bound = pricing.worst_case(self.input_bound, self.max_output).beyond(cost.total());
        if fault.is_none()
            && let Some(served) = self.attempts.last_mut()
        {
            served.costs = Some(answered(cost.total()));
            if is_cut {
                served.outcome = AttemptOutcome::of(Some(ErrorCode::ClientClosed));
                served.costs = Some(AttemptCosts {
                    end: AttemptEnd::InDoubt,
                    in_doubt_bound_usd: bound,
                    ..answered(cost.total())
                });
            }
        }
        let doubts = || self.attempts.iter().filter_map(|attempt| attempt.costs);
        CallResult {
            status: if fault.is_some() || is_cut { CallStatus::Failed } else { CallStatus::Succeeded },
            model_used: model.alias.parse().ok(),
            provider: Some(model.provider),
            resolved_model: Some(model.model.clone()),
            credential_id: self.world.credential(self.team.organization.id, model.provider),
            provider_request_id: fault.is_none().then(|| request_id(self.rng, model.provider)),
            in_doubt_usd: doubts().map(|costs| costs.in_doubt_usd).sum(),
            in_doubt_bound_usd: doubts().map(|costs| costs.in_doubt_bound_usd).sum(),
            attempts: self.attempts.clone(),
            prompt_tokens: usage.prompt_tokens,
            cached_input_tokens: usage.cached_input_tokens,
            cache_write_5m_tokens: usage.cache_write_5m_tokens,
            cache_write_1h_tokens: 0,
            completion_tokens: usage.completion_tokens,
            reasoning_tokens: usage.reasoning_tokens,
            estimated: is_cut || !pricing.has_prices_of(service_tier),
            service_tier,
            pricing: fault.is_none().then(|| pricing.clone()),
            input_cost_usd: cost.input,
            output_cost_usd: cost.output,
            failed_attempts_cost_usd: Usd::ZERO,
            client_cost_usd: Usd::ZERO,
            latency_ms: Some(self.takes),
            time_to_first_token_ms: (fault.is_none() && !model.embeds && self.rng.random_bool(0.6))
                .then(|| self.takes.min(300 + self.rng.random_range(80..900))),
            error_code: fault.map(|fault| fault.code).or_else(|| is_cut.then_some(ErrorCode::ClientClosed)),
            error: fault
                .map(|fault| fault.error)
                .or_else(|| is_cut.then_some("the client hung up; the rest was not waited for"))
                .map(str::to_owned),
        }
    }
}

/// One of several, each as often as its weight says.
pub fn drawn<'a>(rng: &mut impl Rng, choices: &[(&'a str, u32)]) -> Option<&'a str> {
    let total = choices.iter().map(|(_, weight)| weight).sum::<u32>().max(1);
    let mut left = rng.random_range(0..total);
    for (choice, weight) in choices {
        if left < *weight {
            return Some(choice);
        }
        left -= weight;
    }
    None
}

/// What a call uses of a model.
fn usage(rng: &mut impl Rng, work: &Work, model: &Model) -> Usage {
    // Small ones are more frequent than large ones.
    let skewed = |rng: &mut dyn rand::RngCore, (least, most): (u64, u64)| {
        let share = rng.random_range(0.0..1.0_f64).powf(1.8);
        least + ((most - least) as f64 * share) as u64
    };
    let prompt_tokens = skewed(rng, work.input);
    if model.embeds {
        return Usage { prompt_tokens, ..Usage::default() };
    }
    let mut completion_tokens = skewed(rng, work.output).max(4);
    let mut reasoning_tokens = 0;
    if matches!(model.provider, Provider::Openai | Provider::Gemini) && rng.random_bool(0.5) {
        reasoning_tokens = completion_tokens * rng.random_range(20..110) / 100;
        completion_tokens = (completion_tokens + reasoning_tokens).min(work.output.1 * 3 / 2);
        reasoning_tokens = reasoning_tokens.min(completion_tokens);
    }
    let is_cached = rng.random_range(0..100) < work.cached_percent;
    let reused = prompt_tokens * rng.random_range(40..92) / 100;
    let is_written = !is_cached && model.provider == Provider::Anthropic && rng.random_bool(0.4);
    Usage {
        prompt_tokens,
        cached_input_tokens: if is_cached { reused } else { 0 },
        cache_write_5m_tokens: if is_written { reused } else { 0 },
        completion_tokens,
        reasoning_tokens,
        ..Usage::default()
    }
}

/// How long a model takes for an answer of so many tokens, in milliseconds.
fn latency(rng: &mut impl Rng, model: &Model, tokens: u64, bad_day: bool) -> u64 {
    let (begin, for_each) = match model.provider {
        Provider::Openai => (430.0, 7.5),
        Provider::Anthropic => (620.0, 12.0),
        Provider::Gemini => (360.0, 5.5),
        Provider::Fireworks => (240.0, 3.6),
    };
    let typical = if model.embeds { 95.0 } else { for_each * tokens as f64 + begin };
    // The sum of several uniform numbers is nearly normal, and its power spreads as latencies do: few, but long ones.
    let normal = (0..6).map(|_| rng.random_range(-1.0..1.0_f64)).sum::<f64>() / 1.4;
    let slow = if bad_day && model.provider == Provider::Anthropic { 2.6 } else { 1.0 };
    (typical * slow * (0.33 * normal).exp()) as u64
}

/// The tier that OpenAI names for some of its answers.
fn service_tier(rng: &mut impl Rng, model: &Model) -> Option<ServiceTier> {
    if model.provider != Provider::Openai || model.embeds {
        return None;
    }
    Some(match rng.random_range(0..100) {
        0..8 => ServiceTier::Flex,
        8..13 => ServiceTier::Priority,
        _ => ServiceTier::Standard,
    })
}

fn request_id(rng: &mut impl Rng, provider: Provider) -> String {
    let number: u64 = rng.random();
    match provider {
        Provider::Openai => format!("chatcmpl-{number:016x}"),
        Provider::Anthropic => format!("msg_{number:016x}"),
        Provider::Gemini => format!("{number:016x}"),
        Provider::Fireworks => format!("cmpl-{number:016x}"),
    }
}

const fn answered(cost_usd: Usd) -> AttemptCosts<Usd> {
    AttemptCosts {
        end: AttemptEnd::Answered,
        cost_usd,
        in_doubt_usd: Usd::ZERO,
        in_doubt_bound_usd: Usd::ZERO,
    }
}

/// How long after a call the application makes its next one, in milliseconds.
pub fn pause(rng: &mut impl Rng) -> i64 {
    let seconds = rng.random_range(0.0..1.0_f64).powi(3) * 180.0;
    ((seconds * 1_000.0) as i64 + 120).min(HOUR)
}
