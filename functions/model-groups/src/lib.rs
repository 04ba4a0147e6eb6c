//! `/api/model-groups/...`: models in order of preference, called by one name.

platform::serve!(endpoints::model_groups::handle);
