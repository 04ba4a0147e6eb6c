//! One codec per provider: request out, response and stream events in.
