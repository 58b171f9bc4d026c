//! Cloud Control on a network in memory, and against the sandbox.
