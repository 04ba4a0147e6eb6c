//! `/api/model-groups/...`: models in order of preference, called by one name.

service::serve!(endpoints::models::model_groups::handle);
