//! `/api/credits/...`: balances, the ledger, and what operators do to them.

service::serve!(endpoints::credits::handle);
