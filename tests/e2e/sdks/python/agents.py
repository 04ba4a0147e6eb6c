"""Agents of Pydantic AI over one of its models."""

import asyncio
import base64

from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent, NativeOutput
from pydantic_ai.exceptions import ModelHTTPError

from material import (
    BROKEN_STREAM, BUSY, CHAT, LONG_STREAM, PARALLEL_TOOLS, PIXEL, TOOLS, Context, Missing, echo, raises, results_in,
)


class Verdict(BaseModel):
    """A verdict."""

    verdict: str


def surfaces_of(context: Context, model, thinking, embedder=None, structured=("Judge.", NativeOutput(Verdict))):
    """`model` makes a model of its name and key, and `embedder` one of embeddings, if the package has them for the provider; `thinking`
    are the settings that make a model think, and `structured` a prompt and the kind of an answer that follows a schema."""

    def run(prompt, **options):
        return Agent(options.pop("model", None) or model(context.model), retries=0, **options).run_sync(prompt)

    def chat():
        answer = run(CHAT)
        assert answer.output == echo(CHAT), answer
        assert answer.usage.output_tokens > 0

    async def streamed(prompt, stop=False, **options):
        async with Agent(model(context.model), retries=0, **options).run_stream(prompt) as answer:
            text = ""
            async for part in answer.stream_text(delta=True):
                text += part
                if stop:
                    break
            return text

    def stream():
        assert asyncio.run(streamed(CHAT)) == echo(CHAT)

    def use_tools(prompt, count, of=None, settings=None):
        asked = []

        def get_weather(city: str) -> str:
            """The weather of a city."""
            asked.append(city)
            return "21 degrees"

        answer = run(prompt, model=of, tools=[get_weather], model_settings=settings)
        assert len(asked) == count and results_in(answer.output) == count, answer

    def streamed_tools():
        asked = []

        def get_weather(city: str) -> str:
            """The weather of a city."""
            asked.append(city)
            return "21 degrees"

        text = asyncio.run(streamed(PARALLEL_TOOLS, tools=[get_weather]))
        assert len(asked) == 2 and results_in(text) == 2, text

    def vision():
        assert run(["Describe it.", BinaryContent(base64.b64decode(PIXEL), media_type="image/png")]).output

    def structured_output():
        prompt, output_type = structured
        assert isinstance(run(prompt, output_type=output_type).output.verdict, str)

    def reasoning():
        settings = None if context.provider == "fireworks" else thinking
        answer = run(CHAT, model=model(context.thinker), model_settings=settings)
        assert answer.output == echo(CHAT), answer
        use_tools(PARALLEL_TOOLS, 2, of=model(context.thinker), settings=settings)

    def embed():
        answer = embedder(context.embedder).embed_documents_sync(["one", "two"])
        assert len(answer.embeddings) == 2 and answer.embeddings[0]

    def errors():
        def expect(status, of, prompt="hi"):
            error = raises(ModelHTTPError, lambda: run(prompt, model=of))
            assert error.status_code == status, error

        expect(401, model(context.model, "sk-nobody"))
        expect(403, model("nothing"))
        expect(429, model(context.model), BUSY)

    if embedder is None:
        embed = Missing("the client has none")
    elif context.embedder is None:
        embed = Missing("the provider has none")
    return {
        "models": Missing("the client has no list"),
        "chat": chat,
        "stream": stream,
        "tools": lambda: use_tools(TOOLS, 1),
        "parallel_tools": lambda: use_tools(PARALLEL_TOOLS, 2),
        "streamed_tools": streamed_tools,
        "vision": vision,
        "structured_output": structured_output,
        "reasoning": reasoning,
        "embeddings": embed,
        "errors": errors,
        "retries": Missing("the SDK below is tried for it"),
        "broken_stream": lambda: raises(Exception, lambda: asyncio.run(streamed(BROKEN_STREAM))),
        "abort": lambda: asyncio.run(streamed(LONG_STREAM, stop=True)),
    }
