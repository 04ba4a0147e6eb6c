//! What a front door does with a request, on runtimes that do not route by themselves.

/// What is to be done with a request.
pub enum Passage {
    /// Hand it to the function of this name.
    Function(&'static str),
    /// Answer it here.
    Answer(crate::Response),
}
