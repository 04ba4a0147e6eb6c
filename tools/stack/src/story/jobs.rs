//! The jobs of a team: what its applications do in the quarter, as steps.

use api::jobs::CallStatus;
use rand::Rng;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Call, pause, tell};
use super::cast::{Fate, Team};
use super::ids::new_id;
use super::keys::Keys;
use super::rhythm::moments;
use super::step::Step;
use super::texts;
use super::time::{DAY, MINUTE, Span};
use super::work::Work;
use super::world::World;

/// How long after the end of a call that is reported, in milliseconds.
const REPORTING: i64 = 35;

/// What a team's applications do.
#[derive(Debug, Default)]
pub struct Jobs {
    /// In no order.
    pub steps: Vec<Step>,
    /// How many jobs.
    pub jobs: usize,
    /// How many calls.
    pub calls: usize,
    /// What the providers charge for them, in thousandths of a dollar.
    pub cost_millis: i64,
    /// What they use.
    pub tokens: i64,
}

/// Makes the jobs of a team that are its share of so many calls.
pub fn jobs(rng: &mut impl Rng, world: &World, team: &'static Team, keys: &Keys, calls: u32) -> Jobs {
    let weights: f64 = team.work.iter().map(|work| f64::from(work.weight)).sum();
    let mean: f64 =
        team.work.iter().map(|work| work.mean_calls() * f64::from(work.weight)).sum::<f64>() / weights;
    let count = (f64::from(calls) * f64::from(team.share) / 1_000.0 / mean).ceil() as usize;
    let mut made = Jobs { jobs: count, ..Jobs::default() };
    for moment in moments(rng, team.organization, count, works(team, world.span)) {
        let Some(work) = kind(rng, team.work) else { continue };
        let job_id = new_id(rng, moment);
        let key = keys.at(moment, rng.random_range(0..8)).hash.clone();
        Job { world, team, work, job_id, key, made: &mut made }.begin(rng, moment);
    }
    made
}

/// When a team's applications work.
const fn works(team: &Team, span: Span) -> Span {
    match team.fate {
        Fate::PausedFor(days) | Fate::SuspendedFor(days) => {
            Span { from: span.from, until: span.until - days * DAY }
        }
        Fate::Active | Fate::LowOnCredits | Fate::OutOfCredits => span,
    }
}

fn kind(rng: &mut impl Rng, works: &'static [Work]) -> Option<&'static Work> {
    let mut left = rng.random_range(0..works.iter().map(|work| work.weight).sum::<u32>().max(1));
    works.iter().find(|work| {
        let is_it = left < work.weight;
        left = left.saturating_sub(work.weight);
        is_it
    })
}

struct Job<'a> {
    world: &'a World,
    team: &'static Team,
    work: &'static Work,
    job_id: Uuid,
    key: String,
    made: &'a mut Jobs,
}

impl Job<'_> {
    /// Its calls, one after the other, and its end.
    fn begin(mut self, rng: &mut impl Rng, moment: i64) {
        let count = rng.random_range(self.work.calls.0..=self.work.calls.1);
        let mut now = moment;
        for number in 0..count {
            let Some(call) = tell(rng, self.world, self.team, self.work, now) else { return };
            self.made.calls += 1;
            let call_id = new_id(rng, now);
            self.admit(rng, &call, call_id, number, now);
            let ended = now + i64::try_from(call.takes).unwrap_or_default() + REPORTING;
            let Some(result) = &call.result else {
                // Whoever waited for it has ended as well. Half of such jobs are cleared up by the application.
                if rng.random_bool(0.5) {
                    self.complete(ended + 20 * MINUTE, "failed", Some("The worker was restarted."));
                }
                return;
            };
            self.made.cost_millis += cost_millis(result);
            self.made.tokens +=
                i64::try_from(result.prompt_tokens + result.completion_tokens).unwrap_or_default();
            let gives_up = result.status == CallStatus::Failed && rng.random_bool(0.6);
            let finish = (count == 1).then_some(if call.is_answered() { "completed" } else { "failed" });
            self.settle(rng, &call, call_id, ended + call.reported_after, finish);
            if finish.is_some() {
                return;
            }
            if call.reported_after > 0 {
                self.complete(ended + call.reported_after + MINUTE, "completed", None);
                return;
            }
            if gives_up {
                let code = result.error_code.map(|code| code.as_str());
                self.complete(ended + 800, "failed", code);
                return;
            }
            now = ended + pause(rng);
        }
        let is_good = rng.random_bool(0.985);
        let reason = (!is_good).then_some("The answer did not pass validation.");
        self.complete(now, if is_good { "completed" } else { "failed" }, reason);
    }

    fn admit(&mut self, rng: &mut impl Rng, call: &Call, call_id: Uuid, number: u32, at: i64) {
        let purposes = self.work.purposes;
        let prompt = call.input_bound / 4;
        let mut step = json!({
            "do": "admit", "key": self.key, "job": self.job_id, "call": call_id, "model": call.name,
            "purpose": purposes[(number as usize).min(purposes.len() - 1)], "input_bound": call.input_bound,
            "input_estimate": prompt, "max_output": if call.embeds { Value::Null } else { json!(call.max_output) },
            "kind": if call.embeds { "embedding" } else { "chat" },
        });
        if number == 0 {
            let channel = ["web", "app", "api"][rng.random_range(0..3)];
            step["new_job"] = json!({
                "job_type": self.work.job_type,
                "user_id": format!("user-{}", 1_000 + rng.random_range(0..640)),
                "external_task_id": format!("{}-{}", self.work.job_type, rng.random_range(100_000..999_999)),
                "metadata": {"channel": channel, "release": "2026.11"},
            });
        }
        self.made.steps.push(Step::of_application(at, step));
    }

    fn settle(&mut self, rng: &mut impl Rng, call: &Call, call_id: Uuid, at: i64, finish: Option<&str>) {
        let mut step = json!({"do": "settle", "call": call_id, "result": call.result, "finish": finish});
        let kept = self.team.organization.body_retention_days;
        if kept > 0
            && at > self.world.span.until - kept * DAY
            && let Some(bodies) = texts::bodies(rng, self.work.job_type, call)
        {
            step["bodies"] = bodies;
        }
        self.made.steps.push(Step::of_application(at, step));
    }

    fn complete(&mut self, at: i64, status: &str, error_message: Option<&str>) {
        self.made.steps.push(Step::of_application(
            at,
            json!({"do": "complete", "key": self.key, "job": self.job_id, "status": status, "error_message": error_message}),
        ));
    }
}

/// What the provider charges, in thousandths of a dollar.
fn cost_millis(result: &store::CallResult) -> i64 {
    let usd: f64 = (result.input_cost_usd + result.output_cost_usd).to_string().parse().unwrap_or_default();
    (usd * 1_000.0).ceil() as i64
}
