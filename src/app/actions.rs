//! Everything a person can do, as data: what each action is called, where its keys work, when it is available, and
//! the command it becomes. Menus, tooltips, help, keys and settings read it from here. Knows nothing of egui.
//!
//! A new action is a row of the table below and a line in [`effect`]; a new panel brings its action along.

pub mod availability;
pub mod chord;
pub mod context;
pub mod effect;
pub mod group;
pub mod keymap;
pub mod registry;
pub mod target;

use super::panels::Panel;
use context::{LISTS, ROWS};
use group::{ActionIcon, Group};
use registry::{ActionInfo, entry};

/// Makes the actions and their words of one table: per group and section of a menu an action, its name in the settings
/// file, which never changes, its title, and what it does in one sentence without a stop.
macro_rules! actions {
    ($($group:ident $section:literal { $(
        $action:ident $id:literal, $title:literal, $tooltip:literal
        $(, keys $keys:expr)? $(, icon $icon:ident)? $(, works_in $contexts:ident)?;
    )+ })+) => {
        /// One thing that a person can do. [`registry::info`] says it in words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[doc = $tooltip] $action,)+)+
            /// Show or hide a panel.
            Panel(Panel),
        }

        /// Every action but those of panels.
        const TABLE: &[ActionInfo] = &[$($(
            entry(Action::$action, $id, $title, $tooltip)
                .listed(Group::$group, $section)
                $(.keys(&$keys))?
                $(.icon(ActionIcon::$icon))?
                $(.works_in($contexts))?,
        )+)+];
    };
}

actions! {
    File 0 {
        NewWindow "window.new", "New window",
            "Open another window with a pane of its own", keys ["ctrl+n"];
        NewPane "pane.new", "New pane",
            "Open a pane like this one in a tab beside it", keys ["ctrl+t"], icon Add;
        ClosePane "pane.close", "Close pane",
            "Close the pane and drop what only it holds", keys ["ctrl+w"], icon Close;
        ReopenPane "pane.reopen", "Reopen closed pane",
            "Open a pane that asks what the pane closed last did", keys ["ctrl+shift+t"];
        CloseWindow "window.close", "Close window",
            "Close the window and its panes; the first window ends the program", keys ["ctrl+shift+w"];
    }
    File 1 {
        OpenAnything "open.anything", "Open anything",
            "Find resources, types, accounts, regions, bookmarks and actions by their names", keys ["ctrl+p"], icon Search;
        OpenTypes "open.types", "Open a type",
            "Find a type, and list its resources in a pane of their own", keys ["colon"], works_in LISTS;
        SaveBookmark "bookmark.save", "Save bookmark",
            "Save what the pane asks and shows under a name", keys ["ctrl+d"];
    }
    File 2 {
        Quit "app.quit", "Quit",
            "End the program", keys ["ctrl+q"];
    }
    View 0 {
        SplitRight "pane.split_right", "Split right",
            "Open a pane like this one to its right", keys ["alt+shift+right", "ctrl+backslash"];
        SplitDown "pane.split_down", "Split down",
            "Open a pane like this one below it", keys ["alt+shift+down", "ctrl+shift+backslash"];
        NextPane "pane.next", "Next pane",
            "Bring the next pane to the front and give it the keyboard", keys ["f6"];
        PreviousPane "pane.previous", "Previous pane",
            "Bring the previous pane to the front and give it the keyboard", keys ["shift+f6"];
    }
    View 1 {
        NextTab "pane.next_tab", "Next tab",
            "Bring the next tab beside the pane to the front", keys ["ctrl+tab"];
        PreviousTab "pane.previous_tab", "Previous tab",
            "Bring the previous tab beside the pane to the front", keys ["ctrl+shift+tab"];
        RenameTab "pane.rename", "Rename tab",
            "Give the tab a name of your own; an empty one brings its scope back", keys ["f2"];
        FullScreen "window.full_screen", "Full screen",
            "Fill the screen with the window, or leave it", keys ["f11"];
    }
    View 2 {
        ShowManaged "view.aws_managed", "AWS-managed resources",
            "Show or hide what AWS itself manages, in every pane", keys ["ctrl+shift+h"];
    }
    View 3 {
        ThemeSystem "theme.system", "System theme",
            "Dark or light, as the system is set";
        ThemeDark "theme.dark", "Dark theme",
            "Light text on dark ground";
        ThemeLight "theme.light", "Light theme",
            "Dark text on light ground";
        ThemeContrast "theme.contrast", "High contrast theme",
            "White text on black ground, and outlines that stand out";
    }
    View 4 {
        ZoomIn "zoom.in", "Zoom in",
            "Make everything larger", keys ["ctrl+equals", "ctrl+plus"];
        ZoomOut "zoom.out", "Zoom out",
            "Make everything smaller", keys ["ctrl+minus"];
        ZoomReset "zoom.reset", "Reset zoom",
            "Back to the normal size", keys ["ctrl+0"];
    }
    View 5 {
        Pane1 "pane.1", "Pane 1",
            "Bring pane 1 of the window to the front", keys ["ctrl+1"];
        Pane2 "pane.2", "Pane 2",
            "Bring pane 2 of the window to the front", keys ["ctrl+2"];
        Pane3 "pane.3", "Pane 3",
            "Bring pane 3 of the window to the front", keys ["ctrl+3"];
        Pane4 "pane.4", "Pane 4",
            "Bring pane 4 of the window to the front", keys ["ctrl+4"];
        Pane5 "pane.5", "Pane 5",
            "Bring pane 5 of the window to the front", keys ["ctrl+5"];
        Pane6 "pane.6", "Pane 6",
            "Bring pane 6 of the window to the front", keys ["ctrl+6"];
        Pane7 "pane.7", "Pane 7",
            "Bring pane 7 of the window to the front", keys ["ctrl+7"];
        Pane8 "pane.8", "Pane 8",
            "Bring pane 8 of the window to the front", keys ["ctrl+8"];
        Pane9 "pane.9", "Pane 9",
            "Bring pane 9 of the window to the front", keys ["ctrl+9"];
    }
    List 0 {
        ListDown "list.down", "Next line",
            "Move down by one line", keys ["down", "j"], works_in LISTS;
        ListUp "list.up", "Previous line",
            "Move up by one line", keys ["up", "k"], works_in LISTS;
        ListPageDown "list.page_down", "Next page",
            "Move down by a page", keys ["pagedown"], works_in LISTS;
        ListPageUp "list.page_up", "Previous page",
            "Move up by a page", keys ["pageup"], works_in LISTS;
        ListFirst "list.first", "First line",
            "Move to the first line", keys ["home", "g"], works_in LISTS;
        ListLast "list.last", "Last line",
            "Move to the last line", keys ["end", "shift+g"], works_in LISTS;
    }
    List 1 {
        ListOutwards "list.close", "Close group",
            "Close the group, or go to the group around the line", keys ["left", "h"], works_in LISTS;
        ListInwards "list.open", "Open group",
            "Open the group, or go to its first line", keys ["right", "l"], works_in LISTS;
        ListOutwardsAll "list.close_below", "Close all below",
            "Close the group and all groups below it", keys ["ctrl+left"], works_in LISTS;
        ListInwardsAll "list.open_below", "Open all below",
            "Open the group and all groups below it", keys ["ctrl+right"], works_in LISTS;
        ListOpen "list.activate", "Open line",
            "Show the details of a resource; open or close a group", keys ["enter", "d"], works_in LISTS;
    }
    Pane 0 {
        EditScope "pane.edit_scope", "Edit scope",
            "Choose accounts, regions and types", keys ["ctrl+e"];
        FocusFilter "pane.filter", "Filter rows",
            "Put the keyboard into the filter", keys ["ctrl+f", "slash"], icon Search;
        BuildFilter "pane.build_filter", "Build filter",
            "Put the filter together in a form, term by term";
        ClearFilter "pane.clear_filter", "Clear filter",
            "Show all rows again", keys ["ctrl+shift+f"];
    }
    Pane 1 {
        Run "pane.run", "Run",
            "Ask for everything in the scope; what the cache knows is used", keys ["f5"];
        Refresh "pane.refresh", "Refresh",
            "Reload everything from AWS", keys ["shift+f5"];
        RetryFailed "pane.retry_failed", "Retry failed",
            "Ask again what failed, without touching other rows", keys ["ctrl+f5"];
        Continue "pane.continue", "Continue",
            "Ask what the query had not asked when it was stopped";
        Stop "pane.stop", "Cancel query",
            "Stop the query; what is listed stays. With several rows selected, select one again", keys ["escape"];
    }
    Pane 2 {
        ToggleDetails "pane.details", "Details",
            "Show or hide the details of the selected resource", keys ["f4"];
        ToggleLedger "pane.ledger", "Ledger",
            "Show or hide the outcome of every query key", keys ["ctrl+shift+l"];
        ShowSorting "pane.sort", "Sort rows",
            "Choose what the rows are sorted and grouped by", keys ["shift+s"], works_in ROWS;
        ToggleView "pane.view", "Next view",
            "Show the rows as a tree in groups, as a table in columns, or how many there are of each kind", keys ["v"], works_in ROWS;
    }
    Pane 3 {
        ExpandAll "rows.expand_all", "Expand all",
            "Open every group", keys ["ctrl+shift+right", "ctrl+closebracket"];
        CollapseAll "rows.collapse_all", "Collapse all",
            "Close every group", keys ["ctrl+shift+left", "ctrl+openbracket"];
        SelectAll "rows.select_all", "Select all rows",
            "Select every row that is shown, and those still to come", keys ["ctrl+a"];
    }
    Pane 4 {
        CopyArns "rows.copy_arns", "Copy ARNs",
            "Copy the ARN of each selected row, or its ID if it has none", keys ["ctrl+c"], icon Copy;
        CopyIds "rows.copy_ids", "Copy IDs",
            "Copy the ID of each selected row", keys ["ctrl+shift+c"], icon Copy;
        CopyNames "rows.copy_names", "Copy names",
            "Copy the name of each selected row", icon Copy;
        CopyTable "rows.copy_table", "Copy as table",
            "Copy each selected row with all columns of the table, for a spreadsheet", keys ["shift+y"], icon Copy, works_in ROWS;
        CopyJson "rows.copy_json", "Copy JSON",
            "Copy the row with its properties, tags and details as JSON", keys ["y"], icon Copy, works_in ROWS;
        CopyCliCommand "rows.copy_cli", "Copy CLI command",
            "Copy the command of the AWS CLI that reads the row, with its profile and region", icon Copy;
        CopyTerraform "rows.copy_terraform", "Copy Terraform import",
            "Copy the block that brings the row under Terraform", icon Copy;
        OpenConsole "rows.open_console", "Open in the AWS console",
            "Open the page of the row in the browser", keys ["o"], works_in ROWS;
    }
    Cache 0 {
        ClearCache "cache.clear", "Clear cache",
            "Drop cached rows, details and tags; rows that are shown stay", keys ["ctrl+shift+delete"];
        ClearTagCache "cache.clear_tags", "Clear tag cache",
            "Drop tags that nothing shows any more";
        UnloadDetails "cache.unload_details", "Unload details",
            "Drop the details of the pane's rows; they load again when you look at a row";
    }
}

#[cfg(test)]
mod tests;
