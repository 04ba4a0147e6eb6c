//! What a provider's codec does.

use api::chat::{ChatRequest, Completion, Counted, ServiceTier, Usage};
use api::json_text;
use http::StatusCode;
use serde_json::Value;

use crate::closed_schema::SchemaRules;
use crate::service_tier;
use crate::sse::SseEvent;
use crate::stream::StreamEvent;
use crate::{EncodeError, ProviderError, ProviderErrorKind, Refused, Target};

/// One provider's wire format.
pub trait Codec: Sync {
    /// Where the provider is, its path included.
    fn default_base(&self) -> &'static str;

    /// See [`crate::encode`].
    fn encode(
        &self,
        target: &Target<'_>,
        request: &ChatRequest,
        stream: bool,
    ) -> Result<http::Request<Vec<u8>>, EncodeError>;

    /// See [`crate::cheap_model`].
    fn cheap_model(&self) -> &'static str;

    /// Whether [`Self::encode`] reads the signatures in the ids of tool calls; if not, it gets plain ids.
    fn reads_signatures(&self) -> bool {
        false
    }

    /// See [`crate::unsupported`].
    fn unsupported(&self, request: &ChatRequest) -> Vec<Refused>;

    /// See [`crate::refused`].
    fn refused(&self, target: &Target<'_>, request: &ChatRequest) -> Vec<Refused>;

    /// What it takes in a schema that an answer must follow exactly, if there are rules.
    fn schema_rules(&self) -> Option<SchemaRules> {
        None
    }

    /// The answer in the JSON of a good response.
    fn decode(&self, body: &Value) -> Result<Completion, ProviderError>;

    /// The token counts in the JSON of a good response, whether or not [`Self::decode`] can read an answer in it.
    fn usage(&self, body: &Value) -> UsageUpdate;

    /// The provider's own words in the JSON of a bad response.
    fn error_message(&self, body: &Value) -> Option<String>;

    /// The kind of failure, where the JSON of a bad response is more precise than its status and headers.
    fn error_kind(&self, status: StatusCode, body: &Value) -> Option<ProviderErrorKind> {
        let _ = (status, body);
        None
    }

    /// A reader for the events of one streamed answer.
    fn stream(&self) -> Box<dyn StreamCodec>;
}

/// Reads the events of one provider's stream, one stream each.
pub trait StreamCodec: Send {
    /// Reads one event: what a client should see goes to `out`, in order; what is known at the end only, to `totals`.
    ///
    /// A provider's failure, and an event that is not in its format, are a [`StreamEvent::Error`]; nothing is read after
    /// it. Unknown members and unknown kinds of events are skipped. A JSON body that came in place of a stream is
    /// given as one event without a name, to find the provider's own error in it.
    fn event(&mut self, event: &SseEvent<'_>, out: &mut Vec<StreamEvent>, totals: &mut Totals);
}

/// What adds up over a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// The tokens, if the provider has counted them. Zero is a count too.
    pub usage: Option<Usage>,
    /// Which of them it has counted.
    pub counted: Counted,
    /// The provider's id of the answer.
    pub provider_request_id: Option<String>,
    /// The service tier that the provider named last.
    pub service_tier: Option<ServiceTier>,
    /// The provider marked the answer as complete.
    pub complete: bool,
    /// The bytes of thinking that is not shown, which is output too.
    pub hidden_output_bytes: u64,
}

/// More tokens than any model takes and gives: a greater number is no count.
const MAX_COUNT: u64 = 100_000_000;

/// A count in a provider's JSON, if it is one.
pub fn count(value: &Value) -> Option<u64> {
    value.as_u64().filter(|count| *count <= MAX_COUNT)
}

/// The token counts of one event: those that it has. The fields are those of [`Usage`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UsageUpdate {
    /// See [`Usage::prompt_tokens`].
    pub prompt_tokens: Option<u64>,
    /// See [`Usage::cached_input_tokens`].
    pub cached_input_tokens: Option<u64>,
    /// See [`Usage::cache_write_5m_tokens`].
    pub cache_write_5m_tokens: Option<u64>,
    /// See [`Usage::cache_write_1h_tokens`].
    pub cache_write_1h_tokens: Option<u64>,
    /// See [`Usage::completion_tokens`].
    pub completion_tokens: Option<u64>,
    /// See [`Usage::reasoning_tokens`].
    pub reasoning_tokens: Option<u64>,
    /// See [`Counted::unpriced`].
    pub unpriced: bool,
}

impl UsageUpdate {
    /// Of counts that were gathered over a stream, those of this event: a count of the output only if the event has one itself.
    pub fn said_by(self, event: Self) -> Self {
        Self {
            completion_tokens: self.completion_tokens.filter(|_| event.completion_tokens.is_some()),
            ..self
        }
    }
}

impl Totals {
    /// Takes the service tier that a member of an event names, if it does.
    pub fn name_service_tier(&mut self, value: &Value) {
        self.service_tier = service_tier::named(value).or(self.service_tier);
    }

    /// Counts in a stream are cumulative: they are never added, and the greatest of each field is the right one, as some
    /// gateways send zeros after the counts. An update without any count leaves no usage behind.
    pub fn merge_usage(&mut self, update: UsageUpdate) {
        if update == UsageUpdate::default() {
            return;
        }
        self.counted.prompt |= update.prompt_tokens.is_some();
        self.counted.completion |= update.completion_tokens.is_some();
        self.counted.unpriced |= update.unpriced;
        let usage = self.usage.get_or_insert_default();
        let fields = [
            (&mut usage.prompt_tokens, update.prompt_tokens),
            (&mut usage.cached_input_tokens, update.cached_input_tokens),
            (&mut usage.cache_write_5m_tokens, update.cache_write_5m_tokens),
            (&mut usage.cache_write_1h_tokens, update.cache_write_1h_tokens),
            (&mut usage.completion_tokens, update.completion_tokens),
            (&mut usage.reasoning_tokens, update.reasoning_tokens),
        ];
        for (field, value) in fields {
            *field = value.map_or(*field, |value| value.max(*field));
        }
    }
}

/// A JSON request, without its authorization.
pub fn json_request(uri: http::Uri, body: &Value) -> Result<http::Request<Vec<u8>>, EncodeError> {
    http::Request::post(uri)
        .header(http::header::CONTENT_TYPE, "application/json")
        .body(json_text::write(body).into_bytes())
        .map_err(|_| EncodeError::BadAddress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_count_of_each_field_wins() {
        let mut totals = Totals::default();
        totals.merge_usage(UsageUpdate {
            prompt_tokens: Some(43),
            completion_tokens: Some(1),
            ..Default::default()
        });
        totals.merge_usage(UsageUpdate {
            prompt_tokens: Some(61),
            reasoning_tokens: Some(0),
            ..Default::default()
        });
        totals.merge_usage(UsageUpdate { completion_tokens: Some(9), ..Default::default() });
        totals.merge_usage(UsageUpdate {
            prompt_tokens: Some(0),
            completion_tokens: Some(0),
            ..Default::default()
        });
        assert_eq!(totals.usage, Some(Usage { prompt_tokens: 61, completion_tokens: 9, ..Usage::default() }));
    }

    #[test]
    fn what_no_model_could_have_counted_is_no_count() {
        assert_eq!(count(&MAX_COUNT.into()), Some(MAX_COUNT));
        for value in
            [(MAX_COUNT + 1).into(), u64::MAX.into(), (-1).into(), 1.5.into(), "7".into(), Value::Null]
        {
            assert_eq!(count(&value), None, "{value}");
        }
    }

    #[test]
    fn zeros_are_a_usage_and_nothing_is_none() {
        let mut totals = Totals::default();
        totals.merge_usage(UsageUpdate::default());
        assert_eq!(totals.usage, None);
        totals.merge_usage(UsageUpdate { prompt_tokens: Some(0), ..Default::default() });
        assert_eq!(totals.usage, Some(Usage::default()));
    }
}
