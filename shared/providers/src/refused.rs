//! What a model or a provider cannot honour of a request.

use api::chat::{ChatRequest, PARAMETERS, ReasoningEffort, Verbosity};

/// The name of the schemas of `strict` tools. See [`Refused::name`].
pub const TOOL_SCHEMA: &str = "tools.schema";
/// The name of the schema of a `response_format`. See [`Refused::name`].
pub const FORMAT_SCHEMA: &str = "response_format.schema";

/// A parameter that cannot be honoured, with what exactly it is about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name: one of [`api::chat::PARAMETERS`], or of the members of [`api::embeddings::EmbeddingsRequest`].
    pub parameter: &'static str,
    /// What is not supported, where that is not the parameter as such: "`top_p` beside `temperature`".
    pub what: Option<String>,
    /// The parameter is supported, but not that an answer must follow this schema exactly.
    pub is_schema: bool,
}

impl Refused {
    /// The parameter as such.
    #[must_use]
    pub const fn parameter(parameter: &'static str) -> Self {
        Self { parameter, what: None, is_schema: false }
    }

    /// The parameter as it is used here.
    pub(crate) fn because(parameter: &'static str, what: impl Into<String>) -> Self {
        Self { parameter, what: Some(what.into()), is_schema: false }
    }

    /// An input for embeddings that is sent as tokens.
    pub(crate) fn tokens() -> Self {
        Self::because("input", "tokens in `input`")
    }

    /// A schema in the parameter that an answer must follow exactly.
    pub(crate) fn schema(parameter: &'static str, what: impl Into<String>) -> Self {
        Self { is_schema: true, ..Self::because(parameter, what) }
    }

    /// The effort that is asked for, which the model does not have.
    pub(crate) fn effort(request: &ChatRequest) -> Self {
        let effort = request.reasoning_effort.map_or("none", ReasoningEffort::as_str);
        Self::because("reasoning_effort", format!("the `reasoning_effort` `{effort}`"))
    }

    /// What is at stake, in one word: the parameter, or the schema in it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match (self.parameter, self.is_schema) {
            ("tools", true) => TOOL_SCHEMA,
            ("response_format", true) => FORMAT_SCHEMA,
            (parameter, _) => parameter,
        }
    }

    /// What is not supported, to be put after "does not support".
    #[must_use]
    pub fn what(&self) -> String {
        self.what.clone().unwrap_or_else(|| format!("`{}`", self.parameter))
    }
}

/// So that a list can be compared with the names of its parameters.
impl PartialEq<&str> for Refused {
    fn eq(&self, name: &&str) -> bool {
        self.parameter == *name
    }
}

/// What only OpenAI has and what changes an answer, or its price: a verbosity, and a tier other than the ordinary one.
pub(crate) fn asked_of_others(request: &ChatRequest) -> Vec<Refused> {
    let mut refused = asks_for_words(request);
    if let Some(tier) = request.service_tier.filter(|tier| tier.is_special()) {
        refused.push(Refused::because("service_tier", format!("the `service_tier` `{}`", tier.as_str())));
    }
    refused
}

/// A verbosity other than the usual one.
pub(crate) fn asks_for_words(request: &ChatRequest) -> Vec<Refused> {
    let is_asked = request.verbosity.is_some_and(|verbosity| verbosity != Verbosity::Medium);
    if is_asked { vec![Refused::parameter("verbosity")] } else { Vec::new() }
}

/// Of a table of rules, those that a request breaks: whether it does, the parameter, and what is not supported, empty for the
/// parameter as such.
pub(crate) fn broken<const N: usize>(rules: [(bool, &'static str, &'static str); N]) -> Vec<Refused> {
    let broken = rules.into_iter().filter(|(is_broken, ..)| *is_broken);
    broken
        .map(|(_, parameter, what)| match what {
            "" => Refused::parameter(parameter),
            what => Refused::because(parameter, what),
        })
        .collect()
}

/// The same, each parameter once, in the order of [`PARAMETERS`]: as such rather than for its schema.
pub(crate) fn in_order(refused: &[Refused]) -> Vec<Refused> {
    let first = |name: &str| {
        let of_name = refused.iter().filter(|refused| refused.parameter == name);
        of_name.min_by_key(|refused| refused.is_schema).cloned()
    };
    PARAMETERS.into_iter().filter_map(first).collect()
}
