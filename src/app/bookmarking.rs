//! Commands about bookmarks.

use super::AwsDash;
use super::commands::{Command, SplitDirection, WindowId};
use super::resource_explorer::progress::PaneId;
use super::resource_explorer::query_engine::Freshness;
use super::resource_explorer::tree::GroupBy;

impl AwsDash {
    /// Saves, loads, renames or deletes a bookmark.
    pub(super) fn execute_bookmark(&mut self, command: Command) {
        let changed = match command {
            Command::SaveBookmark { pane, name } => {
                let Some(pane) = self.panes.get(&pane) else {
                    return;
                };
                let grouping = pane.group_by.iter().map(|by| by.name().to_owned());
                self.bookmarks
                    .add(&name, pane.scope.clone(), grouping.collect())
                    .map(|_| ())
            }
            Command::LoadBookmark { name } => return self.load_bookmark(&name),
            Command::RenameBookmark { name, new_name } => self.bookmarks.rename(&name, &new_name),
            Command::DeleteBookmark { name } => {
                self.bookmarks.delete(&name);
                Ok(())
            }
            _ => return,
        };
        if let Err(error) = changed {
            return self.trouble(error.to_string());
        }
        self.save_bookmarks();
    }

    fn load_bookmark(&mut self, name: &str) {
        let Some(bookmark) = self.bookmarks.get(name).cloned() else {
            return;
        };
        let id = self.focused.unwrap_or_else(|| self.first_pane_anywhere());
        self.with_pane(id, |pane| {
            pane.scope = bookmark.scope;
            pane.bookmark = bookmark.name;
            let group_by = GroupBy::from_names(&bookmark.grouping);
            if !group_by.is_empty() {
                pane.set_grouping(group_by);
            }
        });
        self.run(id, Freshness::UseCache);
    }

    fn first_pane_anywhere(&mut self) -> PaneId {
        if let Some(id) = self.panes.keys().next() {
            return *id;
        }
        self.add_pane(WindowId::ROOT, None, SplitDirection::Tab);
        PaneId(self.next_pane - 1)
    }

    fn save_bookmarks(&mut self) {
        match self.bookmarks.save() {
            Ok(notices) => notices.into_iter().for_each(|text| self.trouble(text)),
            Err(error) => self.trouble(error.to_string()),
        }
    }
}
