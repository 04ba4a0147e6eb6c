//! From a request's path to a component: an exact route wins over one with parameters, that over one with `/...`.

use anyhow::{Result, ensure};

/// The routes of an application.
#[derive(Debug)]
pub struct Router<T>(Vec<(Route, T)>);

#[derive(Debug)]
struct Route {
    segments: Vec<Segment>,
    is_open: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Parameter,
}

impl<T> Router<T> {
    /// Reads routes as manifests have them: `/jobs/:job_id/complete`, `/...`.
    ///
    /// # Errors
    /// For one that does not begin with a slash.
    pub fn new(routes: Vec<(String, T)>) -> Result<Self> {
        let mut read = routes
            .into_iter()
            .map(|(text, target)| Ok((route(&text)?, target)))
            .collect::<Result<Vec<_>>>()?;
        read.sort_by_key(|(route, _)| {
            let parameters = route.segments.iter().filter(|segment| **segment == Segment::Parameter).count();
            (route.is_open, parameters, std::cmp::Reverse(route.segments.len()))
        });
        Ok(Self(read))
    }

    /// What a path leads to.
    pub fn find(&self, path: &str) -> Option<&T> {
        self.0.iter().find(|(route, _)| route.matches(path)).map(|(_, target)| target)
    }
}

fn route(text: &str) -> Result<Route> {
    ensure!(text.starts_with('/'), "the route {text:?} does not begin with a slash");
    let (text, is_open) = match text.strip_suffix("/...") {
        Some(prefix) => (prefix, true),
        None => (text, false),
    };
    let segments =
        segments(text)
            .map(|segment| {
                if segment.starts_with(':') {
                    Segment::Parameter
                } else {
                    Segment::Literal(segment.to_owned())
                }
            })
            .collect();
    Ok(Route { segments, is_open })
}

impl Route {
    fn matches(&self, path: &str) -> bool {
        let mut path = segments(path);
        let fits = self.segments.iter().all(|expected| match (expected, path.next()) {
            (Segment::Literal(literal), Some(segment)) => literal == segment,
            (Segment::Parameter, Some(segment)) => !segment.is_empty(),
            (_, None) => false,
        });
        fits && (self.is_open || path.next().is_none())
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').skip(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_route_wins() {
        let routes =
            [("/...", 0), ("/jobs/:id/call", 1), ("/jobs/create", 2), ("/jobs/:id", 3), ("/health", 4)];
        let router = Router::new(routes.map(|(text, target)| (text.to_owned(), target)).to_vec()).unwrap();
        for (path, target) in [
            ("/jobs/create", 2),
            ("/jobs/17", 3),
            ("/jobs/17/call", 1),
            ("/jobs/17/other", 0),
            ("/jobs//call", 0),
            ("/health", 4),
            ("/health/", 0),
            ("/", 0),
        ] {
            assert_eq!(router.find(path), Some(&target), "{path}");
        }
    }

    #[test]
    fn a_path_without_a_route_leads_nowhere() {
        let router = Router::new(vec![("/a".to_owned(), ())]).unwrap();
        assert!(router.find("/b").is_none() && router.find("/a/b").is_none());
        assert!(Router::new(vec![("a".to_owned(), ())]).is_err());
    }
}
