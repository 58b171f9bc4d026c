//! How accounts are reached: profiles, a role, units of the organization. Kept in the settings.

use egui::{RichText, TextEdit, Ui};

use crate::app::commands::{AccessCommand, Command};
use crate::app::settings::AccessSetup;
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::captioned::captioned_ui;

/// What is typed and not yet in force; `None` before the first change.
#[derive(Default)]
pub(super) struct AccessForm {
    typed: Option<Typed>,
}

#[derive(Clone, PartialEq)]
struct Typed {
    profiles: String,
    role: String,
    units: String,
}

impl Typed {
    fn of(setup: &AccessSetup) -> Self {
        Self {
            profiles: setup.profiles.join(", "),
            role: setup.role.clone().unwrap_or_default(),
            units: setup.units.join(", "),
        }
    }

    fn setup(&self) -> AccessSetup {
        let parts = |text: &str| {
            let parts = text.split(',').map(str::trim);
            parts
                .filter(|part| !part.is_empty())
                .map(String::from)
                .collect()
        };
        let role = self.role.trim();
        AccessSetup {
            profiles: parts(&self.profiles),
            role: (!role.is_empty()).then(|| role.to_owned()),
            units: parts(&self.units),
        }
    }
}

/// Draws the form. In the sandbox there is nothing to set up.
pub(super) fn access_form_ui(
    ui: &mut Ui,
    form: &mut AccessForm,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    if view.sandbox.is_some() {
        return;
    }
    let in_force = Typed::of(&view.settings.access());
    let mut typed = form.typed.clone().unwrap_or_else(|| in_force.clone());
    let fields = [
        (
            "Profiles",
            &mut typed.profiles,
            "the default credentials; or names, * matches several",
        ),
        (
            "Role",
            &mut typed.role,
            "none; or a role to assume in every account of the organization",
        ),
        (
            "Units",
            &mut typed.units,
            "all; or Workloads/Prod, Security",
        ),
    ];
    for (caption, text, hint) in fields {
        field_ui(ui, caption, text, hint);
    }
    let setup = typed.setup();
    let problem = (!setup.units.is_empty() && setup.role.is_none())
        .then_some("Units are of an organization: name the role that leads into its accounts.");
    let has_changed = setup != view.settings.access();
    ui.horizontal(|ui| {
        ui.add_space(tokens::CAPTION_WIDTH + ui.spacing().item_spacing.x);
        let button = egui::Button::new("Save and reconnect");
        let button = ui.add_enabled(has_changed && problem.is_none(), button);
        if button
            .on_hover_text("Saves the settings and reconnects. Results are cleared.")
            .clicked()
        {
            commands.push(Command::Access(AccessCommand::Set(setup)));
            form.typed = None;
        } else {
            form.typed = (typed != in_force).then_some(typed);
        }
        let palette = Palette::of(ui);
        if let Some(problem) = problem {
            ui.label(RichText::new(problem).color(palette.error));
        }
    });
    ui.add_space(tokens::SPACE_1);
    ui.separator();
}

fn field_ui(ui: &mut Ui, caption: &str, text: &mut String, hint: &str) {
    captioned_ui(ui, caption, |ui| {
        let field = TextEdit::singleline(text)
            .hint_text(hint)
            .char_limit(2_000)
            .desired_width(f32::INFINITY);
        ui.add(field).accessible_name(caption);
    });
}
