//! The items of an answer, as they are written: reasoning, a message, calls of tools.
//!
//! Reasoning is closed when something else begins, a message when a tool is called. Calls stay open to the end, because providers may
//! write several side by side. What begins again after it was closed is a new item.

use std::rc::Rc;

use api::chat::ThinkingBlock;
use api::responses::{
    Asked, EventPart, ItemStatus, OutputItem, ReasoningItem, ReasoningKind, ResponsesEventKind as Kind,
    SummaryText, SummaryTextKind, seal_reasoning,
};

use super::events::Events;

/// The items of an answer, and the events that tell of them.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) items: Vec<OutputItem>,
    pub(super) events: Events,
    pub(super) asked: Rc<Asked>,
    /// What the ids of items end with, before their place.
    answer_id: String,
    /// The place of the reasoning or the message that is being written.
    pub(super) open: Option<usize>,
    /// The blocks of that reasoning.
    thinking: Vec<ThinkingBlock>,
    /// The calls that are being written: their number in the answer, and their place among the items.
    pub(super) calls: Vec<(usize, usize)>,
}

impl Output {
    pub(super) fn new(asked: Rc<Asked>, answer_id: String) -> Self {
        let events = Events::default();
        Self {
            items: Vec::new(),
            events,
            asked,
            answer_id,
            open: None,
            thinking: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// The id of the next item.
    pub(super) fn next_id(&self, kind: &str) -> String {
        format!("{kind}_{}_{}", self.answer_id, self.items.len())
    }

    /// Begins an item, and gives its place.
    pub(super) fn begin(&mut self, item: OutputItem) -> usize {
        let place = self.items.len();
        self.items.push(item);
        let item = &self.items[place];
        self.events.add(Kind::ItemAdded, |mut event| {
            (event.output_index, event.item) = (Some(place), Some(item));
            event
        });
        place
    }

    pub(super) fn end(&mut self, place: usize, status: ItemStatus) {
        self.items[place].set_status(status);
        let item = &self.items[place];
        self.events.add(Kind::ItemDone, |mut event| {
            (event.output_index, event.item) = (Some(place), Some(item));
            event
        });
    }

    /// Ends the reasoning or the message that is being written.
    pub(super) fn close(&mut self, status: ItemStatus) {
        let Some(place) = self.open.take() else { return };
        self.end_part(place);
        self.end_reasoning(place);
        self.end(place, status);
    }

    /// Ends everything. Of an answer that ended too early, the last item did too.
    pub(super) fn close_all(&mut self, is_whole: bool) {
        if is_whole && self.items.iter().all(|item| matches!(item, OutputItem::Reasoning(_))) {
            self.begin_empty_message();
        }
        let last = self.items.len().saturating_sub(1);
        let status = |place: usize| {
            if is_whole || place < last { ItemStatus::Completed } else { ItemStatus::Incomplete }
        };
        if let Some(place) = self.open {
            self.close(status(place));
        }
        for (_, place) in std::mem::take(&mut self.calls) {
            self.end_call(place, status(place));
        }
    }

    /// The next characters of what the model thinks.
    pub(super) fn think(&mut self, text: &str) {
        let place = self.open_reasoning();
        let OutputItem::Reasoning(item) = &mut self.items[place] else { return };
        let begins = item.summary.is_empty();
        if begins {
            item.summary.push(SummaryText { r#type: SummaryTextKind::SummaryText, text: String::new() });
            let part = EventPart::Summary(&item.summary[0]);
            self.events.add(Kind::SummaryPartAdded, |mut event| {
                event.part = Some(part);
                event.of_item(place, &item.id).of_summary(0)
            });
        }
        item.summary[0].text.push_str(text);
        self.events.add(Kind::SummaryDelta, |mut event| {
            event.delta = Some(text);
            event.of_item(place, &item.id).of_summary(0)
        });
    }

    /// A block of thinking that has come to its end. It is shown only where it can be sent back.
    pub(super) fn keep_block(&mut self, block: &ThinkingBlock) {
        if self.asked.with_sealed_reasoning {
            self.open_reasoning();
            self.thinking.push(block.clone());
        }
    }

    /// The reasoning that is being written, begun if there is none.
    fn open_reasoning(&mut self) -> usize {
        if let Some(place) = self.open
            && matches!(self.items[place], OutputItem::Reasoning(_))
        {
            return place;
        }
        self.close(ItemStatus::Completed);
        let (id, summary) = (self.next_id("rs"), Vec::new());
        let item = ReasoningItem { r#type: ReasoningKind::Reasoning, id, summary, encrypted_content: None };
        let place = self.begin(OutputItem::Reasoning(item));
        self.open = Some(place);
        place
    }

    /// Ends the text of reasoning, if the item is that. It can be sent back in the blocks that its provider has made, or as one that
    /// nobody has signed.
    fn end_reasoning(&mut self, place: usize) {
        let blocks = std::mem::take(&mut self.thinking);
        let OutputItem::Reasoning(item) = &mut self.items[place] else { return };
        if self.asked.with_sealed_reasoning {
            let unsigned = item
                .summary
                .iter()
                .map(|part| ThinkingBlock::Thinking { thinking: part.text.clone(), signature: None });
            let blocks = if blocks.is_empty() { unsigned.collect() } else { blocks };
            item.encrypted_content = Some(seal_reasoning(&blocks));
        }
        let item = &*item;
        for part in &item.summary {
            self.events.add(Kind::SummaryDone, |mut event| {
                event.text = Some(&part.text);
                event.of_item(place, &item.id).of_summary(0)
            });
            self.events.add(Kind::SummaryPartDone, |mut event| {
                event.part = Some(EventPart::Summary(part));
                event.of_item(place, &item.id).of_summary(0)
            });
        }
    }
}
