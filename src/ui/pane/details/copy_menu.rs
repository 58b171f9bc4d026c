//! What can be copied of a row, in one menu whose last choice is copied by one click.

use egui::{Id, Popup, Ui};

use crate::app::commands::{Command, CopyCommand};
use crate::app::pane::Pane;
use crate::catalog::console::link_of_row;
use crate::model::ResourceEntry;
use crate::ui::pane::console;
use crate::ui::widgets::icons::{self, Icon};

/// Something of a row that can be copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Choice {
    #[default]
    Arn,
    Id,
    Name,
    Json,
    ConsoleLink,
}

impl Choice {
    const ALL: [Self; 5] = [
        Self::Arn,
        Self::Id,
        Self::Name,
        Self::Json,
        Self::ConsoleLink,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Arn => "Copy ARN",
            Self::Id => "Copy ID",
            Self::Name => "Copy name",
            Self::Json => "Copy JSON",
            Self::ConsoleLink => console::COPY,
        }
    }

    /// What it copies; `None` where the row has no such thing.
    fn command(self, pane: &Pane, entry: &ResourceEntry) -> Option<Command> {
        let (what, text) = match self {
            Self::Arn => ("ARN", entry.arn()?.into_owned()),
            Self::Id => ("ID", entry.id.to_string()),
            Self::Name if !entry.is_named() => return None,
            Self::Name => ("Name", entry.name().to_owned()),
            Self::Json => {
                let row = pane.cursor?;
                return Some(Command::Copy(CopyCommand::RowJson { pane: pane.id, row }));
            }
            Self::ConsoleLink => ("Console link", link_of_row(entry)?),
        };
        Some(Command::Copy(CopyCommand::Text { what, text }))
    }
}

/// Draws the button that copies what was copied last, and the one that opens the menu.
pub(super) fn copy_menu_ui(
    ui: &mut Ui,
    pane: &Pane,
    entry: &ResourceEntry,
    commands: &mut Vec<Command>,
) {
    // One choice for all panes: it is what a person is busy with.
    let id = Id::unique("what is copied of a row");
    let chosen: Choice = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let fitting = [chosen, Choice::Arn, Choice::Id].into_iter();
    let mut fitting = fitting.filter_map(|choice| Some((choice, choice.command(pane, entry)?)));
    if let Some((choice, command)) = fitting.next()
        && icons::icon_button_ui(ui, Icon::Copy, choice.label()).clicked()
    {
        commands.push(command);
    }
    let button = icons::icon_button_ui(ui, Icon::ChevronDown, "What to copy");
    Popup::menu(&button).show(|ui| {
        for choice in Choice::ALL {
            let Some(command) = choice.command(pane, entry) else {
                continue;
            };
            if ui.button(choice.label()).clicked() {
                ui.data_mut(|data| data.insert_temp(id, choice));
                commands.push(command);
                ui.close();
            }
        }
    });
}
