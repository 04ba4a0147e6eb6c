//! The items of `input` as the messages of a conversation.
//!
//! What a model said in one turn is one message in the middle, and several items here: reasoning, a message, calls of tools. Results
//! of tools are texts in the middle: their images follow in a message of the user's, behind the last result.

use serde_json::json;

use super::item::{
    EarlierCallOutput, EarlierCustomCall, EarlierFunctionCall, EarlierReasoning, EarlierSummary,
    EarlierThought, Input, InputItem, ResponsesInstructions, ResponsesMessage, ResponsesSaidMessage,
    ResponsesStep, ResponsesUserMessage,
};
use super::part::{ResponsesInputPart, ResponsesRefusal, ResponsesSaidPart, ResponsesText};
use super::sealed_reasoning::open_reasoning;
use super::tool::CUSTOM_TOOL_INPUT;
use crate::chat::{Arguments, Content, ContentPart, MarkedText, Message, Reasoning, ThinkingBlock, ToolCall};
use crate::reading::List;

/// The text of a result that is images only.
const IMAGES_FOLLOW: &str = "(The result is shown below.)";

/// The messages so far.
#[derive(Default)]
struct Conversation {
    messages: Vec<Message>,
    /// What the model said in the turn that is not over yet.
    turn: Option<Turn>,
    /// The images of the results of tools that came last.
    images: Vec<ContentPart>,
}

/// What a model said in one turn.
#[derive(Default)]
struct Turn {
    text: Option<String>,
    refusal: Option<String>,
    tool_calls: Vec<ToolCall>,
    reasoning: Reasoning,
}

impl Input {
    /// The messages, after the instructions.
    pub(super) fn into_messages(self, instructions: Option<String>) -> Vec<Message> {
        let mut conversation = Conversation::default();
        if let Some(text) = instructions.filter(|text| !text.is_empty()) {
            let texts = vec![MarkedText { text, cache_control: None }];
            conversation.messages.push(Message::System { texts, name: None });
        }
        match self {
            Self::Text(text) => {
                let content = vec![ContentPart::Text { text, cache_control: None }];
                conversation.messages.push(Message::User { content, name: None });
            }
            Self::Items(items) => items.into_iter().for_each(|item| conversation.add(item)),
        }
        conversation.end()
    }

    /// The places of the items that are left out.
    pub(super) fn left_out(&self) -> Vec<usize> {
        let Self::Items(items) = self else { return Vec::new() };
        let is_other = |item: &InputItem| {
            matches!(item, InputItem::Other(_) | InputItem::Step(ResponsesStep::ItemReference(_)))
        };
        items.iter().enumerate().filter(|(_, item)| is_other(item)).map(|(place, _)| place).collect()
    }
}

impl Conversation {
    fn add(&mut self, item: InputItem) {
        match item {
            InputItem::Message(ResponsesMessage::Assistant(ResponsesSaidMessage { content, .. })) => {
                self.turn().say(content);
            }
            InputItem::Message(message) => {
                let message = match message {
                    ResponsesMessage::System(ResponsesInstructions { content, .. })
                    | ResponsesMessage::Developer(ResponsesInstructions { content, .. }) => {
                        Message::System { texts: content.into_marked_texts(None), name: None }
                    }
                    ResponsesMessage::User(ResponsesUserMessage { content, .. }) => {
                        Message::User { content: content.into_parts(None), name: None }
                    }
                    ResponsesMessage::Assistant(_) => return,
                };
                self.end_turn();
                self.show_images();
                self.messages.push(message);
            }
            InputItem::Step(ResponsesStep::FunctionCall(call)) => {
                let EarlierFunctionCall { call_id, name, arguments } = call;
                let (id, name) = (call_id.into_string(), name.into_string());
                let arguments = Arguments::text(arguments);
                self.turn().tool_calls.push(ToolCall { id, name, arguments });
            }
            InputItem::Step(ResponsesStep::CustomToolCall(EarlierCustomCall { call_id, name, input })) => {
                let (id, name) = (call_id.into_string(), name.into_string());
                let arguments = json!({CUSTOM_TOOL_INPUT: input}).to_string();
                self.turn().tool_calls.push(ToolCall { id, name, arguments });
            }
            InputItem::Step(
                ResponsesStep::FunctionCallOutput(output) | ResponsesStep::CustomToolCallOutput(output),
            ) => self.add_output(output),
            InputItem::Step(ResponsesStep::Reasoning(reasoning)) => self.turn().think(reasoning),
            InputItem::Other(_) | InputItem::Step(ResponsesStep::ItemReference(_)) => {}
        }
    }

    fn add_output(&mut self, EarlierCallOutput { call_id, output }: EarlierCallOutput) {
        self.end_turn();
        let tool_call_id = call_id.into_string();
        let (mut texts, mut images) = (Vec::new(), Vec::new());
        match output {
            Content::Text(text) => texts.push(text),
            Content::Parts(parts) => {
                for part in parts {
                    match part {
                        ResponsesInputPart::InputText(ResponsesText { text }) => texts.push(text),
                        ResponsesInputPart::InputImage(_) => images.push(ContentPart::from(part)),
                    }
                }
            }
        }
        if !images.is_empty() {
            if texts.is_empty() {
                texts.push(IMAGES_FOLLOW.to_owned());
            }
            let text = format!("Images in the result of the tool call {tool_call_id}:");
            self.images.push(ContentPart::Text { text, cache_control: None });
            self.images.append(&mut images);
        }
        self.messages.push(Message::Tool { tool_call_id, text: texts.join("\n"), cache_control: None });
    }

    /// The turn of the model that is not over yet; a new one, where it was another's turn.
    fn turn(&mut self) -> &mut Turn {
        if self.turn.is_none() {
            self.show_images();
        }
        self.turn.get_or_insert_default()
    }

    /// Ends the model's turn. Reasoning alone is no message: it belongs to an answer that is not there.
    fn end_turn(&mut self) {
        let Some(Turn { text, refusal, tool_calls, reasoning }) = self.turn.take() else { return };
        if text.is_some() || refusal.is_some() || !tool_calls.is_empty() {
            let (cache_control, name) = (None, None);
            self.messages.push(Message::Assistant {
                text,
                cache_control,
                refusal,
                tool_calls,
                reasoning,
                name,
            });
        }
    }

    fn show_images(&mut self) {
        if !self.images.is_empty() {
            let content = std::mem::take(&mut self.images);
            self.messages.push(Message::User { content, name: None });
        }
    }

    fn end(mut self) -> Vec<Message> {
        self.end_turn();
        self.show_images();
        self.messages
    }
}

impl Turn {
    fn say(&mut self, content: Content<ResponsesSaidPart, 0>) {
        match content {
            Content::Text(text) => append(&mut self.text, &text, "\n"),
            Content::Parts(parts) => {
                for part in parts {
                    match part {
                        ResponsesSaidPart::OutputText(ResponsesText { text })
                        | ResponsesSaidPart::InputText(ResponsesText { text }) => {
                            append(&mut self.text, &text, "\n");
                        }
                        ResponsesSaidPart::Refusal(ResponsesRefusal { refusal }) => {
                            append(&mut self.refusal, &refusal, "\n");
                        }
                    }
                }
            }
        }
    }

    /// Blocks that their provider wants back go as they came; the text is for those that only read it.
    fn think(&mut self, EarlierReasoning { summary, content, encrypted_content }: EarlierReasoning) {
        let sealed = encrypted_content.as_deref().and_then(open_reasoning).unwrap_or_default();
        let (signed, unsigned): (Vec<_>, Vec<_>) = sealed
            .into_iter()
            .partition(|block| !matches!(block, ThinkingBlock::Thinking { signature: None, .. }));
        let is_signed = !signed.is_empty();
        self.reasoning.blocks.extend(signed);
        let mut texts: Vec<String> = content
            .map(List::into_vec)
            .unwrap_or_default()
            .into_iter()
            .map(|EarlierThought::ReasoningText(ResponsesText { text })| text)
            .collect();
        if texts.is_empty() {
            texts.extend(unsigned.into_iter().filter_map(|block| match block {
                ThinkingBlock::Thinking { thinking, .. } => Some(thinking),
                ThinkingBlock::RedactedThinking { .. } => None,
            }));
        }
        if texts.is_empty() {
            let summaries = summary.map(List::into_vec).unwrap_or_default();
            texts.extend(
                summaries.into_iter().map(|EarlierSummary::SummaryText(ResponsesText { text })| text),
            );
        }
        for text in texts.iter().filter(|text| !text.is_empty() && !is_signed) {
            append(&mut self.reasoning.content, text, "\n\n");
        }
    }
}

/// Adds to a text that may not have begun.
fn append(whole: &mut Option<String>, text: &str, between: &str) {
    match whole {
        Some(whole) => {
            whole.push_str(between);
            whole.push_str(text);
        }
        None => *whole = Some(text.to_owned()),
    }
}
