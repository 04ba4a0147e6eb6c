"""OpenAI's own SDK: chat completions and embeddings."""

import json

import openai

from material import (
    BROKEN_STREAM, BUSY, CHAT, LONG_STREAM, PARALLEL_TOOLS, PIXEL_URL, PLACE, TOOLS, VERDICT, Context, Missing, echo, raises,
    results_in,
)

WEATHER = {"type": "function", "function": {"name": "get_weather", "parameters": PLACE}}


def connect(context: Context):
    base_url = f"{context.origin}/v1"
    client = openai.OpenAI(base_url=base_url, api_key=context.key, max_retries=0)

    def ask(content, **options):
        messages = content if isinstance(content, list) else [{"role": "user", "content": content}]
        return client.chat.completions.create(**{"model": context.model, "messages": messages, **options})

    def models():
        assert context.model in [listed.id for listed in client.models.list()]
        assert client.models.retrieve(context.model).id == context.model
        raises(openai.NotFoundError, lambda: client.models.retrieve("nothing"))

    def chat():
        answer = ask(CHAT)
        assert answer.choices[0].message.content == echo(CHAT), answer
        assert answer.usage.total_tokens > 0

    def stream():
        chunks = list(ask(CHAT, stream=True, stream_options={"include_usage": True}))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        assert text == echo(CHAT), text
        assert chunks[-1].usage.total_tokens > 0

    def use_tools(prompt, count):
        messages = [{"role": "user", "content": prompt}]
        message = ask(messages, tools=[WEATHER]).choices[0].message
        assert len(message.tool_calls) == count, message
        results = [
            {"role": "tool", "tool_call_id": call.id, "content": '{"degrees": 21}'}
            for call in message.tool_calls
            if isinstance(json.loads(call.function.arguments)["city"], str)
        ]
        answer = ask([*messages, message, *results], tools=[WEATHER])
        assert results_in(answer.choices[0].message.content) == count, answer

    def streamed_tools():
        messages = [{"role": "user", "content": PARALLEL_TOOLS}]
        with client.chat.completions.stream(model=context.model, messages=messages, tools=[WEATHER]) as events:
            calls = events.get_final_completion().choices[0].message.tool_calls
        assert len(calls) == 2 and all(json.loads(call.function.arguments)["city"] for call in calls), calls

    def vision():
        content = [{"type": "text", "text": "Describe it."}, {"type": "image_url", "image_url": {"url": PIXEL_URL}}]
        assert ask([{"role": "user", "content": content}]).choices[0].message.content

    def structured_output():
        json_schema = {"name": "verdict", "strict": True, "schema": VERDICT}
        answer = ask("Judge.", response_format={"type": "json_schema", "json_schema": json_schema})
        assert isinstance(json.loads(answer.choices[0].message.content)["verdict"], str)

    def reasoning():
        effort = {} if context.provider == "fireworks" else {"reasoning_effort": "low"}
        answer = ask(CHAT, model=context.thinker, **effort)
        message = answer.choices[0].message
        assert message.content == echo(CHAT), answer
        assert answer.usage.completion_tokens_details.reasoning_tokens or message.reasoning_content

    def embeddings():
        answer = client.embeddings.create(model=context.embedder, input=["one", "two"], dimensions=256)
        assert [len(data.embedding) for data in answer.data] == [256, 256]
        assert answer.usage.total_tokens > 0

    def errors():
        stranger = openai.OpenAI(base_url=base_url, api_key="sk-nobody", max_retries=0)
        raises(openai.AuthenticationError, lambda: stranger.models.list())
        raises(openai.PermissionDeniedError, lambda: ask("hi", model="nothing"))
        wrong = raises(openai.UnprocessableEntityError, lambda: ask("hi", temperature=3))
        assert (wrong.code, wrong.param) == ("validation_error", "temperature") and wrong.request_id, wrong
        raises(openai.RateLimitError, lambda: ask(BUSY))
        raises(openai.InternalServerError, lambda: ask("[[status=400]] hi"))

    def retries():
        # The SDK gives up after a second, and asks again until the first request is answered.
        prompt = f"[[latency_ms=2500]] Asked once: {context.model}"
        patient = client.with_options(timeout=1, max_retries=6)
        response = patient.chat.completions.with_raw_response.create(
            model=context.model, messages=[{"role": "user", "content": prompt}]
        )
        assert response.parse().choices[0].message.content == echo(prompt)
        assert response.headers["idempotent-replayed"] == "true"

    def broken_stream():
        raises(openai.APIError, lambda: list(ask(BROKEN_STREAM, stream=True)))

    def abort():
        events = ask(LONG_STREAM, stream=True)
        next(iter(events))
        events.close()

    return {
        "models": models,
        "chat": chat,
        "stream": stream,
        "tools": lambda: use_tools(TOOLS, 1),
        "parallel_tools": lambda: use_tools(PARALLEL_TOOLS, 2),
        "streamed_tools": streamed_tools,
        "vision": vision,
        "structured_output": structured_output,
        "reasoning": reasoning,
        "embeddings": embeddings if context.embedder else Missing("the provider has none"),
        "errors": errors,
        "retries": retries,
        "broken_stream": broken_stream,
        "abort": abort,
    }
