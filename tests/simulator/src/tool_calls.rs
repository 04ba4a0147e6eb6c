//! The tools that an answer calls, and with what.

use serde_json::{Value, json};

use crate::{
    answer::{ChatCall, ToolChoice},
    directive::DirectiveError,
    record::sha256_hex,
    schema::minimal_instance,
    script::{AnswerKind, Script},
};

/// A call of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToolCall {
    pub name: String,
    /// A JSON object, as text.
    pub arguments: String,
    /// Made from the fingerprint; the provider's prefix goes before it.
    pub id: String,
}

impl ToolCall {
    /// Stands for the arguments where a provider writes them as an object: a JSON value would lose digits of long numbers.
    pub(crate) fn placeholder(&self) -> Value {
        format!("the arguments of {}", self.id).into()
    }

    /// JSON text with the arguments in place of their placeholder.
    pub(crate) fn filled_in(&self, json: String) -> String {
        let placeholder = self.placeholder().to_string();
        if json.contains(&placeholder) { json.replace(&placeholder, &self.arguments) } else { json }
    }
}

/// What a request and its script have the model call, if anything.
pub(crate) fn called(
    asked: &ChatCall,
    script: &Script,
    fingerprint: &str,
) -> Result<Option<Vec<ToolCall>>, DirectiveError> {
    if asked.tool_choice == ToolChoice::Never || !asked.tool_results.is_empty() {
        return Ok(None);
    }
    let named = match &asked.tool_choice {
        ToolChoice::Named(name) => asked.tools.iter().find(|tool| tool.name == *name),
        _ => None,
    };
    let wanted = match script.act {
        AnswerKind::CallTools(count) => count,
        _ if named.is_some() || asked.tool_choice == ToolChoice::Required => 1,
        _ => 0,
    };
    if wanted == 0 {
        return Ok(None);
    }
    if asked.tools.is_empty() {
        return Err(DirectiveError("`tool_calls` needs a request with tools".into()));
    }
    let count = if asked.one_tool_call_only { 1 } else { wanted };
    let cycle = asked.tools.iter().cycle().take(count);
    let calls = cycle.enumerate().map(|(index, next)| {
        let tool = named.unwrap_or(next);
        let id = sha256_hex(format!("{fingerprint}/{index}").as_bytes());
        let smallest = || object_or_empty(minimal_instance(&tool.schema)).to_string();
        ToolCall {
            name: tool.name.clone(),
            arguments: script.arguments.clone().unwrap_or_else(smallest),
            id: id[..24].to_owned(),
        }
    });
    Ok(Some(calls.collect()))
}

fn object_or_empty(value: Value) -> Value {
    if value.is_object() { value } else { json!({}) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Tool;

    fn with_tools() -> ChatCall {
        let tool = |name: &str| Tool { name: name.into(), schema: json!({"type": "object"}) };
        ChatCall { tools: vec![tool("one"), tool("two")], ..ChatCall::default() }
    }

    fn calls(asked: &ChatCall, script: &Script) -> Vec<ToolCall> {
        called(asked, script, &sha256_hex(b"request")).unwrap().unwrap_or_default()
    }

    #[test]
    fn tools_are_called_on_demand_and_not_after_their_results() {
        let mut asked = with_tools();
        let script = Script { act: AnswerKind::CallTools(3), ..Script::default() };
        let made = calls(&asked, &script);
        assert_eq!(made.iter().map(|call| call.name.as_str()).collect::<Vec<_>>(), ["one", "two", "one"]);
        assert_ne!(made[0].id, made[2].id);
        asked.tool_results = vec!["42".into()];
        assert!(calls(&asked, &script).is_empty());
    }

    #[test]
    fn a_named_tool_is_called_and_only_that() {
        let asked = ChatCall { tool_choice: ToolChoice::Named("two".into()), ..with_tools() };
        let made = calls(&asked, &Script::default());
        assert_eq!(made.iter().map(|call| call.name.as_str()).collect::<Vec<_>>(), ["two"]);
    }

    #[test]
    fn given_arguments_keep_every_digit() {
        let digits = "{\"account\":12345678901234567890123456789}";
        let script =
            Script { act: AnswerKind::CallTools(1), arguments: Some(digits.into()), ..Script::default() };
        let call = &calls(&with_tools(), &script)[0];
        let json = json!({"input": call.placeholder()}).to_string();
        assert_eq!(call.filled_in(json), format!("{{\"input\":{digits}}}"));
    }
}
