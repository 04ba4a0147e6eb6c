//! The route table, walked over HTTP: every route refuses requests without the credentials that it requires. What is another team's is in
//! `isolation`.

use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use api::role::Role;
use api::routes::{Auth, ROUTES, Route};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use stack::Runtime;
use tollgate_e2e::operator::Operator;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World};

use crate::trial::Outcome;

crate::trials![
    no_endpoint_answers_without_credentials_or_with_wrong_ones,
    no_operators_endpoint_takes_a_teams_key,
    no_endpoint_takes_a_role_lower_than_its_own,
    an_operators_request_takes_one_round_trip_to_the_database,
];

/// What requests are about.
pub struct Subject {
    team_id: String,
    job_id: String,
}

impl Subject {
    /// Of nothing that there is.
    pub fn nothing() -> Self {
        Self { team_id: "nobody".to_owned(), job_id: "00000000-0000-7000-8000-000000000000".to_owned() }
    }

    /// A request that a route would take. One body serves all: fields that a route does not know are ignored. An endpoint
    /// that wants something else than it has here answers 422, which fails these tests: it belongs in here.
    pub fn request(&self, world: &World, route: &Route) -> anyhow::Result<RequestBuilder> {
        let segments = route.path.split('/').map(|segment| match segment {
            "{team_id}" => self.team_id.as_str(),
            "{job_id}" => self.job_id.as_str(),
            "{organization_id}" | "{alias}" | "{group_name}" => "nobody",
            "{provider}" => "openai",
            parameter if parameter.starts_with('{') => "00000000-0000-7000-8000-000000000000",
            literal => literal,
        });
        let query = format!("?team_id={}&period=2026-01", self.team_id);
        let path = segments.collect::<Vec<_>>().join("/") + &query;
        let request =
            world.http.request(Method::from_bytes(route.method.as_str().as_bytes())?, world.url(&path));
        if route.method.as_str() == "GET" {
            return Ok(request);
        }
        let body = match route.operation.name() {
            // These bodies are lists.
            "set_model_group_models" => json!([{"model_name": "nobody", "priority": 0}]),
            "complete_job" => self.body("completed"),
            // Models have kinds too, which are not those of pricing plans.
            _ if ["/api/models/", "/api/model-aliases/"]
                .iter()
                .any(|models| route.path.starts_with(models)) =>
            {
                let mut body = self.body("active");
                body["kind"] = json!("chat");
                body
            }
            _ => self.body("active"),
        };
        Ok(request.json(&body))
    }

    fn body(&self, status: &str) -> Value {
        json!({
            "team_id": self.team_id, "organization_id": "nobody", "job_type": "test", "model": "nobody",
            "messages": [{"role": "user", "content": "Hello"}], "input": "Hello", "max_tokens": 100, "status": status, "metadata": {},
            "name": "Nobody", "display_name": "Nobody", "email": "nobody@north.example", "role": "user",
            "password": "a good password", "current_password": "a good password", "new_password": "a good password",
            "refresh_token": "rt-nobody", "group_name": "nobody", "model_alias": "nobody", "model_aliases": [],
            "models": [{"model_name": "nobody", "priority": 0}], "access_groups": [], "model_groups": [],
            "provider": "openai", "actual_model": "gpt-4o-mini", "cost_markup_percentage": 10,
            "credits": 1, "amount": 1, "credits_amount": 1,
            "payment_type": "one_time", "enabled": false, "budget_mode": "job_based", "kind": "flat_rate",
            "price_per_job_usd": 1,
            "credential_name": "Nobody", "api_key": "sk-nobodys", "encryption_key": "nobody", "credentials": [],
            "webhook_url": "https://hooks.example.com", "events": ["job.completed"],
        })
    }
}

fn asks_for_credentials(route: &&Route) -> bool {
    route.auth != Auth::Open
}

fn expect(route: &Route, answer: &Answer, allowed: &[(u16, &str)], with: &str) -> Outcome {
    ensure!(
        allowed.iter().any(|(status, code)| answer.status == *status && answer.code() == *code),
        "{} {} {with} answers {} {}, expected one of {allowed:?}",
        route.method.as_str(),
        route.path,
        answer.status,
        answer.raw
    );
    Ok(())
}

async fn no_endpoint_answers_without_credentials_or_with_wrong_ones(world: Arc<World>) -> Outcome {
    let subject = Subject::nothing();
    for route in ROUTES.iter().filter(asks_for_credentials) {
        let request = || subject.request(&world, route);
        let answer = World::send(request()?).await?;
        expect(route, &answer, &[(401, "missing_credentials")], "without credentials")?;
        let wrong = [(401, "invalid_token"), (401, "invalid_api_key")];
        for bearer in ["sk-nobodys-key", "rt-nobodys-token", "a.b.c"] {
            let answer = World::send(request()?.bearer_auth(bearer)).await?;
            expect(route, &answer, &wrong, "with a wrong credential")?;
        }
        // From an address of its own: wrong admin keys are counted by address.
        let address = std::net::Ipv4Addr::from(rand::random::<u32>()).to_string();
        let wrong_key = request()?.header("x-admin-key", "a".repeat(43)).header("cf-connecting-ip", address);
        let answer = World::send(wrong_key).await?;
        let wrong = [(401, "invalid_token"), (401, "missing_credentials")];
        expect(route, &answer, &wrong, "with a wrong admin key")?;
    }
    Ok(())
}

async fn no_operators_endpoint_takes_a_teams_key(world: Arc<World>) -> Outcome {
    let tenant = Tenant::create(&world.database, &TenantOptions::default()).await?;
    let subject = Subject { team_id: tenant.team_id, ..Subject::nothing() };
    for route in ROUTES.iter().filter(|route| matches!(route.auth, Auth::Operator(_) | Auth::SignedIn(_))) {
        let answer = World::send(subject.request(&world, route)?.bearer_auth(&tenant.key)).await?;
        expect(route, &answer, &[(401, "invalid_token")], "with a team's key")?;
    }
    Ok(())
}

async fn an_operators_request_takes_one_round_trip_to_the_database(world: Arc<World>) -> Outcome {
    let subject = Subject::nothing();
    let mut expected = 0;
    let login = Operator::create(&world, "user").await?.login(&world).await?;
    let (token, session_id) = (login.text("access_token")?, login.text("session_id")?);
    let since = Instant::now();
    for route in ROUTES.iter().filter(|route| !matches!(route.auth, Auth::Open | Auth::Team)) {
        // What changes one's own account would end the session, or compare passwords, which takes a statement before.
        if route.method.as_str() == "GET" || !matches!(route.auth, Auth::SignedIn(_)) {
            World::send(subject.request(&world, route)?.bearer_auth(token)).await?;
            expected += 1;
        }
    }
    // Each statement has the session in it. On Workers each request has a connection of its own, so that every round trip
    // on it counts; Spin's are pooled, and serve other tests meanwhile.
    let mut trips = world.relay.round_trips(since, &[session_id]);
    if world.runtime == Runtime::Spin {
        trips.retain(|trip| trip.has(&[session_id]));
    }
    ensure!(trips.len() == expected, "{expected} requests took {} round trips", trips.len());
    Ok(())
}

async fn no_endpoint_takes_a_role_lower_than_its_own(world: Arc<World>) -> Outcome {
    let subject = Subject::nothing();
    for role in [Role::User, Role::Admin] {
        let token = Operator::create(&world, role.as_str()).await?.token(&world).await?;
        for route in ROUTES {
            let request = || anyhow::Ok(subject.request(&world, route)?.bearer_auth(&token));
            match route.auth {
                Auth::Operator(least) | Auth::SignedIn(least) | Auth::TeamOrOperator(least)
                    if role < least =>
                {
                    let answer = World::send(request()?).await?;
                    expect(route, &answer, &[(403, "role_too_low")], &format!("as {}", role.as_str()))?;
                }
                // An operator is no team.
                Auth::Team => {
                    let answer = World::send(request()?).await?;
                    expect(route, &answer, &[(401, "invalid_api_key")], "with an access token")?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}
