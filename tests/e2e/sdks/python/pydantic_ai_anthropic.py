"""Pydantic AI over Anthropic's messages."""

from pydantic_ai import ToolOutput
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

from agents import Verdict, surfaces_of
from material import Context


def connect(context: Context):
    def model(name, key=context.key):
        return AnthropicModel(name, provider=AnthropicProvider(base_url=context.origin, api_key=key))

    thinking = {"anthropic_thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4096}
    # The package asks only models whose names it knows for anything but a call of a tool.
    structured = ("[[tool_calls=1]] Judge.", ToolOutput(Verdict))
    return surfaces_of(context, model, thinking, structured=structured)
