//! Which fields of an answer only operators see.

/// An answer that operators and the team itself may ask for, and of which the team sees less.
pub trait HidesFromTeams {
    /// Takes away what only operators see.
    fn hide_from_teams(&mut self);
}
