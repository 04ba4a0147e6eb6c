//! `/api/pricing`: what the providers charge for their models.

platform::serve!(endpoints::pricing::handle);
