"""Pydantic AI over Anthropic's messages."""

from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

from agents import surfaces_of
from material import Context


def connect(context: Context):
    def model(name, key=context.key):
        return AnthropicModel(name, provider=AnthropicProvider(base_url=context.origin, api_key=key))

    thinking = {"anthropic_thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4096}
    return surfaces_of(context, model, thinking)
