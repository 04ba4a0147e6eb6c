//! What a model or a provider cannot honour of a request.

use api::chat::{ChatRequest, PARAMETERS, ReasoningEffort, Verbosity};

/// A parameter that cannot be honoured, with what exactly it is about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name: one of [`api::chat::PARAMETERS`].
    pub parameter: &'static str,
    /// What is not supported, where that is not the parameter as such: "`top_p` beside `temperature`".
    pub what: Option<String>,
}

impl Refused {
    /// The parameter as such.
    #[must_use]
    pub const fn parameter(parameter: &'static str) -> Self {
        Self { parameter, what: None }
    }

    /// The parameter as it is used here.
    pub(crate) fn because(parameter: &'static str, what: impl Into<String>) -> Self {
        Self { parameter, what: Some(what.into()) }
    }

    /// The effort that is asked for, which the model does not have.
    pub(crate) fn effort(request: &ChatRequest) -> Self {
        let effort = request.reasoning_effort.map_or("none", ReasoningEffort::as_str);
        Self::because("reasoning_effort", format!("the `reasoning_effort` `{effort}`"))
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

/// The same, each parameter once, in the order of [`PARAMETERS`].
pub(crate) fn in_order(refused: &[Refused]) -> Vec<Refused> {
    let first = |name: &str| refused.iter().find(|refused| refused.parameter == name).cloned();
    PARAMETERS.into_iter().filter_map(first).collect()
}
