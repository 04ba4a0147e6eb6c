//! Workers KV as the store of texts, where a deployment has bound a namespace.
//!
//! KV and not a Queue: a Worker cannot ask a queue how many messages wait in it, and metrics and readiness have to tell that. KV
//! and not a Durable Object: that takes a class in the Worker's JavaScript. A list of KV may lag behind by a minute, which is
//! harmless: a settlement that is sent twice is booked once.

use worker::kv::{KvError, KvStore};

use crate::KeepingError;

/// The binding of the namespace. Optional.
const BINDING: &str = "SETTLEMENTS";

/// The most keys that one list has.
const KEYS_A_LIST: u64 = 1000;

pub(super) async fn keep(env: &worker::Env, key: &str, text: &str) -> Result<(), KeepingError> {
    namespace(env)?.put(key, text).map_err(failed)?.execute().await.map_err(failed)
}

pub(super) async fn kept_keys(
    env: &worker::Env,
    prefix: &str,
    most: usize,
) -> Result<Vec<String>, KeepingError> {
    let limit = u64::try_from(most).unwrap_or(KEYS_A_LIST).clamp(1, KEYS_A_LIST);
    let list = namespace(env)?.list().prefix(prefix.to_owned()).limit(limit).execute().await;
    Ok(list.map_err(failed)?.keys.into_iter().map(|key| key.name).collect())
}

pub(super) async fn kept(env: &worker::Env, key: &str) -> Result<Option<String>, KeepingError> {
    namespace(env)?.get(key).text().await.map_err(failed)
}

pub(super) async fn forget(env: &worker::Env, key: &str) -> Result<(), KeepingError> {
    namespace(env)?.delete(key).await.map_err(failed)
}

fn namespace(env: &worker::Env) -> Result<KvStore, KeepingError> {
    env.kv(BINDING).map_err(|_| KeepingError::NoStore)
}

fn failed(error: KvError) -> KeepingError {
    KeepingError::Failed(error.to_string())
}
