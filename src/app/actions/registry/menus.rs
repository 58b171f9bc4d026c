//! Actions of the program and its windows.

use super::{Action, ActionIcon, ActionInfo, Group, entry};

pub(super) const MENUS: [ActionInfo; 30] = [
    entry(
        Action::NewWindow,
        "window.new",
        "New window",
        "Open another window with a pane of its own",
    )
    .listed(Group::File, 0)
    .keys(&["ctrl+n"]),
    entry(
        Action::NewPane,
        "pane.new",
        "New pane",
        "Open a pane like this one in a tab beside it",
    )
    .listed(Group::File, 0)
    .icon(ActionIcon::Add)
    .keys(&["ctrl+t"]),
    entry(
        Action::ClosePane,
        "pane.close",
        "Close pane",
        "Close the pane and drop what only it holds",
    )
    .listed(Group::File, 0)
    .icon(ActionIcon::Close)
    .keys(&["ctrl+w"]),
    entry(
        Action::ReopenPane,
        "pane.reopen",
        "Reopen closed pane",
        "Open a pane that asks what the pane closed last did",
    )
    .listed(Group::File, 0)
    .keys(&["ctrl+shift+t"]),
    entry(
        Action::CloseWindow,
        "window.close",
        "Close window",
        "Close the window and its panes; the first window ends the program",
    )
    .listed(Group::File, 0)
    .keys(&["ctrl+shift+w"]),
    entry(
        Action::SaveBookmark,
        "bookmark.save",
        "Save bookmark",
        "Save what the pane asks and shows under a name",
    )
    .listed(Group::File, 1)
    .keys(&["ctrl+d"]),
    entry(
        Action::Settings,
        "panel.settings",
        "Settings",
        "Show or hide the settings",
    )
    .listed(Group::File, 1)
    .keys(&["ctrl+comma"]),
    entry(Action::Quit, "app.quit", "Quit", "End the program")
        .listed(Group::File, 2)
        .keys(&["ctrl+q"]),
    entry(
        Action::SplitRight,
        "pane.split_right",
        "Split right",
        "Open a pane like this one to its right",
    )
    .listed(Group::View, 0)
    .keys(&["alt+shift+right", "ctrl+backslash"]),
    entry(
        Action::SplitDown,
        "pane.split_down",
        "Split down",
        "Open a pane like this one below it",
    )
    .listed(Group::View, 0)
    .keys(&["alt+shift+down", "ctrl+shift+backslash"]),
    entry(
        Action::NextPane,
        "pane.next",
        "Next pane",
        "Bring the next pane to the front and give it the keyboard",
    )
    .listed(Group::View, 0)
    .keys(&["f6"]),
    entry(
        Action::PreviousPane,
        "pane.previous",
        "Previous pane",
        "Bring the previous pane to the front and give it the keyboard",
    )
    .listed(Group::View, 0)
    .keys(&["shift+f6"]),
    entry(
        Action::Bookmarks,
        "panel.bookmarks",
        "Bookmarks",
        "Show or hide the bookmarks",
    )
    .listed(Group::View, 1)
    .keys(&["ctrl+b"]),
    entry(
        Action::Accounts,
        "panel.accounts",
        "Accounts",
        "Show or hide identity, time left and sign-in of each account",
    )
    .listed(Group::View, 1)
    .keys(&["ctrl+shift+a"]),
    entry(
        Action::Requests,
        "panel.requests",
        "Requests",
        "Show or hide how fast which API is asked",
    )
    .listed(Group::View, 1)
    .keys(&["ctrl+shift+r"]),
    entry(
        Action::Memory,
        "panel.memory",
        "Memory",
        "Show or hide who holds how much memory",
    )
    .listed(Group::View, 1)
    .keys(&["ctrl+shift+m", "ctrl+m"]),
    entry(
        Action::Log,
        "panel.log",
        "Log",
        "Open or close the log window",
    )
    .listed(Group::View, 1)
    .keys(&["ctrl+l"]),
    entry(
        Action::ShowManaged,
        "view.aws_managed",
        "AWS-managed resources",
        "Show or hide what AWS itself manages, in every pane",
    )
    .listed(Group::View, 2)
    .keys(&["ctrl+shift+h"]),
    entry(
        Action::ThemeSystem,
        "theme.system",
        "System theme",
        "Dark or light, as the system is set",
    )
    .listed(Group::View, 3),
    entry(
        Action::ThemeDark,
        "theme.dark",
        "Dark theme",
        "Light text on dark ground",
    )
    .listed(Group::View, 3),
    entry(
        Action::ThemeLight,
        "theme.light",
        "Light theme",
        "Dark text on light ground",
    )
    .listed(Group::View, 3),
    entry(
        Action::ZoomIn,
        "zoom.in",
        "Zoom in",
        "Make everything larger",
    )
    .listed(Group::View, 4)
    .keys(&["ctrl+equals", "ctrl+plus"]),
    entry(
        Action::ZoomOut,
        "zoom.out",
        "Zoom out",
        "Make everything smaller",
    )
    .listed(Group::View, 4)
    .keys(&["ctrl+minus"]),
    entry(
        Action::ZoomReset,
        "zoom.reset",
        "Reset zoom",
        "Back to the normal size",
    )
    .listed(Group::View, 4)
    .keys(&["ctrl+0"]),
    entry(
        Action::ClearCache,
        "cache.clear",
        "Clear cache",
        "Drop cached lists, details and tags; rows that are shown stay",
    )
    .listed(Group::Cache, 0)
    .keys(&["ctrl+shift+delete"]),
    entry(
        Action::ClearTagCache,
        "cache.clear_tags",
        "Clear tag cache",
        "Drop tags that nothing shows any more",
    )
    .listed(Group::Cache, 0),
    entry(
        Action::UnloadDetails,
        "cache.unload_details",
        "Unload details",
        "Drop the details of the pane's rows; they load again when you look at a row",
    )
    .listed(Group::Cache, 0),
    entry(
        Action::Keyboard,
        "help.keyboard",
        "Keyboard shortcuts",
        "Show or hide every key",
    )
    .listed(Group::Help, 0)
    .keys(&["f1", "question"]),
    entry(
        Action::Connect,
        "help.connect",
        "How to connect",
        "Show where credentials were looked for, and what to do next",
    )
    .listed(Group::Help, 0),
    entry(
        Action::About,
        "help.about",
        "About awsdash",
        "Show the version and the licence",
    )
    .listed(Group::Help, 0),
];
