//! `POST /v1/embeddings`: vectors of three providers, bit by bit, and their calls in the books.

use std::sync::Arc;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use simulator::{count_tokens, embedding};
use tollgate_e2e::tenant::fresh;
use tollgate_e2e::{Answer, Tenant, TenantOptions, World, books};

use crate::doors::{expect_refused, header, job_of};
use crate::trial::Outcome;

crate::trials![
    vectors_of_every_provider_are_the_same_as_numbers_and_in_base64,
    embeddings_are_a_job_of_their_own_that_costs_what_the_provider_counted,
    embeddings_can_be_made_in_an_open_job_and_are_charged_with_it,
    tokens_that_a_provider_has_not_counted_are_estimated,
    a_model_of_another_kind_is_refused_before_its_provider_is_asked,
    what_cannot_be_embedded_is_said_in_openais_form,
    an_embedding_that_fails_is_tried_again_and_then_made_by_the_next_model,
    repeated_embeddings_get_the_first_vectors,
    the_transcript_has_a_hash_of_vectors_and_not_their_numbers,
    an_alias_of_an_embedding_model_has_its_kind_from_the_catalogue,
];

const PATH: &str = "/v1/embeddings";

/// A model of each provider that has embeddings, and the length of its vectors.
pub(crate) const MODELS: [(&str, &str, usize); 3] = [
    ("openai", "text-embedding-3-small", 1_536),
    ("gemini", "gemini-embedding-001", 3_072),
    ("fireworks", "nomic-ai/nomic-embed-text-v1.5", 768),
];

/// A million credits for a dollar, and two dollars for a million tokens: two credits a token.
fn options(provider: &'static str, actual_model: &'static str) -> TenantOptions {
    TenantOptions {
        budget_mode: "consumption_usd",
        credits_per_dollar: "1000000",
        credits: 100_000_000,
        provider,
        actual_model,
        kind: "embedding",
        pricing_input: "2",
        pricing_output: "0",
        ..TenantOptions::default()
    }
}

/// A team that may call one embedding model, with a key for its provider.
pub(crate) async fn tenant(
    world: &World,
    provider: &'static str,
    actual_model: &'static str,
) -> anyhow::Result<Tenant> {
    let tenant = Tenant::create(&world.database, &options(provider, actual_model)).await?;
    // Of its own, so that what fails here sets nothing aside for other tests.
    world.store_credential(&tenant, provider, "sk-own-key-of-the-organization", 0).await?;
    Ok(tenant)
}

/// Texts that are this team's own, so that its calls can be told apart in the provider's log.
fn texts(tenant: &Tenant) -> [String; 3] {
    ["first", "second, which is longer", "drittens, größer 🦀"]
        .map(|text| format!("{} {text}", tenant.team_id))
}

/// A request for embeddings, with these members besides.
fn request(world: &World, tenant: &Tenant, input: &Value, extra: &Value) -> RequestBuilder {
    let mut body = json!({"model": tenant.alias, "input": input});
    if let (Some(body), Some(extra)) = (body.as_object_mut(), extra.as_object()) {
        body.extend(extra.clone());
    }
    world.http.post(world.url(PATH)).bearer_auth(&tenant.key).json(&body)
}

async fn embed(world: &World, tenant: &Tenant, input: &Value, extra: &Value) -> anyhow::Result<Answer> {
    let answer = World::send(request(world, tenant, input, extra)).await?;
    answer.expect(200)?;
    Ok(answer)
}

/// The bits of the numbers of all vectors, in whichever form they are.
fn bits(answer: &Answer) -> anyhow::Result<Vec<Vec<u32>>> {
    let data = answer.body["data"].as_array().with_context(|| format!("no data: {}", answer.raw))?;
    let vector = |(place, item): (usize, &Value)| -> anyhow::Result<Vec<u32>> {
        ensure!(item["object"] == "embedding" && item["index"] == place, "{item}");
        let numbers: Vec<f32> = match &item["embedding"] {
            Value::String(text) => {
                let bytes = STANDARD.decode(text)?;
                ensure!(bytes.len() % 4 == 0, "{} bytes", bytes.len());
                bytes
                    .chunks_exact(4)
                    .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
                    .collect()
            }
            numbers => serde_json::from_value(numbers.clone())?,
        };
        Ok(numbers.into_iter().map(f32::to_bits).collect())
    };
    data.iter().enumerate().map(vector).collect()
}

/// The bits of the vectors that the simulator makes of texts.
fn expected(model: &str, texts: &[String], dimensions: usize) -> Vec<Vec<u32>> {
    let bits = |text: &String| embedding(model, text, dimensions).into_iter().map(f32::to_bits).collect();
    texts.iter().map(bits).collect()
}

async fn vectors_of_every_provider_are_the_same_as_numbers_and_in_base64(world: Arc<World>) -> Outcome {
    for (provider, model, length) in MODELS {
        let tenant = tenant(&world, provider, model).await?;
        let texts = texts(&tenant);
        for (dimensions, length) in [(Value::Null, length), (json!(256), 256)] {
            let expected = expected(model, &texts, length);
            for format in [Value::Null, json!("float"), json!("base64")] {
                let extra = json!({"dimensions": dimensions, "encoding_format": format});
                let answer = embed(&world, &tenant, &json!(texts), &extra).await?;
                let is_text = answer.body["data"][0]["embedding"].is_string();
                ensure!(is_text == (format == "base64"), "{provider}, {format}");
                ensure!(bits(&answer)? == expected, "{provider}, {dimensions}, {format}: other vectors");
                ensure!(answer.body["object"] == "list" && answer.body["model"] == tenant.alias.as_str());
                ensure!(!answer.raw.contains(model), "{provider}: the provider's name is shown");
            }
        }
        let one = embed(&world, &tenant, &json!(texts[0]), &json!({})).await?;
        ensure!(bits(&one)? == self::expected(model, &texts[..1], length), "{provider}: a single text");
        books::all_settled(&world.database, &tenant.team_id).await?;
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn embeddings_are_a_job_of_their_own_that_costs_what_the_provider_counted(
    world: Arc<World>,
) -> Outcome {
    for (provider, model, _) in MODELS {
        let tenant = tenant(&world, provider, model).await?;
        let texts = texts(&tenant);
        let extra = json!({"user": "user-17", "metadata": {"batch": "7", "rows": 3}});
        let answer = embed(&world, &tenant, &json!(texts), &extra).await?;
        let tokens: u64 = texts.iter().map(|text| count_tokens(text)).sum();
        let usage = json!({"prompt_tokens": tokens, "total_tokens": tokens});
        ensure!(answer.body["usage"] == usage, "{provider}: {}", answer.body["usage"]);
        let call_id = header(&answer.headers, "tollgate-call-id")?;
        ensure!(answer.body["tollgate"]["call_id"] == call_id, "{}", answer.body["tollgate"]);
        let call = books::settled_call(&world.database, call_id).await?;
        ensure!(
            call["prompt_tokens"] == books::exactly(tokens) && call["completion_tokens"] == "0",
            "{call}"
        );
        ensure!(call["estimated"] == false && call["status"] == "succeeded", "{call}");
        ensure!(call["output_cost_usd"] == "0" && call["in_doubt_bound_usd"] == "0", "{call}");
        let job = job_of(&world, call_id).await?;
        ensure!(job["job_id"] == header(&answer.headers, "tollgate-job-id")?, "{job}");
        ensure!(job["status"] == "completed" && job["job_type"] == "embeddings", "{job}");
        ensure!(job["user_id"] == "user-17" && job["job_metadata"] == json!({"batch": "7"}), "{job}");
        let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
        ensure!(team["credits_used"] == books::exactly(2 * tokens) && team["credits_held"] == "0", "{team}");
        let remaining: u64 = header(&answer.headers, "tollgate-credits-remaining")?.parse()?;
        ensure!(team["credits_remaining"] == books::exactly(remaining), "{remaining}: {team}");
        let sent = world.provider_calls(&tenant.team_id).await?;
        ensure!(sent.len() == 1 && sent[0].model == model, "{sent:?}");
        // The hold is for the input alone: every byte of it, and a few tokens for each text.
        let held: i64 = sqlx::query_scalar("SELECT max(credits) FROM credit_holds WHERE team_id = $1")
            .bind(&tenant.team_id)
            .fetch_one(&world.database)
            .await?;
        let bytes = i64::try_from(texts.concat().len())?;
        ensure!((2 * bytes..2 * bytes + 100).contains(&held), "{provider}: {held} held for {bytes} bytes");
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn embeddings_can_be_made_in_an_open_job_and_are_charged_with_it(world: Arc<World>) -> Outcome {
    let (provider, model, _) = MODELS[0];
    let tenant = tenant(&world, provider, model).await?;
    let job_id = world.open_job(&tenant).await?;
    for step in ["first", "second"] {
        let extra = json!({"metadata": {"step": step}});
        let request =
            request(&world, &tenant, &json!(texts(&tenant)), &extra).header("tollgate-job", &job_id);
        let answer = World::send(request).await?;
        answer.expect(200)?;
        let job = job_of(&world, header(&answer.headers, "tollgate-call-id")?).await?;
        ensure!(job["job_id"] == job_id.as_str() && job["status"] == "in_progress", "{job}");
        ensure!(job["job_metadata"]["step"] == step, "{job}");
    }
    let completed = world.complete(&tenant, &job_id, "completed").await?;
    completed.expect(200)?;
    ensure!(completed.body["costs"]["total_calls"] == 2, "{completed:?}");
    let late = request(&world, &tenant, &json!("x"), &json!({})).header("tollgate-job", &job_id);
    expect_refused(&World::send(late).await?, 409, "job_closed", "invalid_request_error")?;
    let typed = request(&world, &tenant, &json!("x"), &json!({})).header("tollgate-job-type", "index");
    let answer = World::send(typed).await?;
    answer.expect(200)?;
    ensure!(job_of(&world, header(&answer.headers, "tollgate-call-id")?).await?["job_type"] == "index");
    books::all_settled(&world.database, &tenant.team_id).await?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn tokens_that_a_provider_has_not_counted_are_estimated(world: Arc<World>) -> Outcome {
    for (provider, model, _) in MODELS {
        let tenant = tenant(&world, provider, model).await?;
        let text = format!("{} [[no_usage]] a text", tenant.team_id);
        let answer = embed(&world, &tenant, &json!([text]), &json!({})).await?;
        let call = books::settled_call(&world.database, header(&answer.headers, "tollgate-call-id")?).await?;
        let estimate = books::exactly(text.len().div_ceil(4));
        ensure!(call["estimated"] == true && call["prompt_tokens"] == estimate, "{provider}: {call}");
        ensure!(answer.body["usage"]["prompt_tokens"].to_string() == estimate.as_str().unwrap_or_default());
        books::all_settled(&world.database, &tenant.team_id).await?;
        books::assert_balanced(&world.database, &tenant.team_id).await?;
    }
    Ok(())
}

async fn a_model_of_another_kind_is_refused_before_its_provider_is_asked(world: Arc<World>) -> Outcome {
    for (provider, model) in [("openai", "gpt-4o-mini"), ("anthropic", "claude-haiku-4-5")] {
        let chat = TenantOptions { provider, actual_model: model, ..TenantOptions::default() };
        let chat = Tenant::create(&world.database, &chat).await?;
        let refused = World::send(request(&world, &chat, &json!(chat.team_id), &json!({}))).await?;
        expect_refused(&refused, 422, "wrong_model_kind", "invalid_request_error")?;
        ensure!(refused.body["error"]["kind"] == "chat", "{refused:?}");
        ensure!(world.provider_calls(&chat.team_id).await?.is_empty(), "{provider} was asked");
    }
    let tenant = tenant(&world, "openai", "text-embedding-3-small").await?;
    let body = world.call_body(&tenant, "hi");
    let refused = world.post(&tenant.key, "/v1/chat/completions", &body).await?;
    expect_refused(&refused, 422, "wrong_model_kind", "invalid_request_error")?;
    world.create_and_call(&tenant, "hi").await?.expect_error(422, "wrong_model_kind")?;
    ensure!(world.provider_calls(&tenant.team_id).await?.is_empty(), "the provider was asked");
    let listed = world.get_with(&tenant.key, &format!("/v1/models/{}", tenant.alias)).await?;
    ensure!(
        listed.body["kinds"] == json!(["embedding"]) && listed.body["max_output_tokens"] == 0,
        "{listed:?}"
    );

    // A group of both kinds is called for both.
    let chat = TenantOptions::default();
    let (tenant, _) = tenant.with_next_model(&world.database, &chat).await?;
    world.create_and_call(&tenant, "hi").await?.expect(200)?;
    let embedded = embed(&world, &tenant, &json!(texts(&tenant)), &json!({})).await?;
    ensure!(bits(&embedded)? == expected("text-embedding-3-small", &texts(&tenant), 1_536), "other vectors");
    Ok(())
}

async fn what_cannot_be_embedded_is_said_in_openais_form(world: Arc<World>) -> Outcome {
    let tenant = tenant(&world, "openai", "text-embedding-3-small").await?;
    let send = |input: Value, extra: Value| World::send(request(&world, &tenant, &input, &extra));
    for (input, extra, param) in [
        (json!(""), json!({}), "input"),
        (json!([]), json!({}), "input"),
        (json!(["a", ""]), json!({}), "input[1]"),
        (json!(vec!["a"; 2_049]), json!({}), "input"),
        (json!("a"), json!({"dimensions": 0}), "dimensions"),
        (json!("a"), json!({"encoding_format": "int8"}), "encoding_format"),
    ] {
        let wrong = send(input, extra).await?;
        expect_refused(&wrong, 422, "validation_error", "invalid_request_error")?;
        ensure!(wrong.body["error"]["param"] == param, "{wrong:?}");
    }
    expect_refused(
        &send(json!("a"), json!({"model": "nothing"})).await?,
        403,
        "model_not_allowed",
        "permission_error",
    )?;
    let anonymous = World::send(world.http.post(world.url(PATH)).json(&json!({}))).await?;
    expect_refused(&anonymous, 401, "missing_credentials", "authentication_error")?;
    let failed = send(json!(format!("{} [[status=400]]", tenant.team_id)), json!({})).await?;
    expect_refused(&failed, 502, "provider_bad_request", "server_error")?;
    ensure!(failed.body["error"]["call_id"].is_string(), "{failed:?}");

    // Tokens are for OpenAI's models.
    let tokens = send(json!([[1, 2, 3], [4]]), json!({"dimensions": 8})).await?;
    tokens.expect(200)?;
    let as_texts = ["1 2 3".to_owned(), "4".to_owned()];
    ensure!(bits(&tokens)? == expected("text-embedding-3-small", &as_texts, 8), "{}", tokens.raw);
    ensure!(tokens.body["usage"]["prompt_tokens"] == 4, "{}", tokens.raw);
    for (provider, model, _) in &MODELS[1..] {
        let other = self::tenant(&world, provider, model).await?;
        let refused = World::send(request(&world, &other, &json!([1, 2]), &json!({}))).await?;
        expect_refused(&refused, 422, "unsupported_parameter", "invalid_request_error")?;
        ensure!(refused.body["error"]["param"] == "input", "{refused:?}");
    }
    let gemini = self::tenant(&world, "gemini", "gemini-embedding-001").await?;
    let many = World::send(request(&world, &gemini, &json!(vec!["a"; 101]), &json!({}))).await?;
    expect_refused(&many, 422, "unsupported_parameter", "invalid_request_error")?;
    let older = self::tenant(&world, "openai", "text-embedding-ada-002").await?;
    let shorter = World::send(request(&world, &older, &json!("a"), &json!({"dimensions": 8}))).await?;
    expect_refused(&shorter, 422, "unsupported_parameter", "invalid_request_error")?;
    ensure!(shorter.body["error"]["param"] == "dimensions", "{shorter:?}");
    for team in [&tenant, &gemini, &older] {
        books::all_settled(&world.database, &team.team_id).await?;
        books::assert_balanced(&world.database, &team.team_id).await?;
    }
    Ok(())
}

async fn an_embedding_that_fails_is_tried_again_and_then_made_by_the_next_model(
    world: Arc<World>,
) -> Outcome {
    let tenant = tenant(&world, "openai", "text-embedding-3-small").await?;
    let text = format!("{0} [[fail_first=1 status=503 key={0}]] again", tenant.team_id);
    let answer = embed(&world, &tenant, &json!(text), &json!({"dimensions": 8})).await?;
    let call = books::settled_call(&world.database, header(&answer.headers, "tollgate-call-id")?).await?;
    let attempts = call["attempts"].as_array().cloned().unwrap_or_default();
    ensure!(attempts.len() == 2 && attempts[1]["outcome"] == "succeeded", "{call}");

    let next = options("gemini", "gemini-embedding-001");
    world.store_credential(&tenant, "gemini", "sk-other-key-of-the-organization", 0).await?;
    let (tenant, next) = tenant.with_next_model(&world.database, &next).await?;
    let text = format!("{} [[model_fault=text-embedding status=503]] elsewhere", tenant.team_id);
    let answer = embed(&world, &tenant, &json!(text), &json!({"dimensions": 8})).await?;
    ensure!(bits(&answer)? == expected("gemini-embedding-001", &[text], 8), "{}", answer.raw);
    let call = books::settled_call(&world.database, header(&answer.headers, "tollgate-call-id")?).await?;
    ensure!(call["model_used"] == next.as_str() && call["provider"] == "gemini", "{call}");

    let broken = format!("{} [[malformed]] x", tenant.team_id);
    let refused = World::send(request(&world, &tenant, &json!(broken), &json!({}))).await?;
    expect_refused(&refused, 502, "provider_bad_response", "server_error")?;
    books::all_settled(&world.database, &tenant.team_id).await?;
    let team = books::row(&world.database, "team_credits", "team_id", &tenant.team_id).await?;
    ensure!(team["credits_held"] == "0", "{team}");
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn repeated_embeddings_get_the_first_vectors(world: Arc<World>) -> Outcome {
    let (provider, model, length) = MODELS[0];
    let tenant = tenant(&world, provider, model).await?;
    let texts = texts(&tenant);
    for format in ["float", "base64"] {
        let mut answers = Vec::new();
        for _ in 0..2 {
            let request = request(&world, &tenant, &json!(texts), &json!({"encoding_format": format}));
            let answer = World::send(request.header("idempotency-key", format!("again-{format}"))).await?;
            answer.expect(200)?;
            ensure!(bits(&answer)? == expected(model, &texts, length), "{format}");
            books::all_settled(&world.database, &tenant.team_id).await?;
            answers.push(answer);
        }
        ensure!(answers[0].body == answers[1].body, "{format}: another answer");
        let is_replayed = |answer: &Answer| answer.headers.contains_key("idempotent-replayed");
        ensure!(!is_replayed(&answers[0]) && is_replayed(&answers[1]), "{format}");
        ensure!(
            header(&answers[0].headers, "tollgate-call-id")?
                == header(&answers[1].headers, "tollgate-call-id")?
        );
    }
    ensure!(world.provider_calls(&tenant.team_id).await?.len() == 2, "a repetition reached the provider");
    let other =
        request(&world, &tenant, &json!(texts[0]), &json!({})).header("idempotency-key", "again-float");
    expect_refused(&World::send(other).await?, 422, "idempotency_key_reused", "invalid_request_error")?;
    books::assert_balanced(&world.database, &tenant.team_id).await
}

async fn the_transcript_has_a_hash_of_vectors_and_not_their_numbers(world: Arc<World>) -> Outcome {
    let (provider, model, length) = MODELS[0];
    let tenant = tenant(&world, provider, model).await?;
    sqlx::query("UPDATE organizations SET body_retention_days = 7 WHERE organization_id = $1")
        .bind(&tenant.organization_id)
        .execute(&world.database)
        .await?;
    let answer = embed(&world, &tenant, &json!(texts(&tenant)), &json!({})).await?;
    let call_id = header(&answer.headers, "tollgate-call-id")?;
    let call = books::settled_call(&world.database, call_id).await?;
    ensure!(call["request_hash"].is_string() && call["response_hash"].is_string(), "{call}");
    let bodies = books::row(&world.database, "llm_call_bodies", "call_id", call_id).await?;
    ensure!(bodies["request_data"]["input"] == json!(texts(&tenant)), "{bodies}");
    let response = &bodies["response_data"];
    ensure!(response["vectors"] == 3 && response["dimensions"] == length, "{bodies}");
    ensure!(response["vectors_hash"].as_str().is_some_and(|hash| hash.len() == 64), "{bodies}");
    ensure!(response.to_string().len() < 300, "{bodies}");
    Ok(())
}

async fn an_alias_of_an_embedding_model_has_its_kind_from_the_catalogue(world: Arc<World>) -> Outcome {
    let create = async |body: Value| world.operate(Method::POST, "/api/models/create", &body).await;
    let known = create(json!({"model_alias": fresh("vectors"), "provider": "openai", "actual_model": "text-embedding-3-large"})).await?;
    known.expect(200)?;
    ensure!(known.body["kind"] == "embedding" && known.body["pricing_output"] == 0, "{known:?}");
    ensure!(known.body["pricing_input"] == 0.13 && known.body["prices_are_catalogues"] == true, "{known:?}");
    let own = create(json!({"model_alias": fresh("own"), "provider": "fireworks", "actual_model": "nomic-ai/nomic-embed-text-v1.5",
        "kind": "embedding", "pricing_input": "0.008"}))
    .await?;
    own.expect(200)?;
    ensure!(own.body["kind"] == "embedding" && own.body["pricing_output"] == 0, "{own:?}");
    for wrong in [
        json!({"provider": "openai", "actual_model": "text-embedding-3-large", "kind": "chat"}),
        json!({"provider": "anthropic", "actual_model": "claude-vectors", "kind": "embedding", "pricing_input": "1"}),
        json!({"provider": "openai", "actual_model": "gpt-4o", "kind": "picture"}),
    ] {
        let mut body = wrong;
        body["model_alias"] = json!(fresh("wrong"));
        create(body).await?.expect_error(400, "invalid_value")?;
    }
    let listed =
        world.operate(Method::GET, "/api/pricing?search=text-embedding-3-large", &Value::Null).await?;
    ensure!(listed.body["providers"][0]["models"][0]["kind"] == "embedding", "{listed:?}");
    Ok(())
}
