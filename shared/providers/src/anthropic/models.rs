//! What each Claude model takes, read off its name.
//!
//! Source: Anthropic "Thinking", "Effort", "Structured outputs", and the migration guide of each model.

/// A Claude model, identified by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    family: Family,
    /// Major and minor version.
    version: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Opus,
    Sonnet,
    Haiku,
    /// Fable and Mythos, which differ in who may use them only.
    Fable,
    /// An unknown name: treated as a current model, which refuses parameters that it does not know.
    Unknown,
}

/// How a model's thinking is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thinking {
    /// It cannot.
    No,
    /// With a budget of tokens.
    Budget,
    /// As much as it finds right, under an effort.
    Adaptive,
}

impl Model {
    /// Reads `claude-sonnet-4-5-20250929`, `claude-opus-5`, `claude-3-7-sonnet-latest`.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut family = Family::Unknown;
        let mut numbers = Vec::new();
        for part in name.split(['-', '@', '.', ':']) {
            match part {
                "opus" => family = Family::Opus,
                "sonnet" => family = Family::Sonnet,
                "haiku" => family = Family::Haiku,
                "fable" | "mythos" => family = Family::Fable,
                // Longer numbers are dates.
                _ if part.len() <= 2 => numbers.extend(part.parse::<u32>()),
                _ => {}
            }
        }
        let version = (numbers.first().copied().unwrap_or(5), numbers.get(1).copied().unwrap_or(0));
        Self { family, version }
    }

    /// How its thinking is set.
    #[must_use]
    pub fn thinking(self) -> Thinking {
        match self.family {
            Family::Fable => Thinking::Adaptive,
            _ if self.version < (3, 7) => Thinking::No,
            Family::Haiku if self.version < (4, 5) => Thinking::No,
            Family::Haiku if self.version < (5, 5) => Thinking::Budget,
            _ if self.version < (4, 6) => Thinking::Budget,
            _ => Thinking::Adaptive,
        }
    }

    /// Whether it takes the efforts `xhigh` and `max`. Source: Anthropic "Effort".
    #[must_use]
    pub fn takes_most_effort(self) -> (bool, bool) {
        (self.version >= (4, 7), self.version >= (4, 6))
    }

    /// Whether it leaves its thinking out of its answer unless a request asks for a summary.
    #[must_use]
    pub fn omits_thoughts(self) -> bool {
        self.version >= (4, 7)
    }

    /// The `thinking.type` that switches its thinking off, or `None` if it always thinks.
    #[must_use]
    pub fn thinking_off(self) -> Option<&'static str> {
        match self.family {
            Family::Fable => None,
            Family::Opus if self.version >= (5, 5) => None,
            // No thinking before the answer, but words about its progress between calls of tools.
            Family::Sonnet if self.version >= (5, 5) => Some("between_tools"),
            _ => Some("disabled"),
        }
    }

    /// Whether it takes a temperature and a `top_p` other than its own.
    #[must_use]
    pub fn takes_sampling(self) -> bool {
        match self.family {
            Family::Fable => false,
            Family::Opus => self.version < (4, 7),
            Family::Haiku => self.version < (5, 5),
            Family::Sonnet | Family::Unknown => self.version < (5, 0),
        }
    }

    /// Whether it takes a temperature and a `top_p` in one request.
    #[must_use]
    pub fn takes_both_samplings(self) -> bool {
        self.version < (4, 1)
    }

    /// Whether it goes on with what a conversation's last message has the assistant say, when it does not think.
    #[must_use]
    pub fn continues_assistant(self) -> bool {
        self.family != Family::Fable && self.version < (4, 6)
    }

    /// Whether its answers can be made to follow a schema, and its tool calls theirs.
    #[must_use]
    pub fn has_structured_outputs(self) -> bool {
        self.version >= (4, 5) || (self.family == Family::Opus && self.version >= (4, 1))
    }

    /// Whether it can be made to call a tool.
    #[must_use]
    pub fn takes_forced_tools(self) -> bool {
        match self.family {
            Family::Opus | Family::Sonnet => self.version < (5, 5),
            Family::Fable => self.version < (5, 1),
            Family::Haiku | Family::Unknown => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_generations_are_read() {
        let version = |name: &str| (Model::of(name).family, Model::of(name).version);
        assert_eq!(version("claude-sonnet-4-5-20250929"), (Family::Sonnet, (4, 5)));
        assert_eq!(version("claude-3-7-sonnet-latest"), (Family::Sonnet, (3, 7)));
        assert_eq!(version("claude-opus-5"), (Family::Opus, (5, 0)));
        assert_eq!(version("claude-opus-4-20250514"), (Family::Opus, (4, 0)));
        assert_eq!(version("something"), (Family::Unknown, (5, 0)));
    }

    #[test]
    fn newer_models_think_adaptively_and_take_no_sampling() {
        let sonnet = |name: &str| (Model::of(name).thinking(), Model::of(name).takes_sampling());
        assert_eq!(sonnet("claude-3-5-sonnet-20241022"), (Thinking::No, true));
        assert_eq!(sonnet("claude-sonnet-4-5"), (Thinking::Budget, true));
        assert_eq!(sonnet("claude-sonnet-4-6"), (Thinking::Adaptive, true));
        assert_eq!(sonnet("claude-sonnet-5"), (Thinking::Adaptive, false));
        assert_eq!(Model::of("claude-haiku-4-5").thinking(), Thinking::Budget);
        assert!(!Model::of("claude-opus-4-7").takes_sampling());
    }

    #[test]
    fn thinking_is_switched_off_as_each_model_has_it() {
        let off = |name: &str| Model::of(name).thinking_off();
        assert_eq!(off("claude-haiku-4-5"), Some("disabled"));
        assert_eq!(off("claude-opus-5"), Some("disabled"));
        assert_eq!(off("claude-opus-5-5"), None);
        assert_eq!(off("claude-sonnet-5-5"), Some("between_tools"));
        assert_eq!((off("claude-fable-5"), off("claude-mythos-5-1")), (None, None));
    }

    #[test]
    fn both_samplings_and_unfinished_answers_are_for_older_models() {
        let model =
            |name: &str| (Model::of(name).takes_both_samplings(), Model::of(name).continues_assistant());
        assert_eq!(model("claude-opus-4-20250514"), (true, true));
        assert_eq!(model("claude-opus-4-1-20250805"), (false, true));
        assert_eq!(model("claude-sonnet-4-5"), (false, true));
        assert_eq!(model("claude-opus-4-6"), (false, false));
        assert_eq!(model("claude-fable-5"), (false, false));
    }
}
