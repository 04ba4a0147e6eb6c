//! What each of OpenAI's models takes, read off its name.
//!
//! Sources: OpenAI "Reasoning models: parameter compatibility" and "API reference: reasoning_effort"; the errors that the API
//! answers with, as issues of LangChain, LiteLLM, the OpenAI SDKs and opencode cite them.

use api::chat::{ChatRequest, ReasoningEffort};

use crate::refused::{Refused, asks_for_words, broken};

/// A model of OpenAI's, by what it is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    /// It does not reason: GPT-4 and before, and the models of the chat product.
    Plain,
    /// The o-series, which always reasons. `stop`: whether it takes stop texts, which o3 and o4-mini do not.
    Series {
        /// It takes stop texts.
        stop: bool,
    },
    /// GPT-5 and later, with major and minor version.
    Gpt {
        /// 5 and 0 for GPT-5.
        version: (u32, u32),
        /// `pro` and `codex` models always reason.
        variant: Variant,
    },
    /// A name that is not known, such as that of a deployment at another address: everything passes.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    Usual,
    Pro,
    Codex,
    /// `codex-max`, the first with `xhigh`.
    CodexMax,
}

impl Model {
    /// Reads `gpt-5.1`, `gpt-5-mini-2025-08-07`, `o3`, `o4-mini`, `gpt-4o`, `ft:gpt-4o-mini:org::id`.
    pub(super) fn of(name: &str) -> Self {
        let name = name.strip_prefix("ft:").unwrap_or(name);
        let base = name.split(':').next().unwrap_or_default();
        if base.starts_with("chatgpt-") || base.contains("chat-latest") {
            return Self::Plain;
        }
        for series in ["o1", "o3", "o4"] {
            if let Some(rest) = base.strip_prefix(series)
                && (rest.is_empty() || rest.starts_with('-'))
            {
                return Self::Series {
                    stop: !matches!(series, "o3" | "o4") || rest.starts_with("-mini") && series == "o3",
                };
            }
        }
        let Some(rest) = base.strip_prefix("gpt-") else { return Self::Unknown };
        let number = rest.split('-').next().unwrap_or_default();
        let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
        match (major.parse::<u32>(), minor.parse::<u32>()) {
            (Ok(major), Ok(minor)) if major >= 5 => {
                let variant = if rest.contains("codex-max") {
                    Variant::CodexMax
                } else if rest.contains("codex") {
                    Variant::Codex
                } else if rest.contains("-pro") {
                    Variant::Pro
                } else {
                    Variant::Usual
                };
                Self::Gpt { version: (major, minor), variant }
            }
            (Ok(_), _) => Self::Plain,
            // gpt-4o, gpt-3.5-turbo.
            _ if rest.starts_with(['3', '4']) => Self::Plain,
            _ => Self::Unknown,
        }
    }

    /// Whether it takes an effort. A model that does not reason takes `none`, which is then left out.
    fn takes_effort(self, effort: ReasoningEffort) -> bool {
        use ReasoningEffort as Effort;
        match self {
            Self::Plain => effort == Effort::None,
            Self::Series { .. } => matches!(effort, Effort::Low | Effort::Medium | Effort::High),
            Self::Gpt { version, variant } => {
                let is_pro = variant == Variant::Pro;
                match effort {
                    Effort::None => version >= (5, 1) && variant == Variant::Usual,
                    Effort::Minimal => version == (5, 0) && variant == Variant::Usual,
                    Effort::Low => !is_pro,
                    Effort::Medium => !is_pro || version > (5, 0),
                    Effort::High => true,
                    Effort::Xhigh => version >= (5, 2) || variant == Variant::CodexMax,
                    Effort::Max => false,
                }
            }
            Self::Unknown => true,
        }
    }

    /// The effort to be sent.
    pub(super) fn effort(self, request: &ChatRequest) -> Option<ReasoningEffort> {
        request.reasoning_effort.filter(|_| self != Self::Plain)
    }

    /// Whether it reasons about a request. GPT-5.1 to 5.4 do not unless they are asked to.
    pub(super) fn reasons(self, request: &ChatRequest) -> bool {
        match (self, request.reasoning_effort) {
            (Self::Plain | Self::Unknown, _) => false,
            (Self::Series { .. }, _) => true,
            (Self::Gpt { .. }, Some(effort)) => effort != ReasoningEffort::None,
            (Self::Gpt { version, variant }, None) => {
                variant != Variant::Usual || !((5, 1)..(5, 5)).contains(&version)
            }
        }
    }

    /// Whether it takes `parallel_tool_calls`.
    pub(super) fn takes_parallel(self) -> bool {
        !matches!(self, Self::Series { .. })
    }

    /// Whether it takes a verbosity: GPT-5 and later.
    pub(super) fn takes_verbosity(self) -> bool {
        matches!(self, Self::Gpt { .. } | Self::Unknown)
    }

    /// Whether the time can be chosen for which it keeps a cached prompt (OpenAI, "Prompt caching": GPT-4.1, GPT-5 and later).
    pub(super) fn keeps_caches(self, name: &str) -> bool {
        match self {
            Self::Gpt { variant, .. } => variant != Variant::Pro,
            Self::Plain => name == "gpt-4.1" || name.starts_with("gpt-4.1-2"),
            Self::Series { .. } => false,
            Self::Unknown => true,
        }
    }

    /// What it cannot honour of a request.
    pub(super) fn refused(self, request: &ChatRequest) -> Vec<Refused> {
        let is_not = |number: Option<f64>, default: f64| {
            number.is_some_and(|number| (number - default).abs() > f64::EPSILON)
        };
        let reasons = self.reasons(request);
        let stops = !matches!(self, Self::Series { stop: true });
        let beside = |alone: bool| -> bool { reasons && alone };
        let mut refused = broken([
            (beside(is_not(request.temperature, 1.0)), "temperature", ""),
            (beside(is_not(request.top_p, 1.0)), "top_p", ""),
            (beside(is_not(request.frequency_penalty, 0.0)), "frequency_penalty", ""),
            (beside(is_not(request.presence_penalty, 0.0)), "presence_penalty", ""),
            (beside(!request.stop.is_empty() && stops), "stop", ""),
            (beside(request.logprobs), "logprobs", ""),
            (beside(request.top_logprobs.is_some()), "top_logprobs", ""),
            (
                request.parallel_tool_calls == Some(false)
                    && !request.tools.is_empty()
                    && !self.takes_parallel(),
                "parallel_tool_calls",
                "",
            ),
        ]);
        // A model that can be asked not to reason takes them then.
        if self.takes_effort(ReasoningEffort::None) {
            for refused in &mut refused {
                refused.what = Some(format!("`{}` while it reasons", refused.parameter));
            }
        }
        // GPT-5 and later take none, also while they do not reason.
        let takes_biases = !matches!(self, Self::Gpt { .. }) && !reasons;
        if !request.logit_bias.is_empty() && !takes_biases {
            refused.push(Refused::parameter("logit_bias"));
        }
        if !self.takes_verbosity() {
            refused.extend(asks_for_words(request));
        }
        if let Some(effort) = request.reasoning_effort.filter(|effort| !self.takes_effort(*effort)) {
            let what = match self {
                Self::Plain => "`reasoning_effort`".to_owned(),
                _ => format!("the `reasoning_effort` `{}`", effort.as_str()),
            };
            refused.push(Refused::because("reasoning_effort", what));
        }
        refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_generations_are_read() {
        let gpt = |version, variant| Model::Gpt { version, variant };
        for (name, model) in [
            ("gpt-4o-mini", Model::Plain),
            ("gpt-4.1", Model::Plain),
            ("gpt-4-0613", Model::Plain),
            ("gpt-3.5-turbo", Model::Plain),
            ("ft:gpt-4o-mini-2024-07-18:org::id", Model::Plain),
            ("chatgpt-4o-latest", Model::Plain),
            ("gpt-5-chat-latest", Model::Plain),
            ("gpt-5.1-chat-latest", Model::Plain),
            ("o1", Model::Series { stop: true }),
            ("o3", Model::Series { stop: false }),
            ("o3-mini", Model::Series { stop: true }),
            ("o4-mini-2025-04-16", Model::Series { stop: false }),
            ("gpt-5", gpt((5, 0), Variant::Usual)),
            ("gpt-5-mini-2025-08-07", gpt((5, 0), Variant::Usual)),
            ("gpt-5-pro", gpt((5, 0), Variant::Pro)),
            ("gpt-5.1-codex", gpt((5, 1), Variant::Codex)),
            ("gpt-5.1-codex-max", gpt((5, 1), Variant::CodexMax)),
            ("gpt-6.1-sol", gpt((6, 1), Variant::Usual)),
            ("o10-custom", Model::Unknown),
            ("m", Model::Unknown),
            ("gpt-oss-120b", Model::Unknown),
        ] {
            assert_eq!(Model::of(name), model, "{name}");
        }
    }

    #[test]
    fn each_model_has_the_efforts_that_the_api_takes() {
        use ReasoningEffort as Effort;
        let all = [
            Effort::None,
            Effort::Minimal,
            Effort::Low,
            Effort::Medium,
            Effort::High,
            Effort::Xhigh,
            Effort::Max,
        ];
        for (name, efforts) in [
            ("gpt-4o", "none"),
            ("o3", "low medium high"),
            ("gpt-5", "minimal low medium high"),
            ("gpt-5-nano", "minimal low medium high"),
            ("gpt-5-pro", "high"),
            ("gpt-5.1", "none low medium high"),
            ("gpt-5.1-codex", "low medium high"),
            ("gpt-5.1-codex-max", "low medium high xhigh"),
            ("gpt-5.2", "none low medium high xhigh"),
            ("gpt-5.2-pro", "medium high xhigh"),
            ("gpt-5.4-mini", "none low medium high xhigh"),
            ("gpt-6-sol", "none low medium high xhigh"),
        ] {
            let taken: Vec<&str> = all
                .into_iter()
                .filter(|effort| Model::of(name).takes_effort(*effort))
                .map(Effort::as_str)
                .collect();
            assert_eq!(taken.join(" "), efforts, "{name}");
        }
    }
}
