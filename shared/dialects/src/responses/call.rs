//! The calls of tools in an answer. A custom tool is called with a text; the model was given a function with one argument in its place.

use api::responses::{
    CUSTOM_TOOL_INPUT, CustomToolCallItem, CustomToolCallKind, FunctionCallItem, FunctionCallKind,
    ItemStatus, OutputItem, ResponsesEventKind as Kind,
};
use serde_json::Value;

use super::output::Output;
use crate::ToolCallPart;

impl Output {
    /// The next part of a call.
    pub(super) fn call(&mut self, part: ToolCallPart<'_>) {
        let known = self.calls.iter().find(|(index, _)| *index == part.index).map(|(_, place)| *place);
        let place = known.unwrap_or_else(|| self.begin_call(part));
        match &mut self.items[place] {
            OutputItem::FunctionCall(call) if !part.arguments.is_empty() => {
                call.arguments.push_str(part.arguments);
                self.events.add(Kind::ArgumentsDelta, |mut event| {
                    event.delta = Some(part.arguments);
                    event.of_item(place, &call.id)
                });
            }
            // Until the call is whole, these are the function's arguments.
            OutputItem::CustomToolCall(call) => call.input.push_str(part.arguments),
            _ => {}
        }
    }

    fn begin_call(&mut self, part: ToolCallPart<'_>) -> usize {
        self.close(ItemStatus::Completed);
        let status = ItemStatus::InProgress;
        let call_id = part.id.unwrap_or_default().to_owned();
        let name = part.name.unwrap_or_default().to_owned();
        let item = if self.asked.custom_tools.contains(&name) {
            let (id, input) = (self.next_id("ctc"), String::new());
            let r#type = CustomToolCallKind::CustomToolCall;
            OutputItem::CustomToolCall(CustomToolCallItem { r#type, id, status, call_id, name, input })
        } else {
            let (id, arguments) = (self.next_id("fc"), String::new());
            let r#type = FunctionCallKind::FunctionCall;
            OutputItem::FunctionCall(FunctionCallItem { r#type, id, status, call_id, name, arguments })
        };
        let place = self.begin(item);
        self.calls.push((part.index, place));
        place
    }

    /// Ends a call. The text for a custom tool is known only when the model has written all of it.
    pub(super) fn end_call(&mut self, place: usize, status: ItemStatus) {
        match &mut self.items[place] {
            OutputItem::FunctionCall(call) => {
                let call = &*call;
                self.events.add(Kind::ArgumentsDone, |mut event| {
                    event.name = Some(&call.name);
                    event.arguments = Some(&call.arguments);
                    event.of_item(place, &call.id)
                });
            }
            OutputItem::CustomToolCall(call) => {
                call.input = custom_input(&call.input);
                let call = &*call;
                self.events.add(Kind::InputDelta, |mut event| {
                    event.delta = Some(&call.input);
                    event.of_item(place, &call.id)
                });
                self.events.add(Kind::InputDone, |mut event| {
                    event.input = Some(&call.input);
                    event.of_item(place, &call.id)
                });
            }
            OutputItem::Reasoning(_) | OutputItem::Message(_) => {}
        }
        self.end(place, status);
    }
}

/// The text for a custom tool in the arguments of the function that stands for it; the arguments themselves, if they are others.
fn custom_input(arguments: &str) -> String {
    let read: Option<Value> = serde_json::from_str(arguments).ok();
    let input = read.as_ref().and_then(|arguments| arguments[CUSTOM_TOOL_INPUT].as_str());
    input.unwrap_or(arguments).to_owned()
}
