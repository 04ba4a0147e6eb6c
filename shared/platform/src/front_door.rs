//! What a front door does with a request, on runtimes that do not route by themselves.

/// How a front door routes, and what it answers where a function cannot be reached.
pub struct FrontDoor {
    /// Decides by method and path.
    pub route: fn(&str, &str) -> Passage,
    /// The answer in place of a function's.
    pub unreachable: fn() -> crate::Response,
}

/// What is to be done with a request.
pub enum Passage {
    /// Hand it to the function of this name.
    Function(&'static str),
    /// Answer it here.
    Answer(crate::Response),
}
