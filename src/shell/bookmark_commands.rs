//! Commands about bookmarks.

use super::AwsDash;
use crate::app::commands::{BookmarkCommand, SplitDirection, WindowId};
use crate::app::pane::PaneSpec;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::Freshness;

impl AwsDash {
    /// Saves, loads, renames or deletes a bookmark.
    pub(super) fn execute_bookmark(&mut self, command: BookmarkCommand) {
        let changed = match command {
            BookmarkCommand::Save { pane, name } => {
                let Some(pane) = self.panes.get(&pane) else {
                    return;
                };
                // Its own name is that of the tab from now on.
                let spec = PaneSpec {
                    title: String::new(),
                    ..pane.spec.clone()
                };
                self.bookmarks.add(&name, spec).map(|_| ())
            }
            BookmarkCommand::Load { name } => return self.load_bookmark(&name),
            BookmarkCommand::Rename { name, new_name } => self.bookmarks.rename(&name, &new_name),
            BookmarkCommand::Delete { name } => {
                self.bookmarks.delete(&name);
                Ok(())
            }
        };
        if let Err(error) = changed {
            self.notify_error(error.to_string());
            return;
        }
        self.save_bookmarks();
    }

    fn load_bookmark(&mut self, name: &str) {
        let Some(bookmark) = self.bookmarks.get(name).cloned() else {
            return;
        };
        let id = self.focused.unwrap_or_else(|| self.first_pane_anywhere());
        let spec = PaneSpec {
            bookmark: bookmark.name,
            show_managed: self.settings.show_managed,
            ..bookmark.spec
        };
        self.with_pane(id, |pane| pane.set_spec(spec));
        self.run(id, Freshness::UseCache);
    }

    fn first_pane_anywhere(&mut self) -> PaneId {
        if let Some(id) = self.panes.keys().next() {
            return *id;
        }
        self.add_pane(WindowId::ROOT, None, SplitDirection::Tab);
        PaneId(self.next_pane - 1)
    }
}
