//! The directives in a user message: `[[name=value name=value]]`, several in one message.
//!
//! The table in the crate's README is their reference. Whatever cannot be understood is an error, so that
//! a typo in a test cannot pass as a sound answer.

use std::{fmt, str::FromStr, time::Duration};

use crate::script::{
    AnswerKind, Ending, Fault, FaultCondition, FaultEffect, Form, GivenUsage, Script, Trouble, UsageReport,
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
        _ => return error(format!("`{name}` is unknown")),
    }
    words.done()
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

/// The words of one directive: the leading one names it, the others are its parameters.
struct Words {
    name: String,
    value: Option<String>,
    parameters: Vec<(String, Option<String>)>,
}

impl Words {
    fn parse(inside: &str) -> Result<Self, DirectiveError> {
        let mut words = inside.split_whitespace().map(|word| match word.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (word.to_owned(), None),
        });
        let Some((name, value)) = words.next() else { return error("`[[]]` is empty") };
        Ok(Self { name, value, parameters: words.collect() })
    }

    /// Makes the leading word a parameter too, for a directive named by its first parameter.
    fn put_back(&mut self) {
        self.parameters.push((self.name.clone(), self.value.take()));
    }

    fn value<T: FromStr>(&mut self) -> Result<T, DirectiveError> {
        let Some(value) = self.value.take().filter(|value| !value.is_empty()) else {
            return error(format!("`{}` needs a value", self.name));
        };
        parse(&self.name, &value)
    }

    fn value_up_to(&mut self, limit: usize) -> Result<usize, DirectiveError> {
        let value = self.value()?;
        if value > limit {
            return error(format!("`{}` is at most {limit}", self.name));
        }
        Ok(value)
    }

    fn must_be_flag(&self) -> Result<(), DirectiveError> {
        if self.value.is_some() {
            return error(format!("`{}` takes no value", self.name));
        }
        Ok(())
    }

    fn flag(&mut self) -> Result<(), DirectiveError> {
        self.must_be_flag()
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let index = self.parameters.iter().position(|(found, value)| found == name && value.is_some())?;
        self.parameters.remove(index).1.filter(|value| !value.is_empty())
    }

    fn take_flag(&mut self, name: &str) -> bool {
        let index = self.parameters.iter().position(|(found, value)| found == name && value.is_none());
        index.map(|index| self.parameters.remove(index)).is_some()
    }

    fn take_number<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, DirectiveError> {
        self.take(name).map(|value| parse(name, &value)).transpose()
    }

    fn done(self) -> Result<(), DirectiveError> {
        match self.parameters.first() {
            None => Ok(()),
            Some((parameter, _)) => error(format!("`{}` takes no `{parameter}`", self.name)),
        }
    }
}

fn parse<T: FromStr>(name: &str, value: &str) -> Result<T, DirectiveError> {
    value.parse().or_else(|_| error(format!("`{name}={value}`: the value is not of the right kind")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn script(text: &str) -> Script {
        extract(text).unwrap().0
    }

    fn refusal(text: &str) -> String {
        extract(text).unwrap_err().0
    }

    #[test]
    fn a_text_without_directives_is_left_as_it_is() {
        let text = "  two  spaces [1] stay ";
        assert_eq!(extract(text).unwrap(), (Script::default(), text.to_owned()));
    }

    #[test]
    fn directives_are_taken_out_of_the_text() {
        let (script, text) = extract("[[words=5]] say [[chunk_ms=50]] this").unwrap();
        assert_eq!(text, "say this");
        assert_eq!(script.words, Some(5));
        assert_eq!(script.between_events, Duration::from_millis(50));
    }

    #[test]
    fn a_status_carries_its_retry_after() {
        let expected = Fault {
            when: FaultCondition::Always,
            effect: FaultEffect::Status { status: 429, retry_after: Some(2) },
        };
        assert_eq!(script("[[status=429 retry_after=2]]").faults, [expected]);
    }

    #[test]
    fn conditional_faults_may_be_several() {
        let faults = script(
            "[[fail_first=2 status=503 key=abc]] [[credential_fault=one status=401]] \
             [[credential_fault=two reset]] [[model_fault=mini hang]]",
        )
        .faults;
        assert_eq!(faults.len(), 4);
        assert_eq!(faults[0].when, FaultCondition::First { count: 2, key: "abc".into() });
        assert_eq!(faults[2].when, FaultCondition::ApiKeyContains("two".into()));
        assert_eq!(faults[2].effect, FaultEffect::Reset);
        assert_eq!(
            faults[3],
            Fault { when: FaultCondition::ModelContains("mini".into()), effect: FaultEffect::Hang }
        );
    }

    #[test]
    fn usage_counts_are_read_by_name() {
        let UsageReport::Given(usage) = script("[[usage prompt=10 cached=4 cache_write_1h=2]]").usage else {
            panic!("usage is given");
        };
        assert_eq!((usage.prompt, usage.cached, usage.cache_write_1h), (Some(10), Some(4), Some(2)));
        assert_eq!(usage.completion, None);
    }

    #[test]
    fn whatever_cannot_be_understood_is_refused() {
        for (text, reason) in [
            ("[[wrods=5]]", "unknown"),
            ("[[]]", "empty"),
            ("[[words=5", "not closed"),
            ("[[words]]", "needs a value"),
            ("[[words=five]]", "not of the right kind"),
            ("[[words=1]] [[words=2]]", "twice"),
            ("[[html=1]]", "takes no value"),
            ("[[hang now]]", "takes no `now`"),
            ("[[status=429 retry=2]]", "takes no `retry`"),
            ("[[status=200]]", "not between"),
            ("[[fail_first=2 status=503]]", "needs `key"),
            ("[[fail_first=2 key=a]]", "needs `status"),
            ("[[usage]]", "no count"),
            ("[[usage prompt=-1]]", "not of the right kind"),
            ("[[refuse]] [[blocked]]", "exclude"),
            ("[[cut_after=1]] [[stall_after=1]]", "exclude"),
            ("[[no_usage]] [[zero_usage]]", "exclude"),
        ] {
            assert!(refusal(text).contains(reason), "{text}: {}", refusal(text));
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(\\[\\[|\\]\\]|=|status|usage|words| |[0-9]|\\PC){0,30}") {
            let _ = extract(&text);
        }
    }
}
