//! Spin's key-value store as the store of texts, where the manifest gives one to the component and the runtime has it.

use spin_sdk::key_value::{Error, Store};

use crate::KeepingError;

/// The label of the store.
const LABEL: &str = "default";

pub(super) async fn keep(key: &str, text: &str) -> Result<(), KeepingError> {
    open().await?.set(key, text).await.map_err(failed)
}

pub(super) async fn kept_keys(prefix: &str, most: usize) -> Result<Vec<String>, KeepingError> {
    let mut all = open().await?.get_keys().await;
    let mut keys = Vec::new();
    while let Some(key) = all.next().await {
        // The store may have keys of others.
        if key.starts_with(prefix) {
            keys.push(key);
        }
        if keys.len() >= most {
            return Ok(keys);
        }
    }
    all.result().await.map_err(failed)?;
    Ok(keys)
}

pub(super) async fn kept(key: &str) -> Result<Option<String>, KeepingError> {
    let bytes = open().await?.get(key).await.map_err(failed)?;
    let text = bytes.map(String::from_utf8).transpose();
    text.map_err(|_| KeepingError::Failed(format!("{key} is not a text")))
}

pub(super) async fn forget(key: &str) -> Result<(), KeepingError> {
    open().await?.delete(key).await.map_err(failed)
}

async fn open() -> Result<Store, KeepingError> {
    Store::open(LABEL).await.map_err(failed)
}

fn failed(error: Error) -> KeepingError {
    match error {
        Error::NoSuchStore | Error::AccessDenied => KeepingError::NoStore,
        Error::StoreTableFull => KeepingError::Failed("too many stores are open".to_owned()),
        Error::Other(text) => KeepingError::Failed(text),
    }
}
