//! The clients that are tried.

/// A client, and the script of `sdks/` that uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// Its packages, as people name them.
    pub name: &'static str,
    /// The script, without the folder of a Python script and without its ending.
    pub script: &'static str,
    /// What the script is written in.
    pub language: Language,
}

/// What a client's script is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// JavaScript, with packages of npm.
    JavaScript,
    /// Python, with packages of PyPI.
    Python(Environment),
}

/// Packages of PyPI that go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// Those that agree on what they need.
    Sdks,
    /// Instructor, which needs other versions of it.
    Instructor,
}

/// Every client.
pub const ALL: [Client; 15] = [
    javascript("openai (npm)", "openai"),
    javascript("openai (npm), responses", "openai-responses"),
    javascript("@anthropic-ai/sdk", "anthropic"),
    javascript("ai with @ai-sdk/openai-compatible", "ai-openai-compatible"),
    javascript("ai with @ai-sdk/openai", "ai-openai"),
    javascript("ai with @ai-sdk/anthropic", "ai-anthropic"),
    javascript("@langchain/openai", "langchain-openai"),
    javascript("@langchain/anthropic", "langchain-anthropic"),
    python("openai (PyPI)", "openai_chat", Environment::Sdks),
    python("anthropic (PyPI)", "anthropic_messages", Environment::Sdks),
    python("langchain-openai (PyPI)", "langchain_openai_chat", Environment::Sdks),
    python("langchain-anthropic (PyPI)", "langchain_anthropic_chat", Environment::Sdks),
    python("pydantic-ai, OpenAI (PyPI)", "pydantic_ai_chat", Environment::Sdks),
    python("pydantic-ai, Anthropic (PyPI)", "pydantic_ai_anthropic", Environment::Sdks),
    python("instructor (PyPI)", "instructor_chat", Environment::Instructor),
];

/// What is tried of each client, in this order.
pub const SURFACES: [&str; 14] = [
    "models",
    "chat",
    "stream",
    "tools",
    "parallel_tools",
    "streamed_tools",
    "vision",
    "structured_output",
    "reasoning",
    "embeddings",
    "errors",
    "retries",
    "broken_stream",
    "abort",
];

impl Client {
    /// Whether it is for Python, from PyPI.
    pub const fn is_python(self) -> bool {
        matches!(self.language, Language::Python(_))
    }
}

const fn javascript(name: &'static str, script: &'static str) -> Client {
    Client { name, script, language: Language::JavaScript }
}

const fn python(name: &'static str, script: &'static str, environment: Environment) -> Client {
    Client { name, script, language: Language::Python(environment) }
}
