//! Setting up folders, settings, log and memory budget, before a command runs.
//!
//! No failure here stops the program. What is missing becomes a notice, and the program goes on without it.

use crate::app::logging::{self, LEVEL_VARIABLE, LogFilter, Logging};
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::resource_explorer::source::TimeLimits;
use crate::app::settings::Settings;
use crate::paths::AppPaths;

use super::args::GlobalArgs;
use crate::app::crash_note;

/// What was set up. Hold it until `main` returns, or the last lines of the log are lost.
pub struct Startup {
    /// Where files go; `None` when there is no place for any.
    pub paths: Option<AppPaths>,
    /// As saved, or defaults.
    pub settings: Settings,
    /// The log, if there is one.
    pub logging: Option<Logging>,
    /// The memory budget of the process.
    pub budget: &'static MemoryBudget,
    /// How long answers and lists may take.
    pub time_limits: TimeLimits,
    /// A sentence for everything that is missing.
    pub notices: Vec<String>,
}

impl Startup {
    /// Sets everything up. Options go before the environment, that before settings.
    pub fn new(global: &GlobalArgs) -> Self {
        let mut notices = Vec::new();
        let paths = note(AppPaths::find(), &mut notices);
        let (settings, said) = match &paths {
            Some(paths) => Settings::load(&paths.settings_file()),
            None => Default::default(),
        };
        notices.extend(said);
        let variable = std::env::var(LEVEL_VARIABLE).ok();
        let (filter, said) = LogFilter::choose(
            global.log_level.clone(),
            variable.as_deref(),
            settings.log_level,
        );
        notices.extend(said);
        let logging = paths
            .as_ref()
            .and_then(|paths| note(logging::init(paths, &filter), &mut notices));
        crash_note::install(paths.as_ref().map(AppPaths::crash_note));
        tracing::info!(version = crate::version::version(), "awsdash starts");
        let limit = global.memory_limit.or(settings.memory_limit);
        let time_limits = global.time_limit.or(settings.time_limits);
        Self {
            budget: MemoryBudget::initialize_with(limit),
            time_limits: time_limits.unwrap_or_default(),
            paths,
            settings,
            logging,
            notices,
        }
    }
}

/// The value, or `None` and a notice.
fn note<T, E: std::fmt::Display>(result: Result<T, E>, notices: &mut Vec<String>) -> Option<T> {
    result.map_err(|error| notices.push(error.to_string())).ok()
}
