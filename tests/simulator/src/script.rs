//! What a request asks the simulator to play.

use std::time::Duration;

/// Everything the directives of one request ask for. The default is a sound, immediate echo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Script {
    /// Faults instead of an answer; the first whose condition holds is played.
    pub faults: Vec<Fault>,
    /// Wait before the head of the answer.
    pub latency: Duration,
    /// Wait between two events of a stream.
    pub between_events: Duration,
    /// What is answered.
    pub act: AnswerKind,
    /// Answer with this many words in place of the echo.
    pub words: Option<usize>,
    /// In what form it is answered.
    pub form: Form,
    /// How the answer ends.
    pub ending: Ending,
    /// What usage is reported.
    pub usage: UsageReport,
    /// Whether a provider that needs no marks caches the prompt.
    pub caching: bool,
    /// The service tier that OpenAI's answer names; `default` if none is given.
    pub service_tier: Option<String>,
    /// What tools are called with, as JSON text, in place of the smallest arguments.
    pub arguments: Option<String>,
    /// How characters of two UTF-16 units are written.
    pub halves: Halves,
    /// How the answer departs from the provider's usual form.
    pub departures: Departures,
}

impl Script {
    /// What is left of it once the results of tools are given: tools are not called again, and the departures were those of
    /// the answer that called them.
    pub(crate) fn once_results_are_given(&mut self) {
        self.arguments = None;
        self.halves = Halves::default();
        self.departures = Departures::default();
    }
}

/// What is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    /// The last user text, or what tools and response format ask for.
    #[default]
    Answer,
    /// This many tool calls.
    CallTools(usize),
    /// The model declines.
    Refuse,
    /// The provider's filter blocks the exchange.
    Block,
}

/// How an answer departs from the provider's usual form, as servers do that speak the same form, or providers at times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Departures {
    /// How the calls of a stream are numbered.
    pub call_numbers: CallNumbers,
    /// Which parts of a call have its id and name.
    pub call_ids: CallIds,
    /// How the arguments of calls are written.
    pub argument_form: ArgumentForm,
    /// What is said of why the answer ended.
    pub finish: FinishReport,
    /// Thinking comes encrypted.
    pub redacted_thinking: bool,
    /// Another answer begins in the middle of the stream.
    pub spliced: bool,
}

/// How the calls of a stream are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CallNumbers {
    #[default]
    Counted,
    /// Every call is number 0.
    Zero,
    /// No call has a number.
    Absent,
}

/// Which parts of a call have its id and name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CallIds {
    /// The first one.
    #[default]
    Once,
    /// Each one.
    Repeated,
    /// Calls have names but no ids.
    Absent,
}

/// How the arguments of calls are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ArgumentForm {
    /// As the provider writes them.
    #[default]
    Usual,
    /// An object in place of JSON text.
    Object,
    /// An empty text.
    Empty,
    /// Not at all.
    Absent,
}

/// What is said of why an answer ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FinishReport {
    #[default]
    Said,
    /// Nothing.
    Absent,
    /// `error`, as gateways say it of a provider behind them.
    Error,
}

/// How characters of two UTF-16 units are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Halves {
    /// As they are.
    #[default]
    Whole,
    /// As escapes of their two units; in a stream, each in an event of its own.
    Split,
    /// As the escape of their first unit.
    Lone,
}

/// Whether the body is what the provider would send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    #[default]
    Sound,
    /// An HTML page with status 200, as a proxy in between would send.
    Html,
    /// JSON that breaks off in the middle.
    Malformed,
    /// Nothing is said, nothing is counted.
    Empty,
    /// A function call that the model has broken.
    BrokenCall,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    #[default]
    Complete,
    /// The connection is closed after this many events.
    CutAfter(usize),
    /// After this many events comes the provider's error event, and the stream ends.
    ErrorAfter(usize),
    /// After this many events nothing more comes, and the connection stays open.
    StallAfter(usize),
}

/// What usage is reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum UsageReport {
    /// What was counted.
    #[default]
    Counted,
    /// No usage at all.
    Absent,
    /// Usage with every count 0.
    Zero,
    /// These counts in place of the counted ones.
    Given(GivenUsage),
}

/// Counts that replace the counted ones. They mean the same for every provider: `prompt` includes cached
/// and cache-write tokens, `completion` includes reasoning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GivenUsage {
    pub prompt: Option<u64>,
    pub completion: Option<u64>,
    pub cached: Option<u64>,
    pub reasoning: Option<u64>,
    pub cache_write_5m: Option<u64>,
    pub cache_write_1h: Option<u64>,
}

/// A fault, played in place of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub when: FaultCondition,
    pub effect: FaultEffect,
}

/// When a fault is played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultCondition {
    Always,
    /// For the first `count` calls that carry this key.
    First {
        count: u64,
        key: String,
    },
    /// If the API key contains this.
    ApiKeyContains(String),
    /// If the model's name contains this.
    ModelContains(String),
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultEffect {
    /// The provider's error body for this status.
    Status {
        status: u16,
        /// Seconds, in the `Retry-After` header.
        retry_after: Option<u64>,
    },
    /// The request is accepted and never answered.
    Hang,
    /// The connection is reset before a byte of the answer.
    Reset,
    /// The provider's error body for a failure that its status alone does not tell.
    Trouble(Trouble),
    /// The answer begins and ends like this.
    Ends(Ending),
    /// An answer in which nothing is said and nothing is counted.
    Empty,
    /// The model breaks its own function call (Gemini).
    BrokenCall,
}

/// Failures that a provider words in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The prompt is longer than the model's context window.
    Context,
    /// The account has no quota left.
    Quota,
    /// The account is disabled.
    Disabled,
    /// The place of the caller is not served.
    Region,
    /// The policy forbids the prompt.
    Content,
}
