//! What the story's teams can call: aliases at the catalogue's prices, access groups and model groups.

use api::provider::Provider;

/// An alias.
#[derive(Debug)]
pub struct Alias {
    /// The name by which teams call it.
    pub name: &'static str,
    /// Who serves it.
    pub provider: Provider,
    /// The provider's name of the model, which the catalogue has.
    pub model: &'static str,
    /// For people.
    pub description: &'static str,
    /// The access group that gives it.
    pub access_group: &'static str,
}

const fn alias(
    name: &'static str,
    provider: Provider,
    model: &'static str,
    access_group: &'static str,
    description: &'static str,
) -> Alias {
    Alias { name, provider, model, description, access_group }
}

/// All of them.
pub const ALIASES: &[Alias] = &[
    alias(
        "swift",
        Provider::Openai,
        "gpt-5-nano",
        "everyday",
        "Short answers and rewriting, at the lowest price.",
    ),
    alias("assistant", Provider::Openai, "gpt-5-mini", "everyday", "The usual choice for conversations."),
    alias("assistant-pro", Provider::Openai, "gpt-5.2", "premium", "Conversations that need care."),
    alias(
        "legacy-assistant",
        Provider::Openai,
        "gpt-4o",
        "legacy",
        "Kept for prompts that were tuned for it.",
    ),
    alias("search-vectors", Provider::Openai, "text-embedding-3-small", "search", "Vectors for search."),
    alias("writer", Provider::Anthropic, "claude-sonnet-5", "premium", "Long texts in a steady voice."),
    alias(
        "writer-pro",
        Provider::Anthropic,
        "claude-opus-5",
        "premium",
        "Research, and contracts of many pages.",
    ),
    alias("writer-swift", Provider::Anthropic, "claude-haiku-4-5", "everyday", "Short texts, quickly."),
    alias("reader", Provider::Gemini, "gemini-3.5-flash", "everyday", "Reads long documents."),
    alias("reader-pro", Provider::Gemini, "gemini-3.1-pro-preview", "premium", "Reads whole files at once."),
    alias(
        "tagger",
        Provider::Fireworks,
        "accounts/fireworks/models/deepseek-v3p2",
        "everyday",
        "Labels in bulk.",
    ),
    alias(
        "open-large",
        Provider::Fireworks,
        "accounts/fireworks/models/kimi-k2p5",
        "premium",
        "Open weights, large.",
    ),
    alias(
        "open-small",
        Provider::Fireworks,
        "accounts/fireworks/models/gpt-oss-20b",
        "everyday",
        "Open weights, small.",
    ),
];

/// The alias that is no longer to be used.
pub const DEPRECATED: &str = "legacy-assistant";

/// Access groups: name, display name, description.
pub const ACCESS_GROUPS: &[(&str, &str, &str)] = &[
    ("everyday", "Everyday", "What every customer may call."),
    ("premium", "Premium", "The large models, by contract."),
    ("search", "Search", "Embeddings for search."),
    ("legacy", "Legacy", "Models that are being phased out."),
];

/// A model group.
#[derive(Debug)]
pub struct Group {
    /// The name by which teams call it.
    pub name: &'static str,
    /// For people.
    pub display_name: &'static str,
    /// For people.
    pub description: &'static str,
    /// How members of one priority are ordered.
    pub balancing: &'static str,
    /// Alias, priority, weight.
    pub members: &'static [(&'static str, i64, u32)],
}

/// One group of each kind of balancing.
pub const GROUPS: &[Group] = &[
    Group {
        name: "best-answer",
        display_name: "Best answer",
        description: "The best model that is up: Anthropic, then OpenAI, then Google.",
        balancing: "priority",
        members: &[("writer", 0, 1), ("assistant-pro", 1, 1), ("reader-pro", 2, 1)],
    },
    Group {
        name: "bulk",
        display_name: "Bulk work",
        description: "Shares work in bulk among cheap models.",
        balancing: "weight",
        members: &[("tagger", 0, 70), ("open-small", 0, 20), ("swift", 0, 10)],
    },
    Group {
        name: "quick-reply",
        display_name: "Quick reply",
        description: "Whichever answers fastest at the moment.",
        balancing: "least_latency",
        members: &[("swift", 0, 1), ("writer-swift", 0, 1), ("reader", 0, 1)],
    },
];

/// The paths of the providers on the simulator, as the demo's aliases have them.
#[must_use]
pub fn path_on_simulator(provider: Provider) -> &'static str {
    crate::seed::ALIASES.iter().find(|(_, other, ..)| *other == provider).map_or("", |(.., path)| path)
}
