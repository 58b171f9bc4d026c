//! Checkpoints: what memory was when the program came by. Debug builds only.
#![deny(unsafe_code)]

#[cfg(debug_assertions)]
pub use written::{CHECKPOINT_FILE, write_checkpoint};

/// Leaves a line with the name of a place, the thread and the resident memory in
/// `agent_perf_timing.log`. The name and the context may be anything that displays.
///
/// In release builds this is nothing: neither argument is evaluated, and no text of it is in the
/// binary.
///
/// ```no_run
/// let rows = 314;
/// awsdash::perf_checkpoint!("phase1_complete", &format!("{rows} resources"));
/// ```
#[cfg(debug_assertions)]
#[macro_export]
macro_rules! perf_checkpoint {
    ($name:expr $(,)?) => {
        $crate::app::memory_profiling::write_checkpoint(format_args!("{}", $name))
    };
    ($name:expr, $context:expr $(,)?) => {
        $crate::app::memory_profiling::write_checkpoint(format_args!("{} - {}", $name, $context))
    };
}

/// Leaves a line with the name of a place, the thread and the resident memory in
/// `agent_perf_timing.log` in debug builds. This is a release build: nothing is evaluated.
#[cfg(not(debug_assertions))]
#[macro_export]
macro_rules! perf_checkpoint {
    ($name:expr $(,)?) => {
        if false {
            let _ = &$name;
        }
    };
    ($name:expr, $context:expr $(,)?) => {
        if false {
            let _ = (&$name, &$context);
        }
    };
}

/// [`memory_checkpoint`] with the name written as in `format!`. In release builds nothing is
/// evaluated, so prefer this where the name has to be put together.
///
/// ```no_run
/// let rows = 314;
/// awsdash::memory_checkpoint!("after_phase1_complete_{rows}_resources");
/// ```
#[cfg(debug_assertions)]
#[macro_export]
macro_rules! memory_checkpoint {
    ($($name:tt)+) => {
        $crate::app::memory_profiling::write_checkpoint(format_args!($($name)+))
    };
}

/// [`memory_checkpoint`](crate::app::memory_profiling::memory_checkpoint) with the name written as
/// in `format!`. This is a release build: nothing is evaluated.
#[cfg(not(debug_assertions))]
#[macro_export]
macro_rules! memory_checkpoint {
    ($($name:tt)+) => {
        if false {
            let _ = format_args!($($name)+);
        }
    };
}

/// Leaves a line with `name`, the thread and the resident memory in `agent_perf_timing.log` in debug
/// builds; does nothing in release builds. Where the name is put together first, use
/// [`memory_checkpoint!`](crate::memory_checkpoint).
#[inline(always)]
pub fn memory_checkpoint(name: &str) {
    #[cfg(debug_assertions)]
    write_checkpoint(format_args!("{name}"));
    #[cfg(not(debug_assertions))]
    let _ = name;
}

#[cfg(debug_assertions)]
mod written {
    use std::fmt;

    /// The file in the log directory.
    pub const CHECKPOINT_FILE: &str = "agent_perf_timing.log";

    /// Writes one line. Use the macros, which are nothing in release builds.
    pub fn write_checkpoint(_text: fmt::Arguments<'_>) {}
}
