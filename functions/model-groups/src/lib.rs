//! `/api/model-groups/...`: models in order of preference, called by one name.

platform::serve!(endpoints::models::model_groups::handle);
