//! What the crate of each function is made of and reaches. With the route table, which declares the functions, this is all
//! that `cargo xtask manifests` writes their manifests and entry points from.

use crate::routes::Function;

/// What a function's manifests and entry point are made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manifest {
    /// What serves its requests.
    pub entry: Entry,
    /// What it reaches outside the runtime.
    pub reaches: Reach,
    /// Whether it has the runtime's store of settlements that failed: those that settle calls, book what is kept, or watch it.
    pub keeps_settlements: bool,
    /// When the runtime's scheduler runs it, if it does.
    pub schedule: Option<Schedule>,
    /// For a function with a `build.rs`: the crates that this depends on. It writes an expression to `built.rs` in its output
    /// folder, and the handler takes that expression's value as its third argument.
    pub build_dependencies: Option<&'static [&'static str]>,
}

/// What serves a function's requests. The paths are within the crate `endpoints`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A handler.
    Handler(&'static str),
    /// The front door, which takes every request and hands it to the others.
    FrontDoor(&'static str),
}

/// What a function reaches outside the runtime. Where a runtime can enforce it, nothing else is reachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nothing.
    Nothing,
    /// The database.
    Database,
    /// The database, and the providers of models.
    DatabaseAndProviders,
    /// The database, and the addresses that teams have named for their webhooks.
    DatabaseAndReceivers,
}

/// When the runtime's scheduler runs a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// The times, as a cron expression in UTC.
    pub cron: &'static str,
    /// The schedule in words.
    pub words: &'static str,
    /// What is run then: its path within the crate `endpoints`.
    pub work: &'static str,
}

impl Function {
    /// What its manifests and its entry point are made from.
    // One line a function.
    #[rustfmt::skip]
    #[must_use]
    pub const fn manifest(self) -> Manifest {
        use Reach::{Database, DatabaseAndProviders, DatabaseAndReceivers, Nothing};
        match self {
            Self::AdminUsers => handler("operators::handle", Database),
            Self::ApiDocs => handler("operations::api_docs::handle", Nothing).built_with(&["base64", "serde_json", "sha2"]),
            Self::Audit => handler("operations::audit::handle", Database),
            Self::CallableModels => handler("doors::models::handle", Database),
            Self::ChatCompletions => handler("doors::chat_completions::handle", DatabaseAndProviders).keeping_settlements(),
            Self::Credits => handler("credits::handle", Database),
            Self::Embeddings => handler("doors::embeddings::handle", DatabaseAndProviders).keeping_settlements(),
            Self::FrontDoor => front_door("operations::front_door::FRONT_DOOR"),
            Self::HealthReady => handler("operations::health_ready::handle", Database).built_with(&[]).keeping_settlements(),
            Self::JobComplete => handler("jobs::complete::handle", Database),
            Self::JobCreate => handler("jobs::create::handle", Database),
            Self::JobCreateAndCall => handler("jobs::create_and_call::handle", DatabaseAndProviders).keeping_settlements(),
            Self::JobCreateAndCallStream => handler("jobs::create_and_call_stream::handle", DatabaseAndProviders).keeping_settlements(),
            Self::JobLlmCall => handler("jobs::llm_call::handle", DatabaseAndProviders).keeping_settlements(),
            Self::JobLlmCallStream => handler("jobs::llm_call_stream::handle", DatabaseAndProviders).keeping_settlements(),
            Self::Jobs => handler("jobs::reading::handle", Database),
            Self::Messages => handler("doors::messages::handle", DatabaseAndProviders).keeping_settlements(),
            Self::Metrics => handler("operations::metrics::handle", Database).keeping_settlements(),
            Self::ModelAccessGroups => handler("models::access_groups::handle", Database),
            Self::ModelGroups => handler("models::model_groups::handle", Database),
            Self::Models => handler("models::aliases::handle", Database),
            Self::Organizations => handler("organizations::handle", Database),
            Self::Pricing => handler("pricing::prices::handle", Database),
            Self::ProviderCredentials => handler("credentials::handle", DatabaseAndProviders),
            Self::Responses => handler("doors::responses::handle", DatabaseAndProviders).keeping_settlements(),
            Self::Stats => handler("reports::stats::handle", Database),
            Self::Sweep => handler("operations::sweep::handle", Database).keeping_settlements()
                .runs("Every five minutes", "*/5 * * * *", "operations::sweep::on_schedule"),
            Self::TeamUsage => handler("reports::team_usage::handle", Database),
            Self::Teams => handler("teams::handle", Database),
            Self::WebhookDelivery => handler("webhooks::delivery::handle", DatabaseAndReceivers)
                .runs("Every minute", "* * * * *", "webhooks::delivery::on_schedule"),
            Self::Webhooks => handler("webhooks::managing::handle", Database),
        }
    }
}

const fn handler(path: &'static str, reaches: Reach) -> Manifest {
    Manifest {
        entry: Entry::Handler(path),
        reaches,
        keeps_settlements: false,
        schedule: None,
        build_dependencies: None,
    }
}

const fn front_door(path: &'static str) -> Manifest {
    Manifest { entry: Entry::FrontDoor(path), ..handler("", Reach::Nothing) }
}

impl Manifest {
    const fn keeping_settlements(mut self) -> Self {
        self.keeps_settlements = true;
        self
    }

    const fn runs(mut self, words: &'static str, cron: &'static str, work: &'static str) -> Self {
        self.schedule = Some(Schedule { cron, words, work });
        self
    }

    const fn built_with(mut self, dependencies: &'static [&'static str]) -> Self {
        self.build_dependencies = Some(dependencies);
        self
    }

    /// Whether the function reaches the database.
    #[must_use]
    pub const fn uses_database(&self) -> bool {
        !matches!(self.reaches, Reach::Nothing)
    }
}
