"""LangChain's package for OpenAI: chat completions and embeddings."""

from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from langchain_chat import asked_once, surfaces_of
from material import Context


def connect(context: Context):
    base_url = f"{context.origin}/v1"

    def chat_model(**options):
        return ChatOpenAI(**{"base_url": base_url, "api_key": context.key, "max_retries": 0, "stream_usage": True, **options})

    def embeddings(**options):
        # Texts as they are: the package would send the tokens of OpenAI's tokenizer, which other providers do not take.
        return OpenAIEmbeddings(base_url=base_url, api_key=context.key, check_embedding_ctx_length=False, **options)

    return surfaces_of(context, chat_model, {"reasoning_effort": "low"}, asked_once(context), embeddings)
