//! Money, credits and tokens, exact.
