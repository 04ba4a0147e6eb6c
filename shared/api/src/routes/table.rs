//! The table of functions and of the routes that each serves.

use super::{Auth, Method, Operations, Route};
use crate::role::Role;

/// What every operator may do.
const READ: Auth = Auth::Operator(Role::User);
/// For teams, which read what is theirs, and for every operator.
const READ_BY_TEAM: Auth = Auth::TeamOrOperator(Role::User);
/// For teams, which change what is theirs, and for operators who may change things.
const CHANGE_BY_TEAM: Auth = Auth::TeamOrOperator(Role::Admin);
/// What takes an operator who may change things.
const CHANGE: Auth = Auth::Operator(Role::Admin);
/// What is done to one's own account.
const OWN_ACCOUNT: Auth = Auth::SignedIn(Role::User);
/// What only owners may do.
const OWN: Auth = Auth::Operator(Role::Owner);

/// Declares the functions. Each has a name (that of its folder in `functions/`), an enum of its operations, and a route for
/// each of these: `Variant "operation_id": METHOD "path", who may call it;`.
macro_rules! functions {
    ($(
        $(#[doc = $about:literal])+
        $function:ident $name:literal => $operations:ident {
            $($(#[$attribute:meta])* $operation:ident $id:literal: $method:ident $path:literal, $auth:expr;)+
        }
    )+) => {
        /// A function: what is deployed as one WASM module.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Function {
            $($(#[doc = $about])+ $function,)+
        }

        impl Function {
            /// Every function.
            pub const ALL: &[Self] = &[$(Self::$function),+];

            /// Its name: that of its folder in `functions/`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$function => $name),+ }
            }

            /// What it is for, in one sentence.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Self::$function => concat!($($about),+).trim_ascii()),+ }
            }
        }

        /// An operation of any function: what one route does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Operation {
            $(#[doc = concat!("Of the function `", $name, "`.")] $function($operations),)+
        }

        impl Operation {
            /// Its name in two or three words, unique: the `operationId` of the OpenAPI document.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$function($operations::$operation) => $id,)+)+ }
            }

            /// The function that does it.
            #[must_use]
            pub const fn function(self) -> Function {
                match self { $(Self::$function(_) => Function::$function),+ }
            }
        }

        $(
            #[doc = concat!("The operations of the function `", $name, "`.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub enum $operations {
                $($(#[$attribute])* #[doc = concat!("`", stringify!($method), " ", $path, "`")] $operation,)+
            }

            impl Operations for $operations {
                const FUNCTION: Function = Function::$function;
                const ALL: &'static [Self] = &[$(Self::$operation),+];

                fn of(operation: Operation) -> Option<Self> {
                    match operation { Operation::$function(one) => Some(one), _ => None }
                }
            }
        )+

        /// Every endpoint.
        pub const ROUTES: &[Route] = &[$($(
            Route {
                method: Method::$method,
                path: $path,
                operation: Operation::$function($operations::$operation),
                auth: $auth,
            },
        )+)+];
    };
}

functions! {
    /// The front door: `GET /health`, and the way to every other function.
    FrontDoor "front-door" => FrontDoorOperation {
        Health "health": Get "/health", Auth::Open;
    }
    /// `GET /health/ready`: whether everything that requests need is available.
    HealthReady "health-ready" => HealthReadyOperation {
        Readiness "readiness": Get "/health/ready", Auth::Open;
    }
    /// `GET /openapi.json` and `GET /docs`: the description of the API, for programs and for people.
    ApiDocs "api-docs" => ApiDocsOperation {
        GetOpenapi "get_openapi": Get "/openapi.json", Auth::Open;
        GetDocs "get_docs": Get "/docs", Auth::Open;
    }
    /// `GET /metrics`: counters for operators, in the text format of Prometheus.
    Metrics "metrics" => MetricsOperation {
        Metrics "metrics": Get "/metrics", READ;
    }
    /// `POST /api/jobs/create`: opens a job.
    JobCreate "job-create" => JobCreateOperation {
        CreateJob "create_job": Post "/api/jobs/create", Auth::Team;
    }
    /// `POST /api/jobs/create-and-call`: opens a job, makes its one call, completes it.
    JobCreateAndCall "job-create-and-call" => JobCreateAndCallOperation {
        CreateAndCall "create_and_call": Post "/api/jobs/create-and-call", Auth::Team;
    }
    /// `POST /api/jobs/create-and-call-stream`: opens a job, makes its one call as a stream, completes it.
    JobCreateAndCallStream "job-create-and-call-stream" => JobCreateAndCallStreamOperation {
        CreateAndCallStream "create_and_call_stream": Post "/api/jobs/create-and-call-stream", Auth::Team;
    }
    /// `POST /api/jobs/{job_id}/llm-call`: one call of a job, answered whole.
    JobLlmCall "job-llm-call" => JobLlmCallOperation {
        LlmCall "llm_call": Post "/api/jobs/{job_id}/llm-call", Auth::Team;
    }
    /// `POST /api/jobs/{job_id}/llm-call-stream`: one call of a job, answered as a stream.
    JobLlmCallStream "job-llm-call-stream" => JobLlmCallStreamOperation {
        LlmCallStream "llm_call_stream": Post "/api/jobs/{job_id}/llm-call-stream", Auth::Team;
    }
    /// `POST /v1/chat/completions`: OpenAI's chat completions, whole and streamed, for clients that are made for OpenAI.
    ChatCompletions "chat-completions" => ChatCompletionsOperation {
        CreateChatCompletion "create_chat_completion": Post "/v1/chat/completions", Auth::Team;
    }
    /// `POST /v1/responses`: OpenAI's responses, whole and streamed, for clients that are made for OpenAI.
    Responses "responses" => ResponsesOperation {
        CreateResponse "create_response": Post "/v1/responses", Auth::Team;
    }
    /// `POST /v1/messages`: Anthropic's messages, whole and streamed, and their tokens, for clients that are made for Anthropic.
    Messages "messages" => MessagesOperation {
        CreateMessage "create_message": Post "/v1/messages", Auth::Team;
        CountMessageTokens "count_message_tokens": Post "/v1/messages/count_tokens", Auth::Team;
    }
    /// `POST /v1/embeddings`: OpenAI's embeddings, for clients that are made for OpenAI.
    Embeddings "embeddings" => EmbeddingsOperation {
        CreateEmbeddings "create_embeddings": Post "/v1/embeddings", Auth::Team;
    }
    /// `/v1/models`: what a key may call, for clients that are made for OpenAI.
    CallableModels "callable-models" => CallableModelsOperation {
        ListCallableModels "list_callable_models": Get "/v1/models", Auth::Team;
        GetCallableModel "get_callable_model": Get "/v1/models/{model}", Auth::Team;
    }
    /// `POST /api/jobs/{job_id}/complete`: closes a job and charges for it.
    JobComplete "job-complete" => JobCompleteOperation {
        CompleteJob "complete_job": Post "/api/jobs/{job_id}/complete", Auth::Team;
    }
    /// `/api/credits/...`: balances, the ledger, and what operators do to them.
    Credits "credits" => CreditsOperation {
        GetBalance "get_balance": Get "/api/credits/teams/{team_id}/balance", READ_BY_TEAM;
        ListTransactions "list_transactions": Get "/api/credits/teams/{team_id}/transactions", READ_BY_TEAM;
        CheckCredits "check_credits": Post "/api/credits/teams/{team_id}/check", READ_BY_TEAM;
        AddCredits "add_credits": Post "/api/credits/teams/{team_id}/add", CHANGE;
        ReplenishCredits "replenish_credits": Post "/api/credits/teams/{team_id}/replenish", CHANGE;
        ConfigureAutoRefill "configure_auto_refill": Post "/api/credits/teams/{team_id}/configure-auto-refill", CHANGE;
        GetConversionRates "get_conversion_rates": Get "/api/credits/teams/{team_id}/conversion-rates", READ;
        SetConversionRates "set_conversion_rates": Patch "/api/credits/teams/{team_id}/conversion-rates", CHANGE;
        SetBudgetMode "set_budget_mode": Patch "/api/credits/teams/{team_id}/budget-mode", CHANGE;
        GetBalanceByQuery "get_balance_by_query": Get "/api/credits/balance", READ_BY_TEAM;
        ListTransactionsByQuery "list_transactions_by_query": Get "/api/credits/transactions", READ_BY_TEAM;
        AddCreditsByBody "add_credits_by_body": Post "/api/credits/add", CHANGE;
        GetCreditsOfTeam "get_credits_of_team": Get "/api/teams/{team_id}/credits", READ_BY_TEAM;
        ListCreditTransactionsOfTeam "list_credit_transactions_of_team": Get "/api/teams/{team_id}/credits/transactions", READ_BY_TEAM;
        AllocateCredits "allocate_credits": Post "/api/teams/{team_id}/credits/allocate", CHANGE;
    }
    /// `/api/jobs/...` and `/api/calls/...`: jobs, their costs and their calls, as teams and operators read them.
    Jobs "jobs" => JobsOperation {
        ListAllJobs "list_all_jobs": Get "/api/jobs", READ;
        GetJob "get_job": Get "/api/jobs/{job_id}", READ_BY_TEAM;
        UpdateJobMetadata "update_job_metadata": Patch "/api/jobs/{job_id}/metadata", CHANGE_BY_TEAM;
        GetJobCosts "get_job_costs": Get "/api/jobs/{job_id}/costs", READ_BY_TEAM;
        ListJobs "list_jobs": Get "/api/teams/{team_id}/jobs", READ_BY_TEAM;
        ListJobSummaries "list_job_summaries": Get "/api/jobs/teams/{team_id}", READ;
        GetJobWithCalls "get_job_with_calls": Get "/api/jobs/teams/{team_id}/{job_id}", READ;
        ListCalls "list_calls": Get "/api/calls", READ;
        GetCall "get_call": Get "/api/calls/{call_id}", READ;
    }
    /// `GET /api/teams/{team_id}/usage`: what a team used in a year, a month or a day.
    TeamUsage "team-usage" => TeamUsageOperation {
        GetTeamUsage "get_team_usage": Get "/api/teams/{team_id}/usage", READ_BY_TEAM;
    }
    /// Statistics for operators: what was used, by whom and for what, and what it cost and brought in.
    Stats "stats" => StatsOperation {
        GetJobStatistics "get_job_statistics": Get "/api/jobs/organizations/{organization_id}/stats", READ;
        GetSpendAnalytics "get_spend_analytics": Get "/api/jobs/organizations/{organization_id}/analytics", READ;
        GetDashboard "get_dashboard": Get "/api/stats/dashboard", READ;
        GetAttention "get_attention": Get "/api/stats/attention", READ;
        ReportUsage "report_usage": Get "/api/stats/usage", READ;
        GetOrganizationUsage "get_organization_usage": Get "/api/organizations/{organization_id}/usage", READ;
    }
    /// `/api/models/...`: aliases and their models.
    Models "models" => ModelsOperation {
        ListModels "list_models": Get "/api/models", READ;
        CreateModel "create_model": Post "/api/models/create", CHANGE;
        GetModel "get_model": Get "/api/models/{alias}", READ;
        UpdateModel "update_model": Put "/api/models/{alias}", CHANGE;
        DeleteModel "delete_model": Delete "/api/models/{alias}", CHANGE;
        ListModelPrices "list_model_prices": Get "/api/models/{alias}/prices", READ;
        ListModelsByOlderPath "list_models_by_older_path": Get "/api/model-aliases", READ;
        CreateModelByOlderPath "create_model_by_older_path": Post "/api/model-aliases/create", CHANGE;
        GetModelByOlderPath "get_model_by_older_path": Get "/api/model-aliases/{alias}", READ;
        UpdateModelByOlderPath "update_model_by_older_path": Put "/api/model-aliases/{alias}", CHANGE;
        DeleteModelByOlderPath "delete_model_by_older_path": Delete "/api/model-aliases/{alias}", CHANGE;
    }
    /// `/api/model-access-groups/...`: which aliases are given to teams together.
    ModelAccessGroups "model-access-groups" => ModelAccessGroupsOperation {
        ListAccessGroups "list_access_groups": Get "/api/model-access-groups", READ;
        CreateAccessGroup "create_access_group": Post "/api/model-access-groups/create", CHANGE;
        GetAccessGroup "get_access_group": Get "/api/model-access-groups/{group_name}", READ;
        UpdateAccessGroup "update_access_group": Put "/api/model-access-groups/{group_name}", CHANGE;
        SetAccessGroupModels "set_access_group_models": Put "/api/model-access-groups/{group_name}/models", CHANGE;
        DeleteAccessGroup "delete_access_group": Delete "/api/model-access-groups/{group_name}", CHANGE;
    }
    /// `/api/model-groups/...` and `/api/routes/health`: models that are called by one name, and how their routes are.
    ModelGroups "model-groups" => ModelGroupsOperation {
        ListModelGroups "list_model_groups": Get "/api/model-groups", READ;
        CreateModelGroup "create_model_group": Post "/api/model-groups/create", CHANGE;
        GetModelGroup "get_model_group": Get "/api/model-groups/{group_name}", READ;
        UpdateModelGroup "update_model_group": Put "/api/model-groups/{group_name}", CHANGE;
        SetModelGroupModels "set_model_group_models": Put "/api/model-groups/{group_name}/models", CHANGE;
        DeleteModelGroup "delete_model_group": Delete "/api/model-groups/{group_name}", CHANGE;
        ResolveModelGroup "resolve_model_group": Get "/api/model-groups/{group_name}/resolve", READ_BY_TEAM;
        ListRouteHealth "list_route_health": Get "/api/routes/health", READ;
    }
    /// `/api/provider-credentials/...`: the organizations' own keys.
    ProviderCredentials "provider-credentials" => ProviderCredentialsOperation {
        ListCredentials "list_credentials": Get "/api/provider-credentials", READ;
        CreateCredential "create_credential": Post "/api/provider-credentials/create", CHANGE;
        ImportCredentials "import_credentials": Post "/api/provider-credentials/import", CHANGE;
        ResealCredentials "reseal_credentials": Post "/api/provider-credentials/reseal", CHANGE;
        GetCredential "get_credential": Get "/api/provider-credentials/{credential_id}", READ;
        UpdateCredential "update_credential": Put "/api/provider-credentials/{credential_id}", CHANGE;
        DeleteCredential "delete_credential": Delete "/api/provider-credentials/{credential_id}", CHANGE;
        ActivateCredential "activate_credential": Put "/api/provider-credentials/{credential_id}/activate", CHANGE;
        DeactivateCredential "deactivate_credential": Put "/api/provider-credentials/{credential_id}/deactivate", CHANGE;
        TestCredential "test_credential": Post "/api/provider-credentials/{credential_id}/test", CHANGE;
        ListCredentialsOfOrganization "list_credentials_of_organization": Get "/api/provider-credentials/organization/{organization_id}", READ;
        GetCredentialInUse "get_credential_in_use": Get "/api/provider-credentials/organization/{organization_id}/provider/{provider}", READ;
    }
    /// `/api/pricing/...`: what the providers charge for their models, and what clients pay for their jobs.
    Pricing "pricing" => PricingOperation {
        ListPrices "list_prices": Get "/api/pricing", READ;
        ListPricingPlans "list_pricing_plans": Get "/api/pricing/plans", READ;
        SetPricingPlan "set_pricing_plan": Post "/api/pricing/plans", CHANGE;
        GetPricingPlan "get_pricing_plan": Get "/api/pricing/plans/{plan_id}", READ;
        EndPricingPlan "end_pricing_plan": Delete "/api/pricing/plans/{plan_id}", CHANGE;
    }
    /// `POST /api/maintenance/sweep`, and the same by the runtime's scheduler.
    Sweep "sweep" => SweepOperation {
        Sweep "sweep": Post "/api/maintenance/sweep", CHANGE;
    }
    /// `POST /api/maintenance/audit`: whether the books are right.
    Audit "audit" => AuditOperation {
        AuditBooks "audit_books": Post "/api/maintenance/audit", CHANGE;
    }
    /// `POST /api/maintenance/deliver-webhooks`, and the same by the runtime's scheduler.
    WebhookDelivery "webhook-delivery" => WebhookDeliveryOperation {
        DeliverWebhooks "deliver_webhooks": Post "/api/maintenance/deliver-webhooks", CHANGE;
    }
    /// `/api/webhooks/...`: the webhooks of teams, and the messages that were sent to them.
    Webhooks "webhooks" => WebhooksOperation {
        ListWebhooks "list_webhooks": Get "/api/webhooks", READ_BY_TEAM;
        RegisterWebhook "register_webhook": Post "/api/webhooks/register", CHANGE_BY_TEAM;
        ResealWebhooks "reseal_webhooks": Post "/api/webhooks/reseal", CHANGE;
        ListDeadLetters "list_dead_letters": Get "/api/webhooks/dead-letters", READ_BY_TEAM;
        GetWebhook "get_webhook": Get "/api/webhooks/{webhook_id}", READ_BY_TEAM;
        UpdateWebhook "update_webhook": Put "/api/webhooks/{webhook_id}", CHANGE_BY_TEAM;
        RotateWebhookSecret "rotate_webhook_secret": Post "/api/webhooks/{webhook_id}/rotate-secret", CHANGE_BY_TEAM;
        TestWebhook "test_webhook": Post "/api/webhooks/{webhook_id}/test", CHANGE_BY_TEAM;
        ListDeliveries "list_deliveries": Get "/api/webhooks/{webhook_id}/deliveries", READ_BY_TEAM;
        RetryDelivery "retry_delivery": Post "/api/webhooks/{webhook_id}/deliveries/{delivery_id}/retry", CHANGE_BY_TEAM;
        DeleteWebhook "delete_webhook": Delete "/api/webhooks/{webhook_id}", CHANGE_BY_TEAM;
    }
    /// `/api/organizations/...`: the customers that teams belong to.
    Organizations "organizations" => OrganizationsOperation {
        ListOrganizations "list_organizations": Get "/api/organizations", READ;
        CreateOrganization "create_organization": Post "/api/organizations/create", CHANGE;
        GetOrganization "get_organization": Get "/api/organizations/{organization_id}", READ;
        UpdateOrganization "update_organization": Put "/api/organizations/{organization_id}", CHANGE;
        DeleteOrganization "delete_organization": Delete "/api/organizations/{organization_id}", CHANGE;
        SetOrganizationStatus "set_organization_status": Put "/api/organizations/{organization_id}/status", CHANGE;
        ListTeamsOfOrganization "list_teams_of_organization": Get "/api/organizations/{organization_id}/teams", READ;
    }
    /// `/api/admin-users/...`: operators, how they sign in, and what they did.
    AdminUsers "admin-users" => AdminUsersOperation {
        GetSetupStatus "get_setup_status": Get "/api/admin-users/setup/status", Auth::Open;
        SetUp "set_up": Post "/api/admin-users/setup", OWN;
        Login "login": Post "/api/admin-users/login", Auth::Open;
        // The refresh token in the body is the credential.
        RefreshSession "refresh_session": Post "/api/admin-users/refresh", Auth::Open;
        Logout "logout": Post "/api/admin-users/logout", OWN_ACCOUNT;
        GetOwnAccount "get_own_account": Get "/api/admin-users/me", OWN_ACCOUNT;
        ChangeOwnPassword "change_own_password": Post "/api/admin-users/me/change-password", OWN_ACCOUNT;
        ListOwnSessions "list_own_sessions": Get "/api/admin-users/me/sessions", OWN_ACCOUNT;
        EndOwnSession "end_own_session": Delete "/api/admin-users/me/sessions/{session_id}", OWN_ACCOUNT;
        ListOperators "list_operators": Get "/api/admin-users", CHANGE;
        CreateOperator "create_operator": Post "/api/admin-users", CHANGE;
        ListAuditLog "list_audit_log": Get "/api/admin-users/audit-logs", CHANGE;
        GetOperator "get_operator": Get "/api/admin-users/{user_id}", CHANGE;
        ChangeOperator "change_operator": Put "/api/admin-users/{user_id}", CHANGE;
        DeactivateOperator "deactivate_operator": Delete "/api/admin-users/{user_id}", CHANGE;
        ResetPassword "reset_password": Post "/api/admin-users/{user_id}/change-password", OWN;
    }
    /// `/api/teams/...`: teams, what they may call and pay, and their virtual keys.
    Teams "teams" => TeamsOperation {
        ListTeams "list_teams": Get "/api/teams", READ;
        CreateTeam "create_team": Post "/api/teams/create", CHANGE;
        GetTeam "get_team": Get "/api/teams/{team_id}", READ_BY_TEAM;
        UpdateTeam "update_team": Put "/api/teams/{team_id}", CHANGE;
        DeleteTeam "delete_team": Delete "/api/teams/{team_id}", CHANGE;
        SetTeamAccessGroups "set_team_access_groups": Put "/api/teams/{team_id}/access-groups", CHANGE;
        SetTeamModelGroups "set_team_model_groups": Put "/api/teams/{team_id}/model-groups", CHANGE;
        SetTeamMarkup "set_team_markup": Patch "/api/teams/{team_id}/markup", CHANGE;
        SuspendTeam "suspend_team": Put "/api/teams/{team_id}/suspend", CHANGE;
        SuspendTeamByPost "suspend_team_by_post": Post "/api/teams/{team_id}/suspend", CHANGE;
        PauseTeam "pause_team": Put "/api/teams/{team_id}/pause", CHANGE;
        PauseTeamByPost "pause_team_by_post": Post "/api/teams/{team_id}/pause", CHANGE;
        ResumeTeam "resume_team": Put "/api/teams/{team_id}/resume", CHANGE;
        ResumeTeamByPost "resume_team_by_post": Post "/api/teams/{team_id}/resume", CHANGE;
        ListKeys "list_keys": Get "/api/teams/{team_id}/keys", READ;
        CreateKey "create_key": Post "/api/teams/{team_id}/keys", CHANGE;
        UpdateKey "update_key": Put "/api/teams/{team_id}/keys/{key_id}", CHANGE;
        RevokeKey "revoke_key": Delete "/api/teams/{team_id}/keys/{key_id}", CHANGE;
        RotateKey "rotate_key": Post "/api/teams/{team_id}/keys/{key_id}/rotate", CHANGE;
        RotateOnlyKey "rotate_only_key": Post "/api/teams/{team_id}/rotate-key", CHANGE;
    }
}
