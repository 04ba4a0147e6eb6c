//! The route table: which function serves which method and path, and who may call it.

use std::cmp::Ordering;

use crate::role::Role;

/// Who may call a route. There is no default: each route says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Anybody.
    Open,
    /// The holder of a team's virtual key.
    Team,
    /// An operator of at least this role, by access token, or whoever has the admin key.
    Operator(Role),
    /// An operator of at least this role, by access token only: what is done here is done to one's own account.
    SignedIn(Role),
    /// The team itself, by virtual key, or an operator as above.
    TeamOrOperator(Role),
}

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method, upper case.
    pub method: &'static str,
    /// The path; `{name}` stands for one segment.
    pub path: &'static str,
    /// The function that serves it: the name of its folder in `functions/`.
    pub function: &'static str,
    /// Who may call it.
    pub auth: Auth,
    /// What it does, in two or three words: unique, and the same in the OpenAPI document.
    pub operation: &'static str,
}

const fn route(
    method: &'static str,
    path: &'static str,
    auth: Auth,
    function: &'static str,
    operation: &'static str,
) -> Route {
    Route { method, path, function, auth, operation }
}

/// What every operator may do.
const READ: Auth = Auth::Operator(Role::User);
/// What a team may read of its own, and every operator.
const READ_BY_TEAM: Auth = Auth::TeamOrOperator(Role::User);
/// What a team may change of its own, and an operator who may change things.
const CHANGE_BY_TEAM: Auth = Auth::TeamOrOperator(Role::Admin);
/// What takes an operator who may change things.
const CHANGE: Auth = Auth::Operator(Role::Admin);

/// Every endpoint there is.
// One line a route.
#[rustfmt::skip]
pub const ROUTES: &[Route] = &[
    route("GET", "/health", Auth::Open, "front-door", "health"),
    route("GET", "/health/ready", Auth::Open, "health-ready", "readiness"),
    route("GET", "/openapi.json", Auth::Open, "api-docs", "get_openapi"),
    route("GET", "/docs", Auth::Open, "api-docs", "get_docs"),
    route("GET", "/metrics", READ, "metrics", "metrics"),
    route("POST", "/api/jobs/create", Auth::Team, "job-create", "create_job"),
    route("POST", "/api/jobs/create-and-call", Auth::Team, "job-create-and-call", "create_and_call"),
    route("POST", "/api/jobs/create-and-call-stream", Auth::Team, "job-create-and-call-stream", "create_and_call_stream"),
    route("POST", "/api/jobs/{job_id}/llm-call", Auth::Team, "job-llm-call", "llm_call"),
    route("POST", "/api/jobs/{job_id}/llm-call-stream", Auth::Team, "job-llm-call-stream", "llm_call_stream"),
    route("POST", "/api/jobs/{job_id}/complete", Auth::Team, "job-complete", "complete_job"),
    route("GET", "/api/credits/teams/{team_id}/balance", READ_BY_TEAM, "credits", "get_balance"),
    route("GET", "/api/credits/teams/{team_id}/transactions", READ_BY_TEAM, "credits", "list_transactions"),
    route("POST", "/api/credits/teams/{team_id}/check", READ_BY_TEAM, "credits", "check_credits"),
    route("POST", "/api/credits/teams/{team_id}/add", CHANGE, "credits", "add_credits"),
    route("POST", "/api/credits/teams/{team_id}/replenish", CHANGE, "credits", "replenish_credits"),
    route("POST", "/api/credits/teams/{team_id}/configure-auto-refill", CHANGE, "credits", "configure_auto_refill"),
    route("GET", "/api/credits/teams/{team_id}/conversion-rates", READ, "credits", "get_conversion_rates"),
    route("PATCH", "/api/credits/teams/{team_id}/conversion-rates", CHANGE, "credits", "set_conversion_rates"),
    route("PATCH", "/api/credits/teams/{team_id}/budget-mode", CHANGE, "credits", "set_budget_mode"),
    route("GET", "/api/credits/balance", READ_BY_TEAM, "credits", "get_balance_by_query"),
    route("GET", "/api/credits/transactions", READ_BY_TEAM, "credits", "list_transactions_by_query"),
    route("POST", "/api/credits/add", CHANGE, "credits", "add_credits_by_body"),
    route("GET", "/api/teams/{team_id}/credits", READ_BY_TEAM, "credits", "get_credits_of_team"),
    route("GET", "/api/teams/{team_id}/credits/transactions", READ_BY_TEAM, "credits", "list_credit_transactions_of_team"),
    route("POST", "/api/teams/{team_id}/credits/allocate", CHANGE, "credits", "allocate_credits"),
    route("GET", "/api/jobs/{job_id}", READ_BY_TEAM, "jobs", "get_job"),
    route("PATCH", "/api/jobs/{job_id}/metadata", CHANGE_BY_TEAM, "jobs", "update_job_metadata"),
    route("GET", "/api/jobs/{job_id}/costs", READ_BY_TEAM, "jobs", "get_job_costs"),
    route("GET", "/api/teams/{team_id}/jobs", READ_BY_TEAM, "jobs", "list_jobs"),
    route("GET", "/api/jobs/teams/{team_id}", READ, "jobs", "list_job_summaries"),
    route("GET", "/api/jobs/teams/{team_id}/{job_id}", READ, "jobs", "get_job_with_calls"),
    route("GET", "/api/teams/{team_id}/usage", READ_BY_TEAM, "team-usage", "get_team_usage"),
    route("GET", "/api/jobs/organizations/{organization_id}/stats", READ, "stats", "get_job_statistics"),
    route("GET", "/api/jobs/organizations/{organization_id}/analytics", READ, "stats", "get_spend_analytics"),
    route("GET", "/api/stats/dashboard", READ, "stats", "get_dashboard"),
    route("GET", "/api/stats/usage", READ, "stats", "report_usage"),
    route("GET", "/api/organizations/{organization_id}/usage", READ, "stats", "get_organization_usage"),
    route("GET", "/api/models", READ, "models", "list_models"),
    route("POST", "/api/models/create", CHANGE, "models", "create_model"),
    route("GET", "/api/models/{alias}", READ, "models", "get_model"),
    route("PUT", "/api/models/{alias}", CHANGE, "models", "update_model"),
    route("DELETE", "/api/models/{alias}", CHANGE, "models", "delete_model"),
    route("GET", "/api/model-aliases", READ, "models", "list_models_by_older_path"),
    route("POST", "/api/model-aliases/create", CHANGE, "models", "create_model_by_older_path"),
    route("GET", "/api/model-aliases/{alias}", READ, "models", "get_model_by_older_path"),
    route("PUT", "/api/model-aliases/{alias}", CHANGE, "models", "update_model_by_older_path"),
    route("DELETE", "/api/model-aliases/{alias}", CHANGE, "models", "delete_model_by_older_path"),
    route("GET", "/api/model-access-groups", READ, "model-access-groups", "list_access_groups"),
    route("POST", "/api/model-access-groups/create", CHANGE, "model-access-groups", "create_access_group"),
    route("GET", "/api/model-access-groups/{group_name}", READ, "model-access-groups", "get_access_group"),
    route("PUT", "/api/model-access-groups/{group_name}", CHANGE, "model-access-groups", "update_access_group"),
    route("PUT", "/api/model-access-groups/{group_name}/models", CHANGE, "model-access-groups", "set_access_group_models"),
    route("DELETE", "/api/model-access-groups/{group_name}", CHANGE, "model-access-groups", "delete_access_group"),
    route("GET", "/api/model-groups", READ, "model-groups", "list_model_groups"),
    route("POST", "/api/model-groups/create", CHANGE, "model-groups", "create_model_group"),
    route("GET", "/api/model-groups/{group_name}", READ, "model-groups", "get_model_group"),
    route("PUT", "/api/model-groups/{group_name}", CHANGE, "model-groups", "update_model_group"),
    route("PUT", "/api/model-groups/{group_name}/models", CHANGE, "model-groups", "set_model_group_models"),
    route("DELETE", "/api/model-groups/{group_name}", CHANGE, "model-groups", "delete_model_group"),
    route("GET", "/api/model-groups/{group_name}/resolve", Auth::TeamOrOperator(Role::User), "model-groups", "resolve_model_group"),
    route("GET", "/api/provider-credentials", READ, "provider-credentials", "list_credentials"),
    route("POST", "/api/provider-credentials/create", CHANGE, "provider-credentials", "create_credential"),
    route("POST", "/api/provider-credentials/import", CHANGE, "provider-credentials", "import_credentials"),
    route("POST", "/api/provider-credentials/reseal", CHANGE, "provider-credentials", "reseal_credentials"),
    route("GET", "/api/provider-credentials/{credential_id}", READ, "provider-credentials", "get_credential"),
    route("PUT", "/api/provider-credentials/{credential_id}", CHANGE, "provider-credentials", "update_credential"),
    route("DELETE", "/api/provider-credentials/{credential_id}", CHANGE, "provider-credentials", "delete_credential"),
    route("PUT", "/api/provider-credentials/{credential_id}/activate", CHANGE, "provider-credentials", "activate_credential"),
    route("PUT", "/api/provider-credentials/{credential_id}/deactivate", CHANGE, "provider-credentials", "deactivate_credential"),
    route("POST", "/api/provider-credentials/{credential_id}/test", CHANGE, "provider-credentials", "test_credential"),
    route("GET", "/api/provider-credentials/organization/{organization_id}", READ, "provider-credentials", "list_credentials_of_organization"),
    route("GET", "/api/provider-credentials/organization/{organization_id}/provider/{provider}", READ, "provider-credentials", "get_credential_in_use"),
    route("GET", "/api/pricing", READ, "pricing", "list_prices"),
    route("GET", "/api/pricing/plans", READ, "pricing", "list_pricing_plans"),
    route("POST", "/api/pricing/plans", CHANGE, "pricing", "set_pricing_plan"),
    route("GET", "/api/pricing/plans/{plan_id}", READ, "pricing", "get_pricing_plan"),
    route("DELETE", "/api/pricing/plans/{plan_id}", CHANGE, "pricing", "end_pricing_plan"),
    route("POST", "/api/maintenance/sweep", CHANGE, "sweep", "sweep"),
    route("POST", "/api/maintenance/deliver-webhooks", CHANGE, "webhook-delivery", "deliver_webhooks"),
    route("GET", "/api/webhooks", READ_BY_TEAM, "webhooks", "list_webhooks"),
    route("POST", "/api/webhooks/register", CHANGE_BY_TEAM, "webhooks", "register_webhook"),
    route("POST", "/api/webhooks/reseal", CHANGE, "webhooks", "reseal_webhooks"),
    route("GET", "/api/webhooks/dead-letters", READ_BY_TEAM, "webhooks", "list_dead_letters"),
    route("GET", "/api/webhooks/{webhook_id}", READ_BY_TEAM, "webhooks", "get_webhook"),
    route("PUT", "/api/webhooks/{webhook_id}", CHANGE_BY_TEAM, "webhooks", "update_webhook"),
    route("POST", "/api/webhooks/{webhook_id}/rotate-secret", CHANGE_BY_TEAM, "webhooks", "rotate_webhook_secret"),
    route("POST", "/api/webhooks/{webhook_id}/test", CHANGE_BY_TEAM, "webhooks", "test_webhook"),
    route("GET", "/api/webhooks/{webhook_id}/deliveries", READ_BY_TEAM, "webhooks", "list_deliveries"),
    route("POST", "/api/webhooks/{webhook_id}/deliveries/{delivery_id}/retry", CHANGE_BY_TEAM, "webhooks", "retry_delivery"),
    route("DELETE", "/api/webhooks/{webhook_id}", CHANGE_BY_TEAM, "webhooks", "delete_webhook"),
    route("GET", "/api/organizations", READ, "organizations", "list_organizations"),
    route("POST", "/api/organizations/create", CHANGE, "organizations", "create_organization"),
    route("GET", "/api/organizations/{organization_id}", READ, "organizations", "get_organization"),
    route("PUT", "/api/organizations/{organization_id}", CHANGE, "organizations", "update_organization"),
    route("DELETE", "/api/organizations/{organization_id}", CHANGE, "organizations", "delete_organization"),
    route("PUT", "/api/organizations/{organization_id}/status", CHANGE, "organizations", "set_organization_status"),
    route("GET", "/api/organizations/{organization_id}/teams", READ, "organizations", "list_teams_of_organization"),
    route("GET", "/api/admin-users/setup/status", Auth::Open, "admin-users", "get_setup_status"),
    route("POST", "/api/admin-users/setup", Auth::Operator(Role::Owner), "admin-users", "set_up"),
    route("POST", "/api/admin-users/login", Auth::Open, "admin-users", "login"),
    // The refresh token in the body is the credential.
    route("POST", "/api/admin-users/refresh", Auth::Open, "admin-users", "refresh_session"),
    route("POST", "/api/admin-users/logout", Auth::SignedIn(Role::User), "admin-users", "logout"),
    route("GET", "/api/admin-users/me", Auth::SignedIn(Role::User), "admin-users", "get_own_account"),
    route("POST", "/api/admin-users/me/change-password", Auth::SignedIn(Role::User), "admin-users", "change_own_password"),
    route("GET", "/api/admin-users/me/sessions", Auth::SignedIn(Role::User), "admin-users", "list_own_sessions"),
    route("DELETE", "/api/admin-users/me/sessions/{session_id}", Auth::SignedIn(Role::User), "admin-users", "end_own_session"),
    route("GET", "/api/admin-users", CHANGE, "admin-users", "list_operators"),
    route("POST", "/api/admin-users", CHANGE, "admin-users", "create_operator"),
    route("GET", "/api/admin-users/audit-logs", CHANGE, "admin-users", "list_audit_log"),
    route("GET", "/api/admin-users/{user_id}", CHANGE, "admin-users", "get_operator"),
    route("PUT", "/api/admin-users/{user_id}", CHANGE, "admin-users", "change_operator"),
    route("DELETE", "/api/admin-users/{user_id}", CHANGE, "admin-users", "deactivate_operator"),
    route("POST", "/api/admin-users/{user_id}/change-password", Auth::Operator(Role::Owner), "admin-users", "reset_password"),
    route("GET", "/api/teams", READ, "teams", "list_teams"),
    route("POST", "/api/teams/create", CHANGE, "teams", "create_team"),
    route("GET", "/api/teams/{team_id}", Auth::TeamOrOperator(Role::User), "teams", "get_team"),
    route("PUT", "/api/teams/{team_id}", CHANGE, "teams", "update_team"),
    route("DELETE", "/api/teams/{team_id}", CHANGE, "teams", "delete_team"),
    route("PUT", "/api/teams/{team_id}/access-groups", CHANGE, "teams", "set_team_access_groups"),
    route("PUT", "/api/teams/{team_id}/model-groups", CHANGE, "teams", "set_team_model_groups"),
    route("PATCH", "/api/teams/{team_id}/markup", CHANGE, "teams", "set_team_markup"),
    route("PUT", "/api/teams/{team_id}/suspend", CHANGE, "teams", "suspend_team"),
    route("POST", "/api/teams/{team_id}/suspend", CHANGE, "teams", "suspend_team_by_post"),
    route("PUT", "/api/teams/{team_id}/pause", CHANGE, "teams", "pause_team"),
    route("POST", "/api/teams/{team_id}/pause", CHANGE, "teams", "pause_team_by_post"),
    route("PUT", "/api/teams/{team_id}/resume", CHANGE, "teams", "resume_team"),
    route("POST", "/api/teams/{team_id}/resume", CHANGE, "teams", "resume_team_by_post"),
    route("GET", "/api/teams/{team_id}/keys", READ, "teams", "list_keys"),
    route("POST", "/api/teams/{team_id}/keys", CHANGE, "teams", "create_key"),
    route("PUT", "/api/teams/{team_id}/keys/{key_id}", CHANGE, "teams", "update_key"),
    route("DELETE", "/api/teams/{team_id}/keys/{key_id}", CHANGE, "teams", "revoke_key"),
    route("POST", "/api/teams/{team_id}/keys/{key_id}/rotate", CHANGE, "teams", "rotate_key"),
    route("POST", "/api/teams/{team_id}/rotate-key", CHANGE, "teams", "rotate_only_key"),
];

/// What a method and a path lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A route, with its path parameters in order.
    Route(&'static Route, Vec<(&'static str, String)>),
    /// The path exists with these methods only.
    OtherMethods(Vec<&'static str>),
    /// No such path.
    Nothing,
}

/// Finds the route for a request. The path alone leads to a function, by the most literal pattern that fits it, for some
/// runtimes route in this way; among that function's routes the method decides. A trailing slash is a different path.
#[must_use]
pub fn find(method: &str, path: &str) -> Found {
    let mut fitting: Vec<(&'static Route, Vec<(&'static str, String)>)> =
        ROUTES.iter().filter_map(|route| Some((route, match_path(route.path, path)?))).collect();
    fitting.sort_by(|(a, _), (b, _)| literal_first(a.path, b.path));
    let Some(function) = fitting.first().map(|(route, _)| route.function) else { return Found::Nothing };
    fitting.retain(|(route, _)| route.function == function);
    let mut methods = Vec::new();
    for (route, _) in &fitting {
        if !methods.contains(&route.method) {
            methods.push(route.method);
        }
    }
    match fitting.into_iter().find(|(route, _)| route.method == method) {
        Some((route, params)) => Found::Route(route, params),
        None => Found::OtherMethods(methods),
    }
}

/// Orders the patterns that fit one path: where they differ first, a literal segment comes before a parameter.
fn literal_first(a: &str, b: &str) -> Ordering {
    a.split('/').map(is_parameter).cmp(b.split('/').map(is_parameter))
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

fn match_path(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut params = Vec::new();
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !segment.is_empty() => params.push((name, segment.to_owned())),
            None if expected == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(method: &str, path: &str) -> Option<&'static str> {
        match find(method, path) {
            Found::Route(route, _) => Some(route.function),
            _ => None,
        }
    }

    #[test]
    fn literal_segments_win_over_parameters() {
        assert_eq!(function("POST", "/api/jobs/create-and-call"), Some("job-create-and-call"));
        assert_eq!(function("POST", "/api/jobs/0192/llm-call"), Some("job-llm-call"));
    }

    #[test]
    fn the_path_alone_leads_to_a_function() {
        let overlap = |a: &str, b: &str| {
            a.split('/').count() == b.split('/').count()
                && a.split('/').zip(b.split('/')).all(|(a, b)| a == b || is_parameter(a) || is_parameter(b))
        };
        for a in ROUTES {
            for b in ROUTES.iter().filter(|b| a.function != b.function && overlap(a.path, b.path)) {
                assert!(
                    literal_first(a.path, b.path).is_ne(),
                    "{} {} and {} {} can be the same path and are served by two functions",
                    a.method,
                    a.path,
                    b.method,
                    b.path
                );
            }
        }
    }

    #[test]
    fn the_earlier_literal_wins() {
        assert_eq!(literal_first("/jobs/teams/{team_id}", "/jobs/{job_id}/costs"), Ordering::Less);
    }

    #[test]
    fn parameters_are_named() {
        let Found::Route(_, params) = find("POST", "/api/jobs/0192/complete") else { panic!("no route") };
        assert_eq!(params, [("job_id", "0192".to_owned())]);
    }

    #[test]
    fn a_known_path_with_another_method_names_its_methods() {
        assert_eq!(find("GET", "/api/jobs/create"), Found::OtherMethods(vec!["POST"]));
        // `me` has a GET of its own, and could be the id of an operator, who has one too.
        assert_eq!(find("POST", "/api/admin-users/me"), Found::OtherMethods(vec!["GET", "PUT", "DELETE"]));
    }

    #[test]
    fn an_empty_or_surplus_segment_is_no_match() {
        assert_eq!(find("POST", "/api/jobs//llm-call"), Found::Nothing);
        assert_eq!(find("POST", "/api/jobs/create/"), Found::Nothing);
    }
}
