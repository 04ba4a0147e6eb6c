//! Chat completion requests, answers and chunks in OpenAI's shape.
