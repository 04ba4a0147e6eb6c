//! `/api/credits/...`: balances, the ledger, and what operators do to them.

platform::serve!(endpoints::credits::handle);
