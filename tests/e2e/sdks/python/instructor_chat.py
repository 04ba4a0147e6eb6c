"""Instructor over OpenAI's chat completions: structured answers."""

import instructor
import openai
from pydantic import BaseModel

from material import BUSY, Context, Missing, raises


class Verdict(BaseModel):
    """A verdict."""

    verdict: str


def connect(context: Context):
    def client(key=context.key, mode=instructor.Mode.TOOLS):
        sdk = openai.OpenAI(base_url=f"{context.origin}/v1", api_key=key, max_retries=0)
        return instructor.from_openai(sdk, mode=mode)

    def judge(of, prompt="Judge.", model=context.model):
        messages = [{"role": "user", "content": prompt}]
        return of.chat.completions.create(model=model, messages=messages, response_model=Verdict, max_retries=0)

    def check(verdict):
        assert isinstance(verdict.verdict, str), verdict

    def stream():
        messages = [{"role": "user", "content": "[[tool_calls=1]] Judge."}]
        partial = client().chat.completions.create_partial(
            model=context.model, messages=messages, response_model=Verdict, max_retries=0
        )
        check(list(partial)[-1])

    def errors():
        def expect(kind, run):
            # Instructor wraps what the SDK raises.
            error = raises(Exception, run)
            while error is not None and not isinstance(error, kind):
                error = error.__cause__
            assert error is not None, f"no {kind.__name__}"

        expect(openai.AuthenticationError, lambda: judge(client("sk-nobody")))
        expect(openai.PermissionDeniedError, lambda: judge(client(), model="nothing"))
        expect(openai.RateLimitError, lambda: judge(client(), BUSY))

    only = Missing("the client is for structured answers")
    return {
        "models": only,
        "chat": only,
        "stream": stream,
        "tools": lambda: check(judge(client(), "[[tool_calls=1]] Judge.")),
        "parallel_tools": only,
        "streamed_tools": only,
        "vision": only,
        "structured_output": lambda: check(judge(client(mode=instructor.Mode.JSON_SCHEMA))),
        "reasoning": only,
        "embeddings": only,
        "errors": errors,
        "retries": only,
        "broken_stream": only,
        "abort": only,
    }
