//! The route table: which function serves which method and path, and who may call it.

mod body_limits;
mod preconditions;
mod table;

use std::cmp::Ordering;

use crate::role::Role;
pub use body_limits::{MAX_BODY_BYTES, MAX_PROMPT_BODY_BYTES};
pub use table::*;

/// Who may call a route. Each route says it; there is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Anybody.
    Open,
    /// The holder of a team's virtual key.
    Team,
    /// An operator of at least this role, by access token, or the admin key.
    Operator(Role),
    /// An operator of at least this role, by access token only: what is done here is done to one's own account. To sign out, the cookie of
    /// one's session does as well.
    SignedIn(Role),
    /// The team itself, by virtual key, or an operator as above.
    TeamOrOperator(Role),
}

/// An HTTP method that some route has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Does something, or makes something.
    Post,
    /// Replaces, or changes what is named.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Its name in upper case, as in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method.
    pub method: Method,
    /// The path; `{name}` matches one segment.
    pub path: &'static str,
    /// What it does, and by which function.
    pub operation: Operation,
    /// Who may call it.
    pub auth: Auth,
}

impl Route {
    /// The function that serves it.
    #[must_use]
    pub const fn function(&self) -> Function {
        self.operation.function()
    }
}

/// The operations of one function, so that its handler dispatches by a `match` that the compiler holds complete.
pub trait Operations: Copy + Sized + 'static {
    /// The function.
    const FUNCTION: Function;
    /// Every operation of it.
    const ALL: &'static [Self];

    /// The operation as one of this function; `None` if another function does it.
    fn of(operation: Operation) -> Option<Self>;
}

/// What a method and a path lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteMatch {
    /// A route, with its path parameters in order.
    Route(&'static Route, Vec<(&'static str, String)>),
    /// The path exists with these methods only.
    OtherMethods(Vec<Method>),
    /// No such path.
    Nothing,
}

/// Finds the route for a request. The path alone leads to a function, by the most literal pattern that fits it, for some
/// runtimes route in this way; among that function's routes the method decides. A trailing slash is a different path.
#[must_use]
pub fn find(method: &str, path: &str) -> RouteMatch {
    let mut fitting: Vec<(&'static Route, Vec<(&'static str, String)>)> =
        ROUTES.iter().filter_map(|route| Some((route, match_path(route.path, path)?))).collect();
    fitting.sort_by(|(a, _), (b, _)| literal_first(a.path, b.path));
    let Some(function) = fitting.first().map(|(route, _)| route.function()) else {
        return RouteMatch::Nothing;
    };
    fitting.retain(|(route, _)| route.function() == function);
    let mut methods = Vec::new();
    for (route, _) in &fitting {
        if !methods.contains(&route.method) {
            methods.push(route.method);
        }
    }
    match fitting.into_iter().find(|(route, _)| route.method.as_str() == method) {
        Some((route, params)) => RouteMatch::Route(route, params),
        None => RouteMatch::OtherMethods(methods),
    }
}

/// Orders the patterns that fit one path: where they differ first, a literal segment comes before a parameter.
fn literal_first(a: &str, b: &str) -> Ordering {
    a.split('/').map(is_parameter).cmp(b.split('/').map(is_parameter))
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

fn match_path(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut params = Vec::new();
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !segment.is_empty() => params.push((name, segment.to_owned())),
            None if expected == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(method: &str, path: &str) -> Option<&'static str> {
        match find(method, path) {
            RouteMatch::Route(route, _) => Some(route.function().name()),
            _ => None,
        }
    }

    #[test]
    fn literal_segments_win_over_parameters() {
        assert_eq!(function("POST", "/api/jobs/create-and-call"), Some("job-create-and-call"));
        assert_eq!(function("POST", "/api/jobs/0192/llm-call"), Some("job-llm-call"));
    }

    #[test]
    fn the_path_alone_leads_to_a_function() {
        let overlap = |a: &str, b: &str| {
            a.split('/').count() == b.split('/').count()
                && a.split('/').zip(b.split('/')).all(|(a, b)| a == b || is_parameter(a) || is_parameter(b))
        };
        for a in ROUTES {
            for b in ROUTES.iter().filter(|b| a.function() != b.function() && overlap(a.path, b.path)) {
                assert!(
                    literal_first(a.path, b.path).is_ne(),
                    "{} {} and {} {} can be the same path and are served by two functions",
                    a.method.as_str(),
                    a.path,
                    b.method.as_str(),
                    b.path
                );
            }
        }
    }

    #[test]
    fn the_earlier_literal_wins() {
        assert_eq!(literal_first("/jobs/teams/{team_id}", "/jobs/{job_id}/costs"), Ordering::Less);
    }

    #[test]
    fn parameters_are_named() {
        let RouteMatch::Route(_, params) = find("POST", "/api/jobs/0192/complete") else {
            panic!("no route")
        };
        assert_eq!(params, [("job_id", "0192".to_owned())]);
    }

    #[test]
    fn a_known_path_with_another_method_names_its_methods() {
        assert_eq!(find("GET", "/api/jobs/create"), RouteMatch::OtherMethods(vec![Method::Post]));
        // `me` has a GET of its own, and could be the id of an operator, who has one too.
        assert_eq!(
            find("POST", "/api/admin-users/me"),
            RouteMatch::OtherMethods(vec![Method::Get, Method::Put, Method::Delete])
        );
    }

    #[test]
    fn an_empty_or_surplus_segment_is_no_match() {
        assert_eq!(find("POST", "/api/jobs//llm-call"), RouteMatch::Nothing);
        assert_eq!(find("POST", "/api/jobs/create/"), RouteMatch::Nothing);
    }
}
