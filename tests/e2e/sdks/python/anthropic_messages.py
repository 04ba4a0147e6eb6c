"""Anthropic's own SDK."""

import json

import anthropic

from material import (
    BROKEN_STREAM, BUSY, CHAT, LONG_STREAM, PARALLEL_TOOLS, PIXEL, PLACE, TOOLS, VERDICT, Context, Missing, echo, raises,
    results_in,
)

WEATHER = [{"name": "get_weather", "description": "The weather of a city.", "input_schema": PLACE}]


def connect(context: Context):
    client = anthropic.Anthropic(base_url=context.origin, api_key=context.key, max_retries=0)

    def body(content, **options):
        messages = content if isinstance(content, list) else [{"role": "user", "content": content}]
        return {"model": context.model, "max_tokens": 4096, "messages": messages, **options}

    def ask(content, **options):
        return client.messages.create(**body(content, **options))

    def text(answer):
        return "".join(block.text for block in answer.content if block.type == "text")

    def chat():
        answer = ask(CHAT)
        assert text(answer) == echo(CHAT) and answer.stop_reason == "end_turn", answer
        assert answer.usage.input_tokens and answer.usage.output_tokens and answer._request_id
        counted = client.messages.count_tokens(model=context.model, messages=[{"role": "user", "content": CHAT}])
        assert counted.input_tokens > 0

    def stream():
        with client.messages.stream(**body(CHAT)) as events:
            told = "".join(events.text_stream)
            answer = events.get_final_message()
        assert told == echo(CHAT) == text(answer), answer
        assert answer.usage.input_tokens and answer.usage.output_tokens

    def use_tools(prompt, count, streamed=False, **options):
        request = body(prompt, tools=WEATHER, **options)
        if streamed:
            with client.messages.stream(**request) as events:
                asked = events.get_final_message()
        else:
            asked = client.messages.create(**request)
        calls = [block for block in asked.content if block.type == "tool_use"]
        assert len(calls) == count and all(isinstance(call.input["city"], str) for call in calls), asked
        results = [{"type": "tool_result", "tool_use_id": call.id, "content": "21 degrees"} for call in calls]
        turns = [{"role": "assistant", "content": asked.content}, {"role": "user", "content": results}]
        answer = ask([*request["messages"], *turns], tools=WEATHER, **options)
        assert results_in(text(answer)) == count, answer

    def vision():
        source = {"type": "base64", "media_type": "image/png", "data": PIXEL}
        content = [{"type": "text", "text": "Describe it."}, {"type": "image", "source": source}]
        assert text(ask([{"role": "user", "content": content}]))

    def structured_output():
        answer = ask("Judge.", output_config={"format": {"type": "json_schema", "schema": VERDICT}})
        assert isinstance(json.loads(text(answer))["verdict"], str)

    def reasoning():
        thinking = {"type": "enabled", "budget_tokens": 1024}
        answer = ask(CHAT, model=context.thinker, thinking=thinking)
        assert text(answer) == echo(CHAT), answer
        # OpenAI does not show what its models think.
        assert any(block.type == "thinking" for block in answer.content) == (context.provider != "openai"), answer
        use_tools(PARALLEL_TOOLS, 2, model=context.thinker, thinking=thinking)
        use_tools(PARALLEL_TOOLS, 2, streamed=True, model=context.thinker, thinking=thinking)

    def errors():
        stranger = anthropic.Anthropic(base_url=context.origin, api_key="sk-nobody", max_retries=0)
        raises(anthropic.AuthenticationError, lambda: stranger.messages.create(**body("hi")))
        raises(anthropic.PermissionDeniedError, lambda: ask("hi", model="nothing"))
        wrong = raises(anthropic.APIStatusError, lambda: ask("hi", max_tokens=0))
        assert wrong.status_code in (400, 422) and wrong.body["error"]["type"] == "invalid_request_error", wrong
        raises(anthropic.RateLimitError, lambda: ask(BUSY))
        raises(anthropic.InternalServerError, lambda: ask("[[status=400]] hi"))

    def retries():
        # The SDK gives up after a second, and asks again until the first request is answered.
        prompt = f"[[latency_ms=2500]] Asked once: {context.model}"
        patient = client.with_options(timeout=1, max_retries=6)
        response = patient.messages.with_raw_response.create(**body(prompt))
        assert text(response.parse()) == echo(prompt)
        assert response.headers["idempotent-replayed"] == "true"

    def broken_stream():
        def read():
            with client.messages.stream(**body(BROKEN_STREAM)) as events:
                events.get_final_message()

        raises(anthropic.APIError, read)

    def abort():
        with client.messages.stream(**body(LONG_STREAM)) as events:
            next(iter(events))

    return {
        "models": Missing("the client's list has another form"),
        "chat": chat,
        "stream": stream,
        "tools": lambda: use_tools(TOOLS, 1),
        "parallel_tools": lambda: use_tools(PARALLEL_TOOLS, 2),
        "streamed_tools": lambda: use_tools(PARALLEL_TOOLS, 2, streamed=True),
        "vision": vision,
        "structured_output": structured_output,
        "reasoning": reasoning,
        "embeddings": Missing("the client has none"),
        "errors": errors,
        "retries": retries,
        "broken_stream": broken_stream,
        "abort": abort,
    }
