//! `/api/pricing/...`: what the providers charge for their models, and what clients pay for their jobs.

service::serve!(endpoints::pricing::prices::handle);
