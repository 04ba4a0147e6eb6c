//! Jobs, credits, money, prices, budget modes: pure rules, no I/O.
