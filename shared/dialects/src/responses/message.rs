//! The message of an answer: texts and refusals.

use api::chat::AnswerRole;
use api::responses::{
    EventPart, ItemStatus, MessageItem, MessageKind, MessagePart, OutputItem, OutputText, OutputTextKind,
    Refusal, RefusalKind, ResponsesEventKind as Kind,
};
use serde_json::Value;

use super::output::Output;

impl Output {
    /// The next characters of the text.
    pub(super) fn say(&mut self, text: &str) {
        self.add(empty_text(), text, &[]);
    }

    /// The next characters of a refusal.
    pub(super) fn refuse(&mut self, text: &str) {
        let new = Refusal { r#type: RefusalKind::Refusal, refusal: String::new() };
        self.add(MessagePart::Refusal(new), text, &[]);
    }

    /// The probabilities of the tokens of the text that was said last. They come in an event of their own, because the text has been
    /// told already.
    pub(super) fn add_logprobs(&mut self, tokens: &[Value]) {
        let is_text = self.open.is_some_and(|place| match &self.items[place] {
            OutputItem::Message(message) => {
                matches!(message.content.last(), Some(MessagePart::OutputText(_)))
            }
            _ => false,
        });
        if is_text && !tokens.is_empty() {
            self.add(empty_text(), "", tokens);
        }
    }

    /// Begins a message for an answer that says nothing: clients expect one.
    pub(super) fn begin_empty_message(&mut self) {
        let place = self.open_message();
        self.begin_part(place, empty_text());
    }

    /// The message that is being written, begun if there is none.
    fn open_message(&mut self) -> usize {
        if let Some(place) = self.open
            && matches!(self.items[place], OutputItem::Message(_))
        {
            return place;
        }
        self.close(ItemStatus::Completed);
        let item = MessageItem {
            r#type: MessageKind::Message,
            id: self.next_id("msg"),
            status: ItemStatus::InProgress,
            role: AnswerRole::Assistant,
            content: Vec::new(),
        };
        let place = self.begin(OutputItem::Message(item));
        self.open = Some(place);
        place
    }

    /// Adds to the last part of the message, if it is of the kind that `new` is; else to a new part.
    fn add(&mut self, new: MessagePart, delta: &str, logprobs: &[Value]) {
        let place = self.open_message();
        let OutputItem::Message(message) = &self.items[place] else { return };
        let kind = std::mem::discriminant(&new);
        if message.content.last().is_none_or(|last| std::mem::discriminant(last) != kind) {
            self.end_part(place);
            self.begin_part(place, new);
        }
        let OutputItem::Message(message) = &mut self.items[place] else { return };
        let index = message.content.len().saturating_sub(1);
        let (kind, logprobs) = match message.content.last_mut() {
            Some(MessagePart::OutputText(part)) => {
                part.text.push_str(delta);
                part.logprobs.extend_from_slice(logprobs);
                (Kind::TextDelta, Some(logprobs))
            }
            Some(MessagePart::Refusal(part)) => {
                part.refusal.push_str(delta);
                (Kind::RefusalDelta, None)
            }
            None => return,
        };
        self.events.add(kind, |mut event| {
            (event.delta, event.logprobs) = (Some(delta), logprobs);
            event.of_item(place, &message.id).of_content(index)
        });
    }

    fn begin_part(&mut self, place: usize, part: MessagePart) {
        let OutputItem::Message(message) = &mut self.items[place] else { return };
        let index = message.content.len();
        message.content.push(part);
        let message = &*message;
        self.events.add(Kind::PartAdded, |mut event| {
            event.part = Some(EventPart::Message(&message.content[index]));
            event.of_item(place, &message.id).of_content(index)
        });
    }

    /// Ends the last part of a message, if the item is that and has one.
    pub(super) fn end_part(&mut self, place: usize) {
        let OutputItem::Message(message) = &self.items[place] else { return };
        let Some(part) = message.content.last() else { return };
        let index = message.content.len() - 1;
        let kind = match part {
            MessagePart::OutputText(_) => Kind::TextDone,
            MessagePart::Refusal(_) => Kind::RefusalDone,
        };
        self.events.add(kind, |mut event| {
            match part {
                MessagePart::OutputText(part) => {
                    event.text = Some(&part.text);
                    event.logprobs = Some(&part.logprobs);
                }
                MessagePart::Refusal(part) => event.refusal = Some(&part.refusal),
            }
            event.of_item(place, &message.id).of_content(index)
        });
        self.events.add(Kind::PartDone, |mut event| {
            event.part = Some(EventPart::Message(part));
            event.of_item(place, &message.id).of_content(index)
        });
    }
}

fn empty_text() -> MessagePart {
    MessagePart::OutputText(OutputText {
        r#type: OutputTextKind::OutputText,
        annotations: [],
        logprobs: Vec::new(),
        text: String::new(),
    })
}
