//! Tool calls as OpenAI writes them, and as other servers do that speak the same form.
//!
//! Sources: OpenAI "API reference: Chat completions, the chat completion chunk object"; for the departures, issues of clients and
//! gateways (ollama/ollama#15457 and #7881: every call is number 0; BerriAI/litellm#33678: no numbers).

use serde_json::{Value, json};

use crate::{
    answer::parts as parts_of,
    script::{ArgumentForm, CallIds, CallNumbers, Departures},
    tool_calls::ToolCall,
};

/// A tool call's arguments come in parts of this many characters.
const ARGUMENT_PART: usize = 12;

fn id(call: &ToolCall) -> String {
    format!("call_{}", call.id)
}

/// The calls of a whole answer.
pub(super) fn whole(calls: &[ToolCall], departures: Departures) -> Value {
    let written = calls.iter().map(|call| {
        let mut function = json!({"name": call.name});
        if let Some(arguments) = arguments(call, departures.argument_form) {
            function["arguments"] = arguments;
        }
        let mut written = json!({"id": id(call), "type": "function", "function": function});
        if let (CallIds::Absent, Some(members)) = (departures.call_ids, written.as_object_mut()) {
            members.remove("id");
        }
        written
    });
    written.collect()
}

/// The arguments of a call, if it has that member.
fn arguments(call: &ToolCall, form: ArgumentForm) -> Option<Value> {
    match form {
        ArgumentForm::Usual => Some(call.arguments.clone().into()),
        ArgumentForm::Object => Some(call.placeholder()),
        ArgumentForm::Empty => Some("".into()),
        ArgumentForm::Absent => None,
    }
}

/// The parts of the calls of a stream.
pub(super) fn parts(calls: &[ToolCall], departures: Departures) -> impl Iterator<Item = Value> {
    calls.iter().enumerate().flat_map(move |(index, call)| {
        let texts = match departures.argument_form {
            ArgumentForm::Usual => {
                let rest = parts_of(&call.arguments, ARGUMENT_PART).into_iter();
                std::iter::once(String::new()).chain(rest).map(|text| Some(text.into())).collect()
            }
            form => vec![arguments(call, form)],
        };
        let written: Vec<Value> = texts
            .into_iter()
            .enumerate()
            .map(|(part, text)| one(call, index, part == 0, text, departures))
            .collect();
        written
    })
}

fn one(
    call: &ToolCall,
    index: usize,
    is_first: bool,
    arguments: Option<Value>,
    departures: Departures,
) -> Value {
    let mut part = json!({});
    match departures.call_numbers {
        CallNumbers::Counted => part["index"] = index.into(),
        CallNumbers::Zero => part["index"] = 0.into(),
        CallNumbers::Absent => {}
    }
    let is_named = is_first || departures.call_ids == CallIds::Repeated;
    if is_named && departures.call_ids != CallIds::Absent {
        part["id"] = id(call).into();
    }
    part["function"] = json!({});
    if is_named {
        part["type"] = "function".into();
        part["function"]["name"] = call.name.clone().into();
    }
    if let Some(arguments) = arguments {
        part["function"]["arguments"] = arguments;
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls() -> [ToolCall; 2] {
        ["one", "two"].map(|name| ToolCall {
            name: name.into(),
            arguments: "{\"a\": \"of some length\"}".into(),
            id: format!("{name}0"),
        })
    }

    #[test]
    fn parts_are_numbered_and_the_first_one_has_id_and_name() {
        let written: Vec<Value> = parts(&calls(), Departures::default()).collect();
        assert_eq!(
            written[0],
            json!({"index": 0, "id": "call_one0", "function": {"name": "one", "arguments": ""}, "type": "function"})
        );
        assert_eq!(written[1], json!({"index": 0, "function": {"arguments": "{\"a\": \"of so"}}));
        assert_eq!(written.last().unwrap()["index"], 1);
    }

    #[test]
    fn numbers_and_ids_are_what_the_departures_say() {
        let of = |call_numbers, call_ids| -> Vec<Value> {
            parts(&calls(), Departures { call_numbers, call_ids, ..Departures::default() }).collect()
        };
        let zero = of(CallNumbers::Zero, CallIds::Repeated);
        assert!(zero.iter().all(|part| part["index"] == 0 && part["id"].is_string()), "{zero:?}");
        let bare = of(CallNumbers::Absent, CallIds::Absent);
        assert!(bare.iter().all(|part| part.get("index").is_none() && part.get("id").is_none()), "{bare:?}");
        assert_eq!(bare.iter().filter(|part| part["function"]["name"].is_string()).count(), 2);
    }

    #[test]
    fn arguments_are_an_object_an_empty_text_or_nothing() {
        for (argument_form, expected) in [
            (ArgumentForm::Object, Some(calls()[0].placeholder())),
            (ArgumentForm::Empty, Some(json!(""))),
            (ArgumentForm::Absent, None),
        ] {
            let departures = Departures { argument_form, ..Departures::default() };
            assert_eq!(whole(&calls(), departures)[0]["function"].get("arguments"), expected.as_ref());
            let written: Vec<Value> = parts(&calls(), departures).collect();
            assert_eq!((written.len(), written[0]["function"].get("arguments")), (2, expected.as_ref()));
        }
    }
}
