//! Where credentials may lead, which depends on the deployment.

use api::provider_credentials::MAX_IMPORTED;
use api::reading::{Faults, Path};
use serde_json::{Map, Value};

use crate::secrets::provider_address;

/// Notes the `api_base` of a credential where this deployment does not allow it; an empty text counts as absent.
pub fn check(credential: &Map<String, Value>, allow_private: bool, faults: &mut Faults) {
    check_at(credential.get("api_base"), &Path::BODY, allow_private, faults);
}

/// The same for each credential of an import.
pub fn check_all(import: &Map<String, Value>, allow_private: bool, faults: &mut Faults) {
    let credentials = Path::BODY.member("credentials");
    let items = import.get("credentials").and_then(Value::as_array);
    let items = items.filter(|items| items.len() <= MAX_IMPORTED);
    for (index, item) in items.into_iter().flatten().enumerate() {
        check_at(item.get("api_base"), &credentials.item(index), allow_private, faults);
    }
}

fn check_at(api_base: Option<&Value>, at: &Path<'_>, allow_private: bool, faults: &mut Faults) {
    let base = api_base.and_then(Value::as_str).filter(|base| !base.is_empty());
    if !provider_address::is_allowed_base(base, allow_private) {
        let message = "Must be a public https address without a user, a password or a query";
        faults.malformed(&at.member("api_base"), "value_error", message);
    }
}
