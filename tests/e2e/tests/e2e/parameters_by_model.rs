//! Which model takes which parameter: what one cannot honour is refused by name, before the provider is asked, and what asks for
//! nothing is left out. The simulator refuses what the providers refuse.

use std::sync::Arc;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tollgate_e2e::conversation::{Client, PROVIDERS};
use tollgate_e2e::{TenantOptions, World, books};

use crate::trial::Outcome;

crate::trials![
    what_asks_for_nothing_is_left_out,
    models_of_openai_that_reason_are_not_asked_for_what_they_refuse,
    a_parameter_that_one_model_refuses_is_honoured_by_the_next_of_its_group,
    penalties_are_refused_for_the_models_of_gemini_that_have_none,
    a_schema_that_anthropic_does_not_take_is_refused_by_its_keyword,
    a_keyword_is_named_whatever_other_providers_do_not_take_of_the_schema,
    a_limit_of_zero_that_limits_nothing_is_left_out_of_a_schema,
    a_schema_is_closed_for_anthropic,
    every_effort_that_a_model_has_is_taken_and_no_other,
];

fn hi() -> Value {
    json!([{"role": "user", "content": "hi"}])
}

fn tool(strict: bool, parameters: &Value) -> Value {
    json!([{"type": "function", "function": {"name": "f", "strict": strict, "parameters": parameters}}])
}

async fn what_asks_for_nothing_is_left_out(world: Arc<World>) -> Outcome {
    let nothing = json!({
        "tools": [], "tool_choice": "auto", "parallel_tool_calls": true, "response_format": {"type": "text"}, "stop": [],
        "frequency_penalty": 0, "presence_penalty": 0.0, "logit_bias": {}, "logprobs": false, "top_logprobs": 0, "n": 1,
        "temperature": 1, "top_p": 1.0, "functions": [], "function_call": "none", "modalities": ["text"],
        "prediction": null, "web_search_options": null, "verbosity": "medium", "user": "", "seed": null,
    });
    let names = [
        "tools",
        "tool_choice",
        "toolConfig",
        "parallel_tool_calls",
        "response_format",
        "responseMimeType",
        "stop",
        "stop_sequences",
        "stopSequences",
        "logit_bias",
        "logprobs",
        "top_logprobs",
        "functions",
        "modalities",
        "n",
    ];
    let more = [
        ("openai", "o3"),
        ("openai", "gpt-5"),
        ("anthropic", "claude-sonnet-5"),
        ("gemini", "gemini-3-flash-preview"),
        ("fireworks", "accounts/fireworks/models/gpt-oss-20b"),
    ];
    for (provider, model) in PROVIDERS.into_iter().chain(more) {
        let client = Client::of(&world, provider, model).await?;
        for streamed in [false, true] {
            let said = client.ask(streamed, &hi(), &nothing).await.context(model)?;
            ensure!(said.content() == "Echo: hi", "{model}: {}", said.raw);
            let received = client.received().await?.body;
            for body in [&received, &received["generationConfig"]] {
                let sent = names.iter().find(|name| body.get(**name).is_some());
                ensure!(sent.is_none(), "{model} was sent {sent:?}: {received}");
            }
        }
    }
    Ok(())
}

async fn models_of_openai_that_reason_are_not_asked_for_what_they_refuse(world: Arc<World>) -> Outcome {
    let tools = tool(false, &json!({"type": "object"}));
    let parallel = |calls: bool| json!({"tools": tools, "parallel_tool_calls": calls});
    for (model, extra, refused) in [
        ("o3", json!({"stop": ["END"]}), &["stop"][..]),
        ("o4-mini", json!({"stop": "END"}), &["stop"]),
        ("o1", json!({"stop": "END"}), &[]),
        ("o3", parallel(false), &["parallel_tool_calls"]),
        ("o3", parallel(true), &[]),
        ("o3", json!({"max_tokens": 500}), &[]),
        ("gpt-5", json!({"max_tokens": 500, "temperature": 1, "top_p": 1}), &[]),
        ("gpt-5", json!({"stop": ["END"]}), &["stop"]),
        ("gpt-5-mini", json!({"temperature": 0.2, "top_p": 0.5}), &["temperature", "top_p"]),
        (
            "gpt-5",
            json!({"frequency_penalty": 0.5, "presence_penalty": 0.5, "logprobs": true, "top_logprobs": 1,
                "logit_bias": {"50256": -100}}),
            &["frequency_penalty", "presence_penalty", "logprobs", "top_logprobs", "logit_bias"],
        ),
        ("gpt-5", parallel(false), &[]),
        ("gpt-5.1", json!({"temperature": 0.2, "stop": ["END"], "logprobs": true}), &[]),
        ("gpt-5.2", json!({"reasoning_effort": "none", "temperature": 0.2, "top_p": 0.5}), &[]),
        ("gpt-5.2", json!({"reasoning_effort": "high", "temperature": 0.2}), &["temperature"]),
        ("gpt-4o-mini", json!({"reasoning_effort": "none", "temperature": 0.2}), &[]),
        ("gpt-4o-mini", json!({"reasoning_effort": "low"}), &["reasoning_effort"]),
    ] {
        let client = Client::of(&world, "openai", model).await?;
        for streamed in [false, true] {
            let told = || format!("{model} with {extra}");
            if refused.is_empty() {
                let said = client.ask(streamed, &hi(), &extra).await.with_context(told)?;
                ensure!(said.content() == "Echo: hi", "{}: {}", told(), said.raw);
            } else {
                let answer =
                    client.expect_refused(streamed, &hi(), &extra, refused).await.with_context(told)?;
                ensure!(!answer.raw.contains(model), "leaks: {}", answer.raw);
                ensure!(client.received().await.is_err(), "{}: the provider was asked", told());
            }
        }
    }
    Ok(())
}

async fn a_parameter_that_one_model_refuses_is_honoured_by_the_next_of_its_group(
    world: Arc<World>,
) -> Outcome {
    let mut client = Client::of(&world, "openai", "o3").await?;
    let next = TenantOptions { pricing_input: "0.1", pricing_output: "0.5", ..TenantOptions::default() };
    (client.tenant, _) = client.tenant.with_next_model(&world.database, &next).await?;
    for streamed in [false, true] {
        let said = client.ask(streamed, &hi(), &json!({"stop": ["i"]})).await?;
        ensure!(said.content() == "Echo: h", "{}", said.raw);
        let call = books::settled_call(&world.database, &said.call_id).await?;
        ensure!(call["resolved_model"] == next.actual_model && call["status"] == "succeeded", "{call}");
    }
    Ok(())
}

async fn penalties_are_refused_for_the_models_of_gemini_that_have_none(world: Arc<World>) -> Outcome {
    let both = ["frequency_penalty", "presence_penalty"];
    let extra = |penalty: f64| json!({"frequency_penalty": penalty, "presence_penalty": penalty});
    for model in ["gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-flash-preview"] {
        let client = Client::of(&world, "gemini", model).await?;
        for streamed in [false, true] {
            client.expect_refused(streamed, &hi(), &extra(0.5), &both).await.context(model)?;
            let said = client.ask(streamed, &hi(), &extra(0.0)).await.context(model)?;
            ensure!(said.content() == "Echo: hi", "{model}: {}", said.raw);
        }
    }
    let client = Client::of(&world, "gemini", "gemini-2.0-flash").await?;
    client.ask(false, &hi(), &extra(0.5)).await?;
    let config = client.received().await?.body["generationConfig"].clone();
    ensure!(config["frequencyPenalty"] == 0.5 && config["presencePenalty"] == 0.5, "{config}");
    Ok(())
}

/// A closed schema with one property, which is required.
fn schema_of(property: &Value) -> Value {
    json!({"type": "object", "properties": {"v": property}, "required": ["v"], "additionalProperties": false})
}

fn answer_form(schema: &Value) -> Value {
    json!({"response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": schema}}})
}

async fn a_schema_that_anthropic_does_not_take_is_refused_by_its_keyword(world: Arc<World>) -> Outcome {
    let list =
        |keyword: &str, value: Value| json!({"type": "array", "items": {"type": "string"}, keyword: value});
    let client = Client::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    for (property, what) in [
        (list("maxItems", json!(5)), "`maxItems` inside the schema"),
        (list("minItems", json!(2)), "`minItems` above 1 inside the schema"),
        (list("uniqueItems", json!(true)), "`uniqueItems` inside the schema"),
        (json!({"type": "integer", "minimum": 1}), "`minimum` inside the schema"),
        (json!({"type": "string", "maxLength": 9}), "`maxLength` inside the schema"),
        (
            {
                let mut inner = schema_of(&json!({"type": "string"}));
                inner["minProperties"] = 1.into();
                inner
            },
            "`minProperties` inside the schema",
        ),
        (json!({"type": "string", "not": {"const": "x"}}), "`not` inside the schema"),
        (json!({"type": "array", "items": {"$ref": "#"}}), "a recursive `$ref` inside the schema"),
        (json!({"$ref": "https://example.com/v.json"}), "a `$ref` to outside of the schema"),
    ] {
        let schema = schema_of(&property);
        for streamed in [false, true] {
            for (extra, place) in
                [(answer_form(&schema), "response_format"), (json!({"tools": tool(true, &schema)}), "tools")]
            {
                let told = || format!("{place} with {property}");
                let answer =
                    client.expect_refused(streamed, &hi(), &extra, &[place]).await.with_context(told)?;
                ensure!(answer.raw.contains(what), "{}: {}", told(), answer.raw);
            }
        }
    }
    ensure!(client.received().await.is_err(), "the provider was asked");
    // What limits nothing is left out, and one required item is taken.
    let property = json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": false});
    let said = client.ask(false, &hi(), &answer_form(&schema_of(&property))).await?;
    ensure!(said.content() == "{\"v\":[\"text\"]}", "{}", said.raw);
    Ok(())
}

async fn a_keyword_is_named_whatever_other_providers_do_not_take_of_the_schema(world: Arc<World>) -> Outcome {
    // A property that is not required is nothing to Anthropic.
    let list = json!({"type": "array", "items": {"type": "string"}, "maxItems": 5});
    let schema = json!({"type": "object", "properties": {"tags": list}});
    let client = Client::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    for (extra, place) in
        [(answer_form(&schema), "response_format"), (json!({"tools": tool(true, &schema)}), "tools")]
    {
        for streamed in [false, true] {
            let answer = client.expect_refused(streamed, &hi(), &extra, &[place]).await?;
            ensure!(answer.raw.contains("`maxItems` inside the schema"), "{}", answer.raw);
        }
    }
    Ok(())
}

async fn a_limit_of_zero_that_limits_nothing_is_left_out_of_a_schema(world: Arc<World>) -> Outcome {
    let client = Client::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    let schema = schema_of(&json!({"type": "string", "minLength": 0}));
    for streamed in [false, true] {
        let said = client.ask(streamed, &hi(), &answer_form(&schema)).await?;
        ensure!(said.content() == "{\"v\":\"text\"}", "{}", said.raw);
    }
    Ok(())
}

async fn a_schema_is_closed_for_anthropic(world: Arc<World>) -> Outcome {
    let inner = json!({"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]});
    let open = json!({"type": "object", "properties": {"a": inner}, "required": ["a"]});
    let is_closed = |schema: &Value| {
        schema["additionalProperties"] == false && schema["properties"]["a"]["additionalProperties"] == false
    };
    let client = Client::of(&world, "anthropic", "claude-sonnet-4-5").await?;
    for streamed in [false, true] {
        let said = client.ask(streamed, &hi(), &answer_form(&open)).await?;
        ensure!(said.content() == "{\"a\":{\"b\":0}}", "{}", said.raw);
        let received = client.received().await?.body;
        ensure!(is_closed(&received["output_config"]["format"]["schema"]), "{received}");
        client.ask(streamed, &hi(), &json!({"tools": tool(true, &open)})).await?;
        let received = client.received().await?.body;
        let sent = &received["tools"][0];
        ensure!(sent["strict"] == true && is_closed(&sent["input_schema"]), "{received}");
        // A tool that need not follow its schema keeps it as it is.
        client.ask(streamed, &hi(), &json!({"tools": tool(false, &open)})).await?;
        let received = client.received().await?.body;
        ensure!(received["tools"][0]["input_schema"] == open, "{received}");
    }
    Ok(())
}

async fn every_effort_that_a_model_has_is_taken_and_no_other(world: Arc<World>) -> Outcome {
    const EFFORTS: [&str; 7] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
    for (provider, model, taken) in [
        ("openai", "gpt-4o", "none"),
        ("openai", "o3", "low medium high"),
        ("openai", "gpt-5", "minimal low medium high"),
        ("openai", "gpt-5.1", "none low medium high"),
        ("openai", "gpt-5.2", "none low medium high xhigh"),
        ("anthropic", "claude-3-5-haiku-20241022", "none"),
        ("anthropic", "claude-haiku-4-5", "none minimal low medium high xhigh max"),
        ("anthropic", "claude-opus-4-6", "none minimal low medium high max"),
        ("anthropic", "claude-opus-4-7", "none minimal low medium high xhigh max"),
        ("anthropic", "claude-opus-5-5", "minimal low medium high xhigh max"),
        ("gemini", "gemini-2.0-flash", "none"),
        ("gemini", "gemini-2.5-flash", "none minimal low medium high"),
        ("gemini", "gemini-2.5-pro", "minimal low medium high"),
        ("gemini", "gemini-3-flash-preview", "minimal low medium high"),
        ("fireworks", "accounts/fireworks/models/gpt-oss-20b", "none minimal low medium high xhigh max"),
    ] {
        let client = Client::of(&world, provider, model).await?;
        for effort in EFFORTS {
            let told = || format!("{model} with the effort {effort}");
            let extra = json!({"reasoning_effort": effort});
            if taken.split(' ').any(|word| word == effort) {
                let said = client.ask(false, &hi(), &extra).await.with_context(told)?;
                ensure!(said.content() == "Echo: hi", "{}: {}", told(), said.raw);
            } else {
                client
                    .expect_refused(false, &hi(), &extra, &["reasoning_effort"])
                    .await
                    .with_context(told)?;
            }
        }
    }
    Ok(())
}
