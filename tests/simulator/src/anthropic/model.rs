//! What a model accepts, by the version in its name.
//!
//! Source: platform.claude.com/docs, the models' migration guides.

/// A model that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Model {
    version: (u8, u8),
    opus: bool,
}

impl Model {
    /// Reads names such as `claude-3-5-haiku-20241022`, `claude-opus-4-7` and `claude-sonnet-5`. A name
    /// without a version is no model.
    pub(super) fn named(name: &str) -> Option<Self> {
        let words: Vec<&str> = name.strip_prefix("claude-")?.split('-').collect();
        // Dates have eight digits, versions one or two.
        let number = |word: &&str| if word.len() <= 2 { word.parse::<u8>().ok() } else { None };
        let mut numbers = words.iter().skip_while(|word| number(word).is_none()).map_while(number);
        let version = (numbers.next()?, numbers.next().unwrap_or(0));
        Some(Self { version, opus: words.contains(&"opus") })
    }

    /// Takes `temperature`, `top_p` and `top_k`. Others take only what is their default anyway.
    pub(super) fn samples(self) -> bool {
        self.version < (4, 7)
    }

    /// Takes `temperature` or `top_p` but not both.
    pub(super) fn samples_one_way(self) -> bool {
        self.version >= (4, 1)
    }

    /// Takes `thinking` of type `enabled`, with a budget.
    pub(super) fn thinks_on_a_budget(self) -> bool {
        self.version < (4, 7)
    }

    /// Takes `thinking` of type `adaptive`.
    pub(super) fn thinks_adaptively(self) -> bool {
        self.version >= (4, 6)
    }

    /// Thinks unless a request switches it off.
    pub(super) fn thinks_unasked(self) -> bool {
        self.version >= (5, 0)
    }

    /// Cannot be told not to think, only to think between tool calls alone (`between_tools`); for the same
    /// reason it cannot be made to call a tool.
    pub(super) fn thinks_always(self) -> bool {
        self.version >= (5, 5)
    }

    /// Shows its thoughts unless a request hides them.
    pub(super) fn shows_thoughts(self) -> bool {
        self.version < (4, 7)
    }

    /// Takes `output_config.effort`.
    pub(super) fn has_effort(self) -> bool {
        self.version >= (4, 6) || self.opus && self.version == (4, 5)
    }

    /// Takes this effort.
    pub(super) fn has_this_effort(self, effort: &str) -> bool {
        match effort {
            "xhigh" => self.version >= (4, 7),
            "max" => self.version >= (4, 6),
            _ => self.has_effort(),
        }
    }

    /// Takes `output_config.format`.
    pub(super) fn has_formats(self) -> bool {
        self.version >= (4, 1)
    }

    /// Continues an assistant message at the end of the conversation.
    pub(super) fn continues(self) -> bool {
        self.version < (4, 6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_wherever_it_stands() {
        for (name, version) in [
            ("claude-3-5-haiku-20241022", (3, 5)),
            ("claude-3-haiku-20240307", (3, 0)),
            ("claude-sonnet-4-20250514", (4, 0)),
            ("claude-haiku-4-5", (4, 5)),
            ("claude-opus-4-7", (4, 7)),
            ("claude-sonnet-5", (5, 0)),
        ] {
            assert_eq!(Model::named(name).map(|model| model.version), Some(version), "{name}");
        }
        for name in ["claude-x", "claude-sonnet-20250514", "gpt-4o", "claude-"] {
            assert_eq!(Model::named(name), None, "{name}");
        }
    }
}
