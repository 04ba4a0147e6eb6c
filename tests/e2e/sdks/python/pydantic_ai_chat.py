"""Pydantic AI over OpenAI's chat completions."""


from pydantic_ai.embeddings import Embedder
from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from agents import surfaces_of
from material import Context


def connect(context: Context):
    def provider(key):
        return OpenAIProvider(base_url=f"{context.origin}/v1", api_key=key)

    def model(name, key=context.key):
        return OpenAIChatModel(name, provider=provider(key))

    def embedder(name):
        return Embedder(OpenAIEmbeddingModel(name, provider=provider(context.key)))

    return surfaces_of(context, model, {"openai_reasoning_effort": "low"}, embedder)
