"""LangChain over one of its chat models."""

from functools import reduce
from operator import add

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool

from material import (
    BROKEN_STREAM, BUSY, CHAT, LONG_STREAM, PARALLEL_TOOLS, PIXEL_URL, TOOLS, VERDICT, Context, Missing, echo, raises, results_in,
)


@tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"21 degrees in {city}"


def surfaces_of(context: Context, chat_model, thinking, retries, embeddings=None):
    """`chat_model` makes a chat model with these options besides, and `embeddings` one of embeddings, if the package has them;
    `thinking` are the options that make a model think."""
    plain = chat_model(model=context.model)

    def chat():
        answer = plain.invoke(CHAT)
        assert answer.text == echo(CHAT), answer
        assert answer.usage_metadata["output_tokens"] > 0

    def stream():
        answer = reduce(add, plain.stream(CHAT))
        assert answer.text == echo(CHAT), answer
        assert answer.usage_metadata["output_tokens"] > 0

    def use_tools(prompt, count, chatting=plain, streamed=False):
        with_tools = chatting.bind_tools([get_weather])
        messages = [HumanMessage(prompt)]
        asked = reduce(add, with_tools.stream(messages)) if streamed else with_tools.invoke(messages)
        assert len(asked.tool_calls) == count, asked
        assert all(isinstance(call["args"]["city"], str) for call in asked.tool_calls)
        results = [ToolMessage(content="21 degrees", tool_call_id=call["id"]) for call in asked.tool_calls]
        answer = with_tools.invoke([*messages, asked, *results])
        assert results_in(answer.text) == count, answer

    def vision():
        content = [{"type": "text", "text": "Describe it."}, {"type": "image_url", "image_url": {"url": PIXEL_URL}}]
        assert plain.invoke([HumanMessage(content=content)]).text

    def structured_output():
        schema = {"title": "verdict", "description": "A verdict.", **VERDICT}
        answer = plain.with_structured_output(schema, method="json_schema").invoke("Judge.")
        assert isinstance(answer["verdict"], str)

    def reasoning():
        options = {} if context.provider == "fireworks" else thinking
        thinker = chat_model(model=context.thinker, **options)
        assert thinker.invoke(CHAT).text == echo(CHAT)
        # The package does not send back what Fireworks' models have thought, and they want it with results of tools.
        if context.provider != "fireworks":
            use_tools(PARALLEL_TOOLS, 2, chatting=thinker)

    def embed():
        vectors = embeddings(model=context.embedder).embed_documents(["one", "two"])
        assert len(vectors) == 2 and vectors[0]

    def errors():
        def expect(status, run):
            error = raises(Exception, run)
            assert getattr(error, "status_code", None) == status, repr(error)

        expect(401, lambda: chat_model(model=context.model, api_key="sk-nobody").invoke("hi"))
        expect(403, lambda: chat_model(model="nothing").invoke("hi"))
        expect(429, lambda: plain.invoke(BUSY))

    def abort():
        events = plain.stream(LONG_STREAM)
        next(events)
        events.close()

    if embeddings is None:
        embed = Missing("the client has none")
    elif context.embedder is None:
        embed = Missing("the provider has none")
    return {
        "models": Missing("the client has no list"),
        "chat": chat,
        "stream": stream,
        "tools": lambda: use_tools(TOOLS, 1),
        "parallel_tools": lambda: use_tools(PARALLEL_TOOLS, 2),
        "streamed_tools": lambda: use_tools(PARALLEL_TOOLS, 2, streamed=True),
        "vision": vision,
        "structured_output": structured_output,
        "reasoning": reasoning,
        "embeddings": embed,
        "errors": errors,
        "retries": lambda: retries(chat_model),
        "broken_stream": lambda: raises(Exception, lambda: list(plain.stream(BROKEN_STREAM))),
        "abort": abort,
    }


def asked_once(context: Context):
    """The SDK below gives up after a second, and asks again until the first request is answered."""

    def retries(chat_model):
        prompt = f"[[latency_ms=2500]] Asked once: {context.model}"
        patient = chat_model(model=context.model, timeout=1, max_retries=6)
        assert patient.invoke(prompt).text == echo(prompt)

    return retries
