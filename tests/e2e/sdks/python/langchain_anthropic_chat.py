"""LangChain's package for Anthropic."""

from langchain_anthropic import ChatAnthropic

from langchain_chat import asked_once, surfaces_of
from material import Context


def connect(context: Context):
    def chat_model(**options):
        common = {"base_url": context.origin, "api_key": context.key, "max_retries": 0, "max_tokens": 4096}
        return ChatAnthropic(**{**common, **options})

    thinking = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
    return surfaces_of(context, chat_model, thinking, asked_once(context))
