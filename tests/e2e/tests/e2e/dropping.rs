//! Parameters that a model does not take are left out where that is wanted, and named in the answer.

use std::sync::Arc;

use anyhow::{Context, ensure};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tollgate_e2e::stream::read;
use tollgate_e2e::{Tenant, TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    what_a_model_does_not_take_is_left_out_where_the_request_wants_that,
    an_alias_or_a_team_can_want_it_for_requests_that_do_not_say,
    a_model_that_takes_all_of_the_request_is_called_before_one_that_does_not,
    a_schema_that_cannot_be_followed_exactly_is_described_to_the_model,
    what_was_left_out_is_named_again_when_the_answer_is_replayed,
];

fn anthropic() -> TenantOptions {
    TenantOptions {
        provider: "anthropic",
        actual_model: "claude-sonnet-4-5",
        budget_mode: "consumption_usd",
        credits_per_dollar: "1000000",
        credits: 100_000_000,
        ..TenantOptions::default()
    }
}

async fn tenant_of_anthropic(world: &World) -> anyhow::Result<Tenant> {
    let tenant = Tenant::create(&world.database, &anthropic()).await?;
    world.store_credential(&tenant, "anthropic", "sk-own-key-of-the-organization", 0).await?;
    Ok(tenant)
}

/// A create-and-call with these parameters.
fn request(world: &World, tenant: &Tenant, is_streamed: bool, extra: &Value) -> RequestBuilder {
    let mut body = world.create_and_call_body(tenant, "hi");
    if let (Some(body), Some(extra)) = (body.as_object_mut(), extra.as_object()) {
        body.extend(extra.clone());
    }
    let path = if is_streamed { "/api/jobs/create-and-call-stream" } else { "/api/jobs/create-and-call" };
    world.http.post(world.url(path)).bearer_auth(&tenant.key).json(&body)
}

/// What the last call has left out, in header, body and the operators' record, which must agree.
async fn dropped(world: &World, tenant: &Tenant, extra: &Value) -> anyhow::Result<String> {
    let mut said = Vec::new();
    for is_streamed in [false, true] {
        let request = request(world, tenant, is_streamed, extra);
        let (header, list, call_id) = if is_streamed {
            let stream = read(request).await?.stream()?;
            let last = stream.last()?;
            let call_id = stream.header("x-call-id")?.to_owned();
            (stream.headers.get("tollgate-dropped").cloned(), last["tollgate"]["dropped"].clone(), call_id)
        } else {
            let answer = World::send(request).await?;
            answer.expect(200)?;
            let header = answer.headers.get("tollgate-dropped").cloned();
            (header, answer.body["metadata"]["dropped"].clone(), answer.text("call_id")?.to_owned())
        };
        let header = header.map(|value| value.to_str().map(str::to_owned)).transpose()?.unwrap_or_default();
        let names = |list: &Value| {
            let names = list.as_array().into_iter().flatten().filter_map(Value::as_str);
            names.collect::<Vec<_>>().join(", ")
        };
        ensure!(names(&list) == header, "{list}, but {header}");
        let call = books::settled_call(&world.database, &call_id).await?;
        ensure!(names(&call["attempts"][0]["dropped"]) == header, "{call}, but {header}");
        said.push(header);
    }
    ensure!(said[0] == said[1], "whole and streamed: {said:?}");
    Ok(said.swap_remove(0))
}

async fn what_a_model_does_not_take_is_left_out_where_the_request_wants_that(world: Arc<World>) -> Outcome {
    let tenant = tenant_of_anthropic(&world).await?;
    let mut extra = json!({"seed": 7, "frequency_penalty": 0.5, "temperature": 0.4});
    for wish in [json!(null), json!(false)] {
        extra["drop_unsupported"] = wish;
        let answer = World::send(request(&world, &tenant, false, &extra)).await?;
        answer.expect_error(422, "unsupported_parameter")?;
    }
    extra["drop_unsupported"] = json!(true);
    ensure!(dropped(&world, &tenant, &extra).await? == "frequency_penalty, seed");
    let received = world.provider_calls(&tenant.team_id).await?;
    let received = received.last().context("nothing was sent")?;
    ensure!(received.body["temperature"] == 0.4 && received.body.get("seed").is_none(), "{}", received.body);
    ensure!(
        dropped(&world, &tenant, &json!({"temperature": 0.4, "drop_unsupported": true})).await?.is_empty()
    );
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await?;
    Ok(())
}

async fn an_alias_or_a_team_can_want_it_for_requests_that_do_not_say(world: Arc<World>) -> Outcome {
    let tenant = tenant_of_anthropic(&world).await?;
    let team = format!("/api/teams/{}", tenant.team_id);
    let alias = format!("/api/models/{}", tenant.alias);
    let wish = |wish: Value| json!({"drop_unsupported": wish});
    let extra = json!({"seed": 7});
    let changed = world.operate(Method::PUT, &team, &wish(json!(true))).await?;
    changed.expect(200)?;
    ensure!(changed.body["drop_unsupported"] == true, "{changed:?}");
    ensure!(dropped(&world, &tenant, &extra).await? == "seed");
    let changed = world.operate(Method::PUT, &alias, &wish(json!(false))).await?;
    changed.expect(200)?;
    ensure!(changed.body["drop_unsupported"] == false, "{changed:?}");
    World::send(request(&world, &tenant, true, &extra)).await?.expect_error(422, "unsupported_parameter")?;
    world.operate(Method::PUT, &team, &wish(json!(false))).await?.expect(200)?;
    world.operate(Method::PUT, &alias, &wish(json!(true))).await?.expect(200)?;
    ensure!(dropped(&world, &tenant, &extra).await? == "seed");
    let refused = json!({"seed": 7, "drop_unsupported": false});
    World::send(request(&world, &tenant, true, &refused))
        .await?
        .expect_error(422, "unsupported_parameter")?;
    let changed = world.operate(Method::PUT, &alias, &wish(Value::Null)).await?;
    changed.expect(200)?;
    ensure!(changed.body["drop_unsupported"].is_null(), "{changed:?}");
    World::send(request(&world, &tenant, true, &extra)).await?.expect_error(422, "unsupported_parameter")?;
    Ok(())
}

async fn a_model_that_takes_all_of_the_request_is_called_before_one_that_does_not(
    world: Arc<World>,
) -> Outcome {
    // A model that no other trial has: that it is gone is remembered of the deployment's key.
    let next = TenantOptions { provider: "openai", actual_model: "gpt-4o-dropping", ..anthropic() };
    let (tenant, _) = tenant_of_anthropic(&world).await?.with_next_model(&world.database, &next).await?;
    let extra = json!({"seed": 7, "drop_unsupported": true});
    ensure!(dropped(&world, &tenant, &extra).await?.is_empty());
    let received = world.provider_calls(&tenant.team_id).await?;
    ensure!(received.iter().all(|call| call.model == "gpt-4o-dropping"), "{received:?}");
    // Where that one fails, the other one serves, without the seed.
    let mut extra = extra;
    extra["messages"] =
        json!([{"role": "user", "content": format!("[[model_fault=gpt status=404]] {}", tenant.team_id)}]);
    let answer = World::send(request(&world, &tenant, false, &extra)).await?;
    answer.expect(200)?;
    ensure!(answer.body["metadata"]["dropped"] == json!(["seed"]), "{answer:?}");
    Ok(())
}

async fn a_schema_that_cannot_be_followed_exactly_is_described_to_the_model(world: Arc<World>) -> Outcome {
    let tenant = tenant_of_anthropic(&world).await?;
    let schema = json!({"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}, "required": ["age"]});
    let extra = json!({"drop_unsupported": true, "response_format": {"type": "json_schema",
        "json_schema": {"name": "n", "strict": true, "schema": schema}}});
    ensure!(dropped(&world, &tenant, &extra).await? == "response_format.schema");
    let received = world.provider_calls(&tenant.team_id).await?;
    let received = received.last().context("nothing was sent")?;
    let age = &received.body["output_config"]["format"]["schema"]["properties"]["age"];
    ensure!(*age == json!({"type": "integer", "description": "minimum: 0"}), "{}", received.body);
    // An image that a provider cannot read is never left out.
    let gif = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
    let options = TenantOptions { provider: "gemini", actual_model: "gemini-2.5-flash", ..anthropic() };
    let tenant = Tenant::create(&world.database, &options).await?;
    world.store_credential(&tenant, "gemini", "sk-own-key-of-the-organization", 0).await?;
    let image = json!({"drop_unsupported": true,
        "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": gif}}]}]});
    let answer = World::send(request(&world, &tenant, false, &image)).await?;
    answer.expect_error(422, "unsupported_parameter")
}

async fn what_was_left_out_is_named_again_when_the_answer_is_replayed(world: Arc<World>) -> Outcome {
    let tenant = tenant_of_anthropic(&world).await?;
    let extra = json!({"seed": 7, "drop_unsupported": true});
    for is_streamed in [false, true] {
        let key = format!("replay-{is_streamed}-{}", tenant.team_id);
        let mut call_ids = Vec::new();
        for is_replayed in [false, true] {
            let request = request(&world, &tenant, is_streamed, &extra).header("idempotency-key", &key);
            let headers = if is_streamed {
                let stream = read(request).await?.stream()?;
                ensure!(stream.last()?["tollgate"]["dropped"] == json!(["seed"]), "{}", stream.raw);
                stream.headers
            } else {
                let answer = World::send(request).await?;
                answer.expect(200)?;
                answer.headers
            };
            ensure!(headers.get("tollgate-dropped").is_some_and(|names| names == "seed"), "{headers:?}");
            ensure!(headers.contains_key("idempotent-replayed") == is_replayed, "{headers:?}");
            call_ids.push(headers.get("x-call-id").cloned());
            books::all_settled(&world.database, &tenant.team_id).await?;
        }
        ensure!(call_ids[0] == call_ids[1], "{call_ids:?}");
    }
    Ok(())
}
