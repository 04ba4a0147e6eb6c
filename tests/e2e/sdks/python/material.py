"""What all clients are tried with. The simulated providers read directives in double square brackets."""

import re
from dataclasses import dataclass

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PIXEL_URL = f"data:image/png;base64,{PIXEL}"

CHAT = "Say hello."
TOOLS = "[[tool_calls=1]] What is the weather?"
PARALLEL_TOOLS = "[[tool_calls=2]] What is the weather?"
BUSY = "[[status=429 retry_after=1]] hi"
BROKEN_STREAM = "[[words=60]] [[error_after=8]] Tell me something."
LONG_STREAM = "[[words=30]] [[chunk_ms=60]] Tell me something."

PLACE = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
VERDICT = {
    "type": "object",
    "properties": {"verdict": {"type": "string"}},
    "required": ["verdict"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Context:
    """The system under test, and what the key may call there."""

    origin: str
    key: str
    provider: str
    model: str
    thinker: str
    embedder: str | None


@dataclass(frozen=True)
class Missing:
    """What a client or a provider does not have."""

    reason: str


def echo(prompt: str) -> str:
    """The answer to a prompt: directives are taken out."""
    return "Echo: " + re.sub(r"\[\[.*?\]\]", "", prompt).strip()


def results_in(text: str) -> int:
    """How many results of tools have reached the provider: its answer repeats them."""
    return text.count("21") if text.startswith("Tool results:") else 0


def raises(kind: type[Exception], run) -> Exception:
    """The error of this kind that a call must raise."""
    try:
        run()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")
