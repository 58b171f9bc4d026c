//! What a person has set.

/// Dark, light, or as the system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}
