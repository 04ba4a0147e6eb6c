//! The dataset of Workers Analytics Engine that functions count in.

use toml::{Table, Value};

/// Binds a dataset to a function, by the name that functions know it by.
pub(crate) fn bind(config: &mut Table, dataset: &str) {
    let binding = [("binding", "ANALYTICS"), ("dataset", dataset)];
    let binding = Table::from_iter(binding.map(|(name, value)| (name.to_owned(), Value::from(value))));
    config.insert("analytics_engine_datasets".to_owned(), Value::Array(vec![binding.into()]));
}
