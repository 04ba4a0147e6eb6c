//! The permission table of the documentation is the route table. `TOLLGATE_WRITE_DOCS=1 cargo test -p tollgate-api` writes
//! it anew.

use std::fmt::Write as _;
use std::path::Path;

use tollgate_api::role::Role;
use tollgate_api::routes::{Auth, ROUTES, Route};

const HEAD: &str = "# Who may call what

This is the route table, `shared/api/src/routes/table.rs`. A test fails where the two differ; `TOLLGATE_WRITE_DOCS=1 cargo test -p
tollgate-api` writes this page anew. Further tests walk the table over HTTP: without credentials, with wrong ones, with a
team's key, with a role too low, and with the key of another team.

**team** is a team's virtual key; where a team is named, it is that team's. **user**, **admin** and **owner** are operators
who have signed in, by role. **admin key** is the deployment's own. Of other operators, admins make and change only the ones
with the role `user`. To log out, the cookie of a session stands for an access token that has expired.

| | | anybody | team | user | admin | owner | admin key |
|---|---|---|---|---|---|---|---|
";

fn row(route: &Route) -> String {
    let (anybody, team, least_role, admin_key) = match route.auth {
        Auth::Open => (true, true, Some(Role::User), true),
        Auth::Team => (false, true, None, false),
        Auth::Operator(role) => (false, false, Some(role), true),
        Auth::SignedIn(role) => (false, false, Some(role), false),
        Auth::TeamOrOperator(role) => (false, true, Some(role), true),
    };
    let role = |role| least_role.is_some_and(|least| role >= least);
    let cells = [anybody, team, role(Role::User), role(Role::Admin), role(Role::Owner), admin_key];
    let mut row = format!("| {} | `{}` |", route.method.as_str(), route.path);
    for may in cells {
        let _ = write!(row, " {} |", if may { "yes" } else { "" });
    }
    row
}

#[test]
fn the_documented_permission_table_is_the_route_table() {
    let mut routes: Vec<&Route> = ROUTES.iter().collect();
    routes.sort_by_key(|route| (route.path, route.method.as_str()));
    let table: Vec<String> = routes.into_iter().map(row).collect();
    let expected = format!("{HEAD}{}\n", table.join("\n"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    if std::env::var_os("TOLLGATE_WRITE_DOCS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let documented = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        documented == expected,
        "docs/permissions.md is not the route table; `TOLLGATE_WRITE_DOCS=1 cargo test -p tollgate-api` writes it anew"
    );
}
