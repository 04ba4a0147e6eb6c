//! Spin's interface to key-value stores. There is one store, `default`. All components share it, and it is kept in memory for the
//! life of this host: Spin itself keeps it in a file, or where its runtime configuration says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wasmtime::component::{Accessor, FutureReader, HasData, Resource, ResourceTable, StreamReader};

use crate::bindings::spin::key_value::key_value::{self as wit, Error};
use crate::instance::ComponentConfig;

/// The label of the one store that there is.
const LABEL: &str = "default";

/// Values by their keys.
type Values = BTreeMap<String, Vec<u8>>;

/// What is in the store.
#[derive(Debug, Default)]
pub struct Stores(Mutex<Values>);

impl Stores {
    fn values(&self) -> MutexGuard<'_, Values> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A store that a component has open.
pub struct Store(Arc<Stores>);

/// The interface.
pub struct KeyValue;

/// An instance's way to it.
pub struct KeyValueView<'a> {
    /// The instance's component.
    pub config: &'a Arc<ComponentConfig>,
    /// The instance's resources.
    pub table: &'a mut ResourceTable,
}

impl HasData for KeyValue {
    type Data<'a> = KeyValueView<'a>;
}

impl wit::Host for KeyValueView<'_> {}

impl wit::HostStore for KeyValueView<'_> {
    fn drop(&mut self, store: Resource<Store>) -> wasmtime::Result<()> {
        self.table.delete(store)?;
        Ok(())
    }
}

type Keys = (StreamReader<String>, FutureReader<Result<(), Error>>);

impl<T: Send> wit::HostStoreWithStore<T> for KeyValue {
    async fn open(accessor: &Accessor<T, Self>, label: String) -> Result<Resource<Store>, Error> {
        accessor.with(|mut access| {
            let view = access.get();
            may_open(&view.config.key_value_stores, &label)?;
            view.table.push(Store(view.config.key_value.clone())).map_err(|_| Error::StoreTableFull)
        })
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<Store>,
        key: String,
    ) -> Result<Option<Vec<u8>>, Error> {
        Ok(opened(accessor, &store)?.values().get(&key).cloned())
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<(), Error> {
        opened(accessor, &store)?.values().insert(key, value);
        Ok(())
    }

    async fn delete(accessor: &Accessor<T, Self>, store: Resource<Store>, key: String) -> Result<(), Error> {
        opened(accessor, &store)?.values().remove(&key);
        Ok(())
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<Store>,
        key: String,
    ) -> Result<bool, Error> {
        Ok(opened(accessor, &store)?.values().contains_key(&key))
    }

    async fn get_keys(accessor: &Accessor<T, Self>, store: Resource<Store>) -> wasmtime::Result<Keys> {
        let keys = opened(accessor, &store).map(|stores| stores.values().keys().cloned().collect::<Vec<_>>());
        accessor.with(|mut access| {
            let (keys, end) = match keys {
                Ok(keys) => (keys, Ok(())),
                Err(error) => (Vec::new(), Err(error)),
            };
            let end = FutureReader::new(&mut access, async { wasmtime::error::Ok(end) })?;
            Ok((StreamReader::new(&mut access, keys)?, end))
        })
    }
}

/// A component opens the stores that its manifest names, of those that there are.
fn may_open(allowed: &[String], label: &str) -> Result<(), Error> {
    if !allowed.iter().any(|one| one == label) {
        return Err(Error::AccessDenied);
    }
    if label == LABEL { Ok(()) } else { Err(Error::NoSuchStore) }
}

fn opened<T: Send>(accessor: &Accessor<T, KeyValue>, store: &Resource<Store>) -> Result<Arc<Stores>, Error> {
    accessor.with(|mut access| {
        let view = access.get();
        let store = view.table.get(store).map_err(|error| Error::Other(error.to_string()))?;
        Ok(store.0.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_opens_only_the_stores_of_its_manifest() {
        let allowed = ["default".to_owned(), "other".to_owned()];
        assert!(may_open(&allowed, "default").is_ok());
        assert!(matches!(may_open(&allowed, "other"), Err(Error::NoSuchStore)));
        assert!(matches!(may_open(&[], "default"), Err(Error::AccessDenied)));
    }
}
