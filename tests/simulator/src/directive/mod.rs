//! The directives in a user message: `[[name=value name=value]]`, several in one message.
//!
//! The table in the crate's README is their reference. Whatever cannot be understood is an error, so that
//! a typo in a test cannot pass as a sound answer.

mod words;

use std::{fmt, time::Duration};

use self::words::Words;
use crate::script::{
    AnswerKind, ArgumentForm, CallIds, CallNumbers, Ending, Fault, FaultCondition, FaultEffect, FinishReport,
    Form, GivenUsage, Halves, Script, Trouble, UsageReport,
};

/// Why a directive could not be understood; shown to the caller as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DirectiveError(pub(crate) String);

impl fmt::Display for DirectiveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "simulator directive: {}", self.0)
    }
}

fn error<T>(message: impl Into<String>) -> Result<T, DirectiveError> {
    Err(DirectiveError(message.into()))
}

/// Takes the directives out of a text: what they ask for, and the text that is left.
pub(crate) fn extract(text: &str) -> Result<(Script, String), DirectiveError> {
    let mut script = Script::default();
    let mut seen = Vec::new();
    let mut left = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((inside, after)) = after.split_once("]]") else {
            return error(format!("`[[{after}` is not closed by `]]`"));
        };
        left.push(before.trim());
        apply(&mut script, &mut seen, inside)?;
        rest = after;
    }
    if left.is_empty() {
        return Ok((script, text.to_owned()));
    }
    left.push(rest.trim());
    left.retain(|piece| !piece.is_empty());
    Ok((script, left.join(" ")))
}

fn apply(script: &mut Script, seen: &mut Vec<String>, inside: &str) -> Result<(), DirectiveError> {
    let mut words = Words::parse(inside)?;
    let name = words.name.clone();
    // Faults may be given several times: one per credential or model.
    if !matches!(name.as_str(), "fail_first" | "credential_fault" | "model_fault") {
        if seen.contains(&name) {
            return error(format!("`{name}` is given twice"));
        }
        seen.push(name.clone());
    }
    match name.as_str() {
        "status" => {
            words.put_back();
            fault(script, FaultCondition::Always, &mut words)?;
        }
        "hang" => {
            words.flag()?;
            script.faults.push(Fault { when: FaultCondition::Always, effect: FaultEffect::Hang });
        }
        "problem" => {
            words.put_back();
            fault(script, FaultCondition::Always, &mut words)?;
        }
        "empty" | "broken_call" => {
            words.must_be_flag()?;
            words.put_back();
            fault(script, FaultCondition::Always, &mut words)?;
        }
        "reset" => {
            words.flag()?;
            script.faults.push(Fault { when: FaultCondition::Always, effect: FaultEffect::Reset });
        }
        "fail_first" => {
            let count = words.value()?;
            let Some(key) = words.take("key") else {
                return error("`fail_first` needs `key=...`, under which the calls are counted");
            };
            fault(script, FaultCondition::First { count, key }, &mut words)?;
        }
        "credential_fault" => fault(script, FaultCondition::ApiKeyContains(words.value()?), &mut words)?,
        "model_fault" => fault(script, FaultCondition::ModelContains(words.value()?), &mut words)?,
        "latency_ms" => script.latency = Duration::from_millis(words.value()?),
        "chunk_ms" => script.between_events = Duration::from_millis(words.value()?),
        "words" => script.words = Some(words.value_up_to(100_000)?),
        "html" => form(script, Form::Html, &mut words)?,
        "malformed" => form(script, Form::Malformed, &mut words)?,
        "cut_after" => ending(script, Ending::CutAfter(words.value()?))?,
        "error_after" => ending(script, Ending::ErrorAfter(words.value()?))?,
        "stall_after" => ending(script, Ending::StallAfter(words.value()?))?,
        "no_usage" => usage(script, UsageReport::Absent, &mut words)?,
        "zero_usage" => usage(script, UsageReport::Zero, &mut words)?,
        "usage" => {
            words.must_be_flag()?;
            let given = GivenUsage {
                prompt: words.take_number("prompt")?,
                completion: words.take_number("completion")?,
                cached: words.take_number("cached")?,
                reasoning: words.take_number("reasoning")?,
                cache_write_5m: words.take_number("cache_write_5m")?,
                cache_write_1h: words.take_number("cache_write_1h")?,
            };
            if given == GivenUsage::default() {
                return error("`usage` names no count");
            }
            set_usage(script, UsageReport::Given(given))?;
        }
        "caching" => {
            words.flag()?;
            script.caching = true;
        }
        "service_tier" => script.service_tier = Some(words.value()?),
        "tool_calls" => act(script, AnswerKind::CallTools(words.value_up_to(64)?))?,
        "refuse" => {
            words.flag()?;
            act(script, AnswerKind::Refuse)?;
        }
        "blocked" => {
            words.flag()?;
            act(script, AnswerKind::Block)?;
        }
        "call_arguments" => script.arguments = Some(json_object(&mut words)?),
        "call_numbers" => {
            let choices = [("zero", CallNumbers::Zero), ("absent", CallNumbers::Absent)];
            script.departures.call_numbers = words.one_of(&choices)?;
        }
        "call_ids" => {
            let choices = [("repeated", CallIds::Repeated), ("absent", CallIds::Absent)];
            script.departures.call_ids = words.one_of(&choices)?;
        }
        "argument_form" => {
            let choices = [
                ("object", ArgumentForm::Object),
                ("empty", ArgumentForm::Empty),
                ("absent", ArgumentForm::Absent),
            ];
            script.departures.argument_form = words.one_of(&choices)?;
        }
        "halves" => {
            script.halves = words.one_of(&[("split", Halves::Split), ("lone", Halves::Lone)])?;
        }
        "finish" => {
            let choices = [("absent", FinishReport::Absent), ("error", FinishReport::Error)];
            script.departures.finish = words.one_of(&choices)?;
        }
        "redacted_thinking" => {
            words.flag()?;
            script.departures.redacted_thinking = true;
        }
        "spliced" => {
            words.flag()?;
            script.departures.spliced = true;
        }
        _ => return error(format!("`{name}` is unknown")),
    }
    words.done()
}

/// JSON text of an object, as it stands: a value read from it might lose digits of its numbers.
fn json_object(words: &mut Words) -> Result<String, DirectiveError> {
    let text: String = words.value()?;
    let is_json = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
    if is_json && text.starts_with('{') {
        return Ok(text);
    }
    error(format!("`{}` needs a JSON object without spaces", words.name))
}

fn fault(script: &mut Script, when: FaultCondition, words: &mut Words) -> Result<(), DirectiveError> {
    let effect = if words.take_flag("hang") {
        FaultEffect::Hang
    } else if words.take_flag("reset") {
        FaultEffect::Reset
    } else if words.take_flag("empty") {
        FaultEffect::Empty
    } else if words.take_flag("broken_call") {
        FaultEffect::BrokenCall
    } else if let Some(trouble) = words.take("problem") {
        FaultEffect::Trouble(match trouble.as_str() {
            "context" => Trouble::Context,
            "quota" => Trouble::Quota,
            "disabled" => Trouble::Disabled,
            "region" => Trouble::Region,
            "content" => Trouble::Content,
            _ => return error(format!("the problem `{trouble}` is unknown")),
        })
    } else if let Some(count) = words.take_number("error_after")? {
        FaultEffect::Ends(Ending::ErrorAfter(count))
    } else if let Some(count) = words.take_number("cut_after")? {
        FaultEffect::Ends(Ending::CutAfter(count))
    } else if let Some(count) = words.take_number("stall_after")? {
        FaultEffect::Ends(Ending::StallAfter(count))
    } else {
        let Some(status) = words.take_number("status")? else {
            return error(format!("`{}` needs `status=...`, `hang` or another effect", words.name));
        };
        if !(400..=599).contains(&status) {
            return error(format!("status {status} is not between 400 and 599"));
        }
        FaultEffect::Status { status, retry_after: words.take_number("retry_after")? }
    };
    script.faults.push(Fault { when, effect });
    Ok(())
}

fn form(script: &mut Script, form: Form, words: &mut Words) -> Result<(), DirectiveError> {
    words.flag()?;
    if script.form != Form::Sound {
        return error("`html` and `malformed` exclude each other");
    }
    script.form = form;
    Ok(())
}

fn ending(script: &mut Script, ending: Ending) -> Result<(), DirectiveError> {
    if script.ending != Ending::Complete {
        return error("`cut_after`, `error_after` and `stall_after` exclude each other");
    }
    script.ending = ending;
    Ok(())
}

fn usage(script: &mut Script, report: UsageReport, words: &mut Words) -> Result<(), DirectiveError> {
    words.flag()?;
    set_usage(script, report)
}

fn set_usage(script: &mut Script, report: UsageReport) -> Result<(), DirectiveError> {
    if script.usage != UsageReport::Counted {
        return error("`usage`, `no_usage` and `zero_usage` exclude each other");
    }
    script.usage = report;
    Ok(())
}

fn act(script: &mut Script, act: AnswerKind) -> Result<(), DirectiveError> {
    if script.act != AnswerKind::Answer {
        return error("`tool_calls`, `refuse` and `blocked` exclude each other");
    }
    script.act = act;
    Ok(())
}

#[cfg(test)]
mod tests;
