//! Which departures from its usual form a provider can be asked to play: what cannot be played is an error, never passed over.

use crate::{
    answer::{Answer, ChatCall, Content},
    directive::DirectiveError,
    halves,
    provider::Provider,
    script::{
        AnswerKind, ArgumentForm, CallIds, CallNumbers, Departures, FinishReport, Form, Halves, Script,
    },
};

/// Checks a script against the provider, the request and the answer that it made.
pub(crate) fn check(
    provider: Provider,
    asked: &ChatCall,
    script: &Script,
    answer: &Answer,
) -> Result<(), DirectiveError> {
    if asked.embeddings.is_some() && is_of_a_chat(script) {
        return Err(DirectiveError("embeddings have faults, latency and usage only".into()));
    }
    let Departures { call_numbers, call_ids, argument_form, finish, redacted_thinking, spliced } =
        script.departures;
    let in_openais_form = matches!(provider, Provider::OpenAi | Provider::Fireworks);
    let calls = match &answer.content {
        Content::ToolCalls(calls) => calls.as_slice(),
        _ => &[],
    };
    let numbers = call_numbers != CallNumbers::Counted;
    let ids = call_ids != CallIds::Once;
    let form = argument_form != ArgumentForm::Usual;
    let form_is_played = match argument_form {
        ArgumentForm::Usual => true,
        ArgumentForm::Object => in_openais_form,
        ArgumentForm::Empty => in_openais_form || provider == Provider::Anthropic,
        ArgumentForm::Absent => in_openais_form || provider == Provider::Gemini,
    };
    let leaves_out = matches!(argument_form, ArgumentForm::Empty | ArgumentForm::Absent);
    let has_arguments = calls.iter().any(|call| call.arguments != "{}");
    let thinks = provider == Provider::Anthropic && asked.reasoning_tokens > 0;
    let broken = [
        (numbers && !in_openais_form, "`call_numbers` is for OpenAI and Fireworks"),
        (numbers && !asked.streaming, "`call_numbers` needs a streamed answer"),
        (ids && !in_openais_form, "`call_ids` is for OpenAI and Fireworks"),
        (call_ids == CallIds::Repeated && !asked.streaming, "`call_ids=repeated` needs a streamed answer"),
        (!form_is_played, "this provider does not write arguments in this `argument_form`"),
        (leaves_out && has_arguments, "this `argument_form` needs tools without required parameters"),
        (
            (numbers || ids || form) && calls.is_empty(),
            "there are no tool calls to be written in another form",
        ),
        (script.arguments.is_some() && calls.is_empty(), "`call_arguments` needs a call of a tool"),
        (
            script.halves != Halves::Whole && !has_halves(answer),
            "`halves` needs an answer with a character of two UTF-16 units",
        ),
        (finish != FinishReport::Said && !in_openais_form, "`finish` is for OpenAI and Fireworks"),
        (spliced && !asked.streaming, "`spliced` needs a streamed answer"),
        (redacted_thinking && !thinks, "`redacted_thinking` needs a model of Anthropic's that thinks"),
    ];
    match broken.iter().find(|(is_broken, _)| *is_broken) {
        Some((_, rule)) => Err(DirectiveError((*rule).to_owned())),
        None => Ok(()),
    }
}

/// Whether a script says something of what a model writes.
fn is_of_a_chat(script: &Script) -> bool {
    script.act != AnswerKind::Answer
        || script.words.is_some()
        || script.form == Form::BrokenCall
        || script.caching
        || script.service_tier.is_some()
        || script.halves != Halves::Whole
}

fn has_halves(answer: &Answer) -> bool {
    match &answer.content {
        Content::Text(text) | Content::Refusal(text) => halves::any(text),
        Content::ToolCalls(calls) => calls.iter().any(|call| halves::any(&call.arguments)),
        Content::Blocked => false,
    }
}
