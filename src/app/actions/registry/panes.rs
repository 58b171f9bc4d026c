//! Actions of a pane and of lists.

use super::super::context::{LISTS, ROWS};
use super::{Action, ActionIcon, ActionInfo, Group, entry};

pub(super) const PANES: [ActionInfo; 26] = [
    entry(
        Action::EditScope,
        "pane.edit_scope",
        "Edit scope",
        "Choose accounts, regions and types",
    )
    .listed(Group::Pane, 0)
    .keys(&["ctrl+e"]),
    entry(
        Action::FocusFilter,
        "pane.filter",
        "Filter rows",
        "Put the keyboard into the filter",
    )
    .listed(Group::Pane, 0)
    .icon(ActionIcon::Search)
    .keys(&["ctrl+f", "slash"]),
    entry(
        Action::ClearFilter,
        "pane.clear_filter",
        "Clear filter",
        "Show all rows again",
    )
    .listed(Group::Pane, 0)
    .keys(&["ctrl+shift+f"]),
    entry(
        Action::Run,
        "pane.run",
        "Run",
        "Ask for everything in the scope; what the cache knows is used",
    )
    .listed(Group::Pane, 1)
    .keys(&["f5"]),
    entry(
        Action::Refresh,
        "pane.refresh",
        "Refresh",
        "Reload everything from AWS",
    )
    .listed(Group::Pane, 1)
    .keys(&["shift+f5"]),
    entry(
        Action::RetryFailed,
        "pane.retry_failed",
        "Retry failed",
        "Ask again what failed, without touching other rows",
    )
    .listed(Group::Pane, 1)
    .keys(&["ctrl+f5"]),
    entry(
        Action::Continue,
        "pane.continue",
        "Continue",
        "Ask what the query had not asked when it was stopped",
    )
    .listed(Group::Pane, 1),
    entry(
        Action::Stop,
        "pane.stop",
        "Cancel query",
        "Stop the query; what is listed stays. With several rows selected, select one again",
    )
    .listed(Group::Pane, 1)
    .keys(&["escape"]),
    entry(
        Action::ToggleDetails,
        "pane.details",
        "Details",
        "Show or hide the details of the selected resource",
    )
    .listed(Group::Pane, 2)
    .keys(&["f4"]),
    entry(
        Action::ToggleLedger,
        "pane.ledger",
        "Ledger",
        "Show or hide the outcome of every query key",
    )
    .listed(Group::Pane, 2)
    .keys(&["ctrl+shift+l"]),
    entry(
        Action::ExpandAll,
        "rows.expand_all",
        "Expand all",
        "Open every group",
    )
    .listed(Group::Pane, 3)
    .keys(&["ctrl+shift+right", "ctrl+closebracket"]),
    entry(
        Action::CollapseAll,
        "rows.collapse_all",
        "Collapse all",
        "Close every group",
    )
    .listed(Group::Pane, 3)
    .keys(&["ctrl+shift+left", "ctrl+openbracket"]),
    entry(
        Action::SelectAll,
        "rows.select_all",
        "Select all rows",
        "Select every row that is shown, and those still to come",
    )
    .listed(Group::Pane, 3)
    .keys(&["ctrl+a"]),
    entry(
        Action::CopyArns,
        "rows.copy_arns",
        "Copy ARNs",
        "Copy the ARN of each selected row, or its ID if it has none",
    )
    .listed(Group::Pane, 4)
    .icon(ActionIcon::Copy)
    .keys(&["ctrl+c"]),
    entry(
        Action::CopyIds,
        "rows.copy_ids",
        "Copy IDs",
        "Copy the ID of each selected row",
    )
    .listed(Group::Pane, 4)
    .icon(ActionIcon::Copy)
    .keys(&["ctrl+shift+c"]),
    entry(
        Action::CopyNames,
        "rows.copy_names",
        "Copy names",
        "Copy the name of each selected row",
    )
    .listed(Group::Pane, 4)
    .icon(ActionIcon::Copy),
    entry(
        Action::CopyJson,
        "rows.copy_json",
        "Copy JSON",
        "Copy the row with its properties, tags and details as JSON",
    )
    .listed(Group::Pane, 4)
    .icon(ActionIcon::Copy)
    .keys(&["y"])
    .works_in(ROWS),
    entry(
        Action::ListDown,
        "list.down",
        "Next line",
        "Move down by one line",
    )
    .listed(Group::List, 0)
    .keys(&["down", "j"])
    .works_in(LISTS),
    entry(
        Action::ListUp,
        "list.up",
        "Previous line",
        "Move up by one line",
    )
    .listed(Group::List, 0)
    .keys(&["up", "k"])
    .works_in(LISTS),
    entry(
        Action::ListPageDown,
        "list.page_down",
        "Next page",
        "Move down by a page",
    )
    .listed(Group::List, 0)
    .keys(&["pagedown"])
    .works_in(LISTS),
    entry(
        Action::ListPageUp,
        "list.page_up",
        "Previous page",
        "Move up by a page",
    )
    .listed(Group::List, 0)
    .keys(&["pageup"])
    .works_in(LISTS),
    entry(
        Action::ListFirst,
        "list.first",
        "First line",
        "Move to the first line",
    )
    .listed(Group::List, 0)
    .keys(&["home", "g"])
    .works_in(LISTS),
    entry(
        Action::ListLast,
        "list.last",
        "Last line",
        "Move to the last line",
    )
    .listed(Group::List, 0)
    .keys(&["end", "shift+g"])
    .works_in(LISTS),
    entry(
        Action::ListOutwards,
        "list.close",
        "Close group",
        "Close the group, or go to the group around the line",
    )
    .listed(Group::List, 1)
    .keys(&["left", "h"])
    .works_in(LISTS),
    entry(
        Action::ListInwards,
        "list.open",
        "Open group",
        "Open the group, or go to its first line",
    )
    .listed(Group::List, 1)
    .keys(&["right", "l"])
    .works_in(LISTS),
    entry(
        Action::ListOpen,
        "list.activate",
        "Open line",
        "Show the details of a resource; open or close a group",
    )
    .listed(Group::List, 1)
    .keys(&["enter", "d"])
    .works_in(LISTS),
];
