//! Requests and answers in terms that all four providers share.

use serde_json::{Value, json};

use crate::{
    directive::DirectiveError,
    halves,
    schema::minimal_instance,
    script::{AnswerKind, Departures, GivenUsage, Halves, Script, UsageReport},
    tokens::{count_tokens, truncate},
    tool_calls::{ToolCall, called},
    vectors::EmbeddingTask,
};

/// A validated request.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChatCall {
    pub model: String,
    pub streaming: bool,
    /// Whether a stream is to report usage (OpenAI's `stream_options.include_usage`; others always do).
    pub stream_usage: bool,
    /// Counted from the request as [`crate::tokens`] says.
    pub prompt_tokens: u64,
    /// The text of the last user message that has one, directives included.
    pub user_text: String,
    /// Results of tools given after that message.
    pub tool_results: Vec<String>,
    pub tools: Vec<Tool>,
    pub tool_choice: ToolChoice,
    pub one_tool_call_only: bool,
    pub output: OutputForm,
    pub max_tokens: Option<u64>,
    pub stop: Vec<String>,
    /// Tokens that the model thinks before it answers.
    pub reasoning_tokens: u64,
    /// Whether the thoughts themselves are shown.
    pub show_thoughts: bool,
    /// How many choices (OpenAI's `n`).
    pub choices: u64,
    /// Whether the probabilities of tokens are shown, and of how many others at each place.
    pub logprobs: Option<u64>,
    /// What vectors are asked for in place of an answer.
    pub embeddings: Option<EmbeddingTask>,
}

#[derive(Clone, Debug)]
pub(crate) struct Tool {
    pub name: String,
    pub schema: Value,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum ToolChoice {
    #[default]
    Auto,
    Never,
    Required,
    Named(String),
}

#[derive(Clone, Debug, Default)]
pub(crate) enum OutputForm {
    #[default]
    Text,
    Json,
    Schema(Value),
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub thoughts: String,
    pub content: Content,
    pub finish: Finish,
    /// `None`: no usage is reported.
    pub usage: Option<Usage>,
    /// See [`Script::service_tier`].
    pub service_tier: Option<String>,
    /// See [`Script::departures`].
    pub departures: Departures,
    /// SHA-256 of the request: ids are made from it, so that the same request has the same ids.
    pub fingerprint: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Text(String),
    ToolCalls(Vec<ToolCall>),
    Refusal(String),
    Blocked,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finish {
    Stop,
    StopSequence(String),
    Length,
    ToolCalls,
    Refusal,
    Blocked,
}

/// Token counts: `prompt` includes cached and cache-write tokens, `completion` includes reasoning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub prompt: u64,
    pub completion: u64,
    pub cached: u64,
    pub reasoning: u64,
    pub cache_write_5m: u64,
    pub cache_write_1h: u64,
}

impl Answer {
    /// The first `length` hex digits of the request's fingerprint.
    pub(crate) fn id(&self, length: usize) -> &str {
        self.fingerprint.get(..length).unwrap_or(&self.fingerprint)
    }

    /// JSON text of the answer as it is sent: with the arguments of its calls, and with the escapes of halves.
    pub(crate) fn finished(&self, json: String) -> String {
        let filled = match &self.content {
            Content::ToolCalls(calls) => calls.iter().fold(json, |json, call| call.filled_in(json)),
            _ => json,
        };
        halves::escaped(filled)
    }

    /// Puts halves in place of the characters that have them, in all its texts.
    fn halve(&mut self, form: Halves) {
        let mark = |text: &mut String| *text = halves::marked(text, form);
        mark(&mut self.thoughts);
        match &mut self.content {
            Content::Text(text) | Content::Refusal(text) => mark(text),
            Content::ToolCalls(calls) => calls.iter_mut().for_each(|call| mark(&mut call.arguments)),
            Content::Blocked => {}
        }
    }
}

const REFUSAL: &str = "I'm sorry, I can't help with that.";

/// Words of the `words` directive. Some hold characters of two, three and four bytes, so that a split
/// stream is split inside characters too.
const WORDS: [&str; 8] = ["alpha", "naïve", "beta", "日本語", "gamma", "façade", "🦀", "delta"];

/// The answer to a request, played by a script.
pub(crate) fn compose(
    asked: &ChatCall,
    script: &Script,
    echo: &str,
    fingerprint: String,
) -> Result<Answer, DirectiveError> {
    let budget = asked.max_tokens.unwrap_or(u64::MAX);
    let reasoning = asked.reasoning_tokens.min(budget);
    let left = budget - reasoning;
    let (content, finish) = match script.act {
        AnswerKind::Refuse => (Content::Refusal(REFUSAL.to_owned()), Finish::Refusal),
        AnswerKind::Block => (Content::Blocked, Finish::Blocked),
        AnswerKind::Answer | AnswerKind::CallTools(_) => match called(asked, script, &fingerprint)? {
            Some(calls) => (Content::ToolCalls(calls), Finish::ToolCalls),
            None => {
                let (text, finish) = end_text(text(asked, script, echo), &asked.stop, left);
                (Content::Text(text), finish)
            }
        },
    };
    let counted = Usage {
        prompt: asked.prompt_tokens.max(1),
        completion: (reasoning + content_tokens(&content)) * asked.choices.max(1),
        reasoning: reasoning * asked.choices.max(1),
        ..Usage::default()
    };
    let thoughts =
        if asked.show_thoughts { words(usize::try_from(reasoning).unwrap_or(0)) } else { String::new() };
    let usage = report(script.usage, counted)?;
    let (service_tier, departures) = (script.service_tier.clone(), script.departures);
    let mut answer = Answer { thoughts, content, finish, usage, service_tier, departures, fingerprint };
    answer.halve(script.halves);
    Ok(answer)
}

fn text(asked: &ChatCall, script: &Script, echo: &str) -> String {
    if let Some(count) = script.words {
        return words(count);
    }
    match &asked.output {
        OutputForm::Schema(schema) => minimal_instance(schema).to_string(),
        OutputForm::Json => json!({"echo": echo}).to_string(),
        OutputForm::Text if asked.tool_results.is_empty() => format!("Echo: {echo}"),
        OutputForm::Text => format!("Tool results: {}", asked.tool_results.join("; ")),
    }
}

fn words(count: usize) -> String {
    WORDS.iter().cycle().take(count).copied().collect::<Vec<_>>().join(" ")
}

fn end_text(text: String, stop: &[String], limit: u64) -> (String, Finish) {
    let first_stop = stop
        .iter()
        .filter(|sequence| !sequence.is_empty())
        .filter_map(|sequence| text.find(sequence.as_str()).map(|at| (at, sequence)))
        .min_by_key(|(at, _)| *at);
    let (ended, finish) = match first_stop {
        Some((at, sequence)) => (text[..at].to_owned(), Finish::StopSequence(sequence.clone())),
        None => (text, Finish::Stop),
    };
    if count_tokens(&ended) > limit {
        return (truncate(&ended, limit).to_owned(), Finish::Length);
    }
    (ended, finish)
}

fn content_tokens(content: &Content) -> u64 {
    match content {
        Content::Text(text) | Content::Refusal(text) => count_tokens(text),
        Content::ToolCalls(calls) => {
            calls.iter().map(|call| count_tokens(&call.name) + count_tokens(&call.arguments)).sum()
        }
        Content::Blocked => 0,
    }
}

fn report(report: UsageReport, counted: Usage) -> Result<Option<Usage>, DirectiveError> {
    match report {
        UsageReport::Counted => Ok(Some(counted)),
        UsageReport::Absent => Ok(None),
        UsageReport::Zero => Ok(Some(Usage::default())),
        UsageReport::Given(given) => replace(counted, given).map(Some),
    }
}

fn replace(counted: Usage, given: GivenUsage) -> Result<Usage, DirectiveError> {
    let usage = Usage {
        prompt: given.prompt.unwrap_or(counted.prompt),
        completion: given.completion.unwrap_or(counted.completion),
        cached: given.cached.unwrap_or(counted.cached),
        reasoning: given.reasoning.unwrap_or(counted.reasoning),
        cache_write_5m: given.cache_write_5m.unwrap_or(counted.cache_write_5m),
        cache_write_1h: given.cache_write_1h.unwrap_or(counted.cache_write_1h),
    };
    let in_cache = usage.cached.saturating_add(usage.cache_write_5m).saturating_add(usage.cache_write_1h);
    if in_cache > usage.prompt {
        return Err(DirectiveError(format!(
            "`usage`: {in_cache} cached and cache-write tokens are more than the {} of the prompt",
            usage.prompt
        )));
    }
    if usage.reasoning > usage.completion {
        return Err(DirectiveError(format!(
            "`usage`: {} reasoning tokens are more than the {} of the completion",
            usage.reasoning, usage.completion
        )));
    }
    Ok(usage)
}

/// A text in the pieces a model would stream: words with the space before them, long ones in parts.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    const LONGEST: usize = 8;
    let mut pieces = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, character) in text.char_indices() {
        if at > start && (character == ' ' || length == LONGEST || halves::is_second(character)) {
            pieces.push(&text[start..at]);
            (start, length) = (at, 0);
        }
        length += 1;
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// A text in parts of so many characters, and shorter ones where the halves of a character are parted.
pub(crate) fn parts(text: &str, longest: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (length, character) in text.chars().scan(0, |length, character| {
        let is_next = *length == longest || halves::is_second(character);
        *length = if is_next { 1 } else { *length + 1 };
        Some((*length, character))
    }) {
        match parts.last_mut() {
            Some(part) if length > 1 => part.push(character),
            _ => parts.push(character.to_string()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sha256_hex;
    use proptest::prelude::*;

    fn answer(asked: &ChatCall, script: &Script) -> Answer {
        compose(asked, script, "hello", sha256_hex(b"request")).unwrap()
    }

    #[test]
    fn an_answer_echoes_and_counts_what_it_says() {
        let asked = ChatCall { prompt_tokens: 9, ..ChatCall::default() };
        let answer = answer(&asked, &Script::default());
        assert_eq!(answer.content, Content::Text("Echo: hello".into()));
        assert_eq!(answer.usage, Some(Usage { prompt: 9, completion: 3, ..Usage::default() }));
    }

    #[test]
    fn a_small_limit_cuts_the_text() {
        let asked = ChatCall { max_tokens: Some(2), ..ChatCall::default() };
        let answer = answer(&asked, &Script::default());
        assert_eq!(answer.content, Content::Text("Echo: he".into()));
        assert_eq!(answer.finish, Finish::Length);
    }

    #[test]
    fn thinking_is_paid_from_the_same_limit() {
        let asked = ChatCall { max_tokens: Some(10), reasoning_tokens: 64, ..ChatCall::default() };
        let answer = answer(&asked, &Script::default());
        assert_eq!(answer.content, Content::Text(String::new()));
        let usage = answer.usage.unwrap();
        assert_eq!((usage.completion, usage.reasoning), (10, 10));
    }

    #[test]
    fn the_earliest_stop_sequence_ends_the_text() {
        let asked =
            ChatCall { stop: vec!["llo".into(), "absent".into(), " h".into()], ..ChatCall::default() };
        let answer = answer(&asked, &Script::default());
        assert_eq!(answer.content, Content::Text("Echo:".into()));
        assert_eq!(answer.finish, Finish::StopSequence(" h".into()));
    }

    #[test]
    fn the_halves_of_a_character_come_in_two_parts() {
        let marked = halves::marked("ab😀c", Halves::Split);
        let joined = |parts: Vec<String>| parts.iter().map(|part| halves::joined(part)).collect::<Vec<_>>();
        assert_eq!(joined(parts(&marked, 9)), ["ab\u{fffd}", "\u{fffd}c"]);
        assert_eq!(
            joined(pieces(&marked).into_iter().map(str::to_owned).collect()),
            ["ab\u{fffd}", "\u{fffd}c"]
        );
    }

    #[test]
    fn given_usage_must_be_possible() {
        let given = GivenUsage { prompt: Some(10), cached: Some(11), ..GivenUsage::default() };
        let script = Script { usage: UsageReport::Given(given), ..Script::default() };
        assert!(compose(&ChatCall::default(), &script, "", String::new()).is_err());
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_text(text in "\\PC{0,80}") {
            let pieces = pieces(&text);
            prop_assert!(pieces.iter().all(|piece| !piece.is_empty()));
            prop_assert_eq!(pieces.concat(), text);
        }

        #[test]
        fn parts_put_together_are_the_text(text in "\\PC{0,80}", longest in 1_usize..15) {
            let parts = parts(&text, longest);
            prop_assert!(parts.iter().all(|part| (1..=longest).contains(&part.chars().count())));
            prop_assert_eq!(parts.concat(), text);
        }
    }
}
