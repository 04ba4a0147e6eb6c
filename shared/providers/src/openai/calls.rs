//! The tool calls of a streamed answer in OpenAI's form.
//!
//! OpenAI numbers the calls, and gives a call's id and name with its first part. Other servers in this form leave out the
//! number, give every call the number 0, repeat id and name with each part, or give no ids. What tells calls apart is
//! then the id, and without ids the name and whether the arguments are whole.

use serde_json::Value;

use crate::stream::StreamEvent;
use crate::{arguments, call_id};

/// More tool calls than any answer has.
const MAX_CALLS: usize = 4096;

/// The calls of one answer.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: Vec<Call>,
    /// The call to which parts without a number belong.
    last: usize,
}

#[derive(Debug)]
struct Call {
    /// The number that the server gives it.
    number: Option<u64>,
    /// The server's id of it.
    id: Option<String>,
    name: Option<String>,
    /// Something of the arguments has come.
    has_arguments: bool,
    /// Arguments have come in a part without a name: the server does not repeat it.
    names_once: bool,
    /// The arguments up to here, where they are needed to tell calls apart: where the server gives no ids.
    written: String,
}

impl Call {
    /// Whether a part with these members belongs to the call.
    fn takes(&self, id: Option<&str>, name: Option<&str>, arguments: &str) -> bool {
        match (id, &self.id) {
            (Some(id), Some(own)) => id == own,
            (Some(_), None) => !self.has_arguments,
            // A part without an id has no name either, unless the server gives no ids or repeats the name.
            (None, own) => match (name, &self.name) {
                (Some(name), Some(own_name)) if name != own_name => false,
                // The name again: a server that repeats it goes on, another one begins the next call.
                (Some(_), Some(_)) if own.is_none() => {
                    (arguments.is_empty() && !self.names_once) || !self.is_whole()
                }
                _ => true,
            },
        }
    }

    fn is_whole(&self) -> bool {
        self.has_arguments && serde_json::from_str::<Value>(&self.written).is_ok()
    }
}

impl Calls {
    /// Whether any tool was called.
    pub(super) const fn any(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Reads one part of a call. `answer_id` tells made ids of different answers apart.
    pub(super) fn part(&mut self, part: &Value, answer_id: &str, out: &mut Vec<StreamEvent>) {
        let function = &part["function"];
        let [id, name] =
            [&part["id"], &function["name"]].map(|value| value.as_str().filter(|t| !t.is_empty()));
        let arguments = arguments::part(&function["arguments"]);
        let number = part["index"].as_u64();
        let known = match number {
            Some(_) => self.calls.iter().rposition(|call| call.number == number),
            // Without a number: the call of this id, or the last one.
            None => id
                .and_then(|id| self.calls.iter().rposition(|call| call.id.as_deref() == Some(id)))
                .or_else(|| self.calls.len().checked_sub(1).map(|last| self.last.min(last))),
        };
        let (index, is_new) = match known.filter(|index| self.calls[*index].takes(id, name, &arguments)) {
            Some(index) => (index, false),
            None if self.calls.len() >= MAX_CALLS => return,
            None => {
                self.calls.push(Call {
                    number,
                    id: id.map(str::to_owned),
                    name: None,
                    has_arguments: false,
                    names_once: false,
                    written: String::new(),
                });
                (self.calls.len() - 1, true)
            }
        };
        self.last = index;
        let call = &mut self.calls[index];
        let new_name = name.filter(|_| call.name.is_none()).map(str::to_owned);
        call.name = call.name.take().or_else(|| new_name.clone());
        call.has_arguments |= !arguments.is_empty();
        call.names_once |= !arguments.is_empty() && name.is_none();
        if call.id.is_none() {
            call.written.push_str(&arguments);
        }
        let given = |id: &str| call_id::is_usable(id).then(|| id.to_owned());
        let made = || call_id::make(answer_id, index, name.unwrap_or_default(), &Value::Null);
        let new_id = is_new.then(|| id.and_then(given).unwrap_or_else(made));
        if new_id.is_some() || new_name.is_some() || !arguments.is_empty() {
            out.push(StreamEvent::ToolCall { index, id: new_id, name: new_name, arguments });
        }
    }

    /// The answer has ended: a call without arguments has `{}`.
    pub(super) fn end(&mut self, out: &mut Vec<StreamEvent>) {
        for (index, call) in self.calls.iter_mut().enumerate().filter(|(_, call)| !call.has_arguments) {
            call.has_arguments = true;
            out.push(StreamEvent::ToolCall { index, id: None, name: None, arguments: "{}".to_owned() });
        }
    }
}
