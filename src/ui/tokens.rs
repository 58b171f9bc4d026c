//! Every colour and size of the window. Panels name what they mean, never a number.
//!
//! Sizes are points on a 4-point grid. Grey does most of the work; one accent marks what has focus,
//! colour elsewhere means a status or an account.

mod palettes;

use egui::{Color32, Context, Ui, Visuals};

use crate::app::account_marks::{AccountMark, COLORS, Stage};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::settings::Theme;
use crate::model::StatusClass;
use palettes::{CONTRAST, DARK, LIGHT};

/// Between things that belong together, in points.
pub const SPACE_1: f32 = 4.0;
/// Between things of one group, in points.
pub const SPACE_2: f32 = 8.0;
/// Between groups, in points.
pub const SPACE_3: f32 = 12.0;
/// Around dialogs, in points.
pub const SPACE_4: f32 = 16.0;
/// Between sections of a page, in points.
pub const SPACE_6: f32 = 24.0;

/// Height of a row in trees, tables and lists, in points.
pub const ROW_HEIGHT: f32 = 22.0;
/// Height of the line above a tree that names its columns, in points.
pub const HEADER_HEIGHT: f32 = 20.0;
/// Height of a button, a field or a chip, in points.
pub const CONTROL_HEIGHT: f32 = 24.0;
/// Height of a toolbar, its padding included, in points.
pub const TOOLBAR_HEIGHT: f32 = 32.0;
/// Height of a status bar, in points.
pub const STATUS_HEIGHT: f32 = 24.0;
/// How much further in each level of a tree starts, in points.
pub const INDENT: f32 = 16.0;
/// Diameter of a status or account dot, in points.
pub const DOT: f32 = 8.0;
/// Width of an own-drawn scroll bar, in points.
pub const SCROLLBAR_WIDTH: f32 = 10.0;
/// Least length of a scroll bar's thumb, in points.
pub const THUMB_MIN: f32 = 24.0;
/// Corner radius of controls, in points.
pub const RADIUS: u8 = 4;
/// Width of lines, in points.
pub const LINE: f32 = 1.0;
/// Width of a column of captions in panels, in points.
pub const CAPTION_WIDTH: f32 = SPACE_6 * 6.0;
/// Width of the line that marks focus, in points.
pub const LINE_FOCUS: f32 = 2.0;

/// Ordinary text, in points.
pub const TEXT_BODY: f32 = 13.0;
/// Captions and secondary text, in points.
pub const TEXT_SMALL: f32 = 11.5;
/// Titles, in points.
pub const TEXT_HEADING: f32 = 17.0;
/// Ids and documents, in points.
pub const TEXT_MONO: f32 = 12.0;

/// The colours of one theme.
#[derive(Debug)]
pub struct Palette {
    /// Behind rows and panels.
    pub panel: Color32,
    /// Behind toolbars, headers, menus: one step above [`Palette::panel`].
    pub raised: Color32,
    /// Behind what is typed or read as a document: one step below [`Palette::panel`].
    pub sunken: Color32,
    /// Behind buttons and chips that are not under the pointer.
    pub control: Color32,
    /// Behind buttons and chips under the pointer.
    pub control_hover: Color32,
    /// Behind the row under the pointer.
    pub row_hover: Color32,
    /// Behind the selected row of the list that has the keyboard.
    pub row_selected: Color32,
    /// Behind the selected row of any other list.
    pub row_selected_idle: Color32,
    /// Separators.
    pub line: Color32,
    /// Outlines of fields and controls.
    pub line_strong: Color32,
    /// Ordinary text.
    pub text: Color32,
    /// Names and titles.
    pub text_strong: Color32,
    /// Secondary text: ids, captions, counts.
    pub text_weak: Color32,
    /// Disabled things and placeholders.
    pub text_faint: Color32,
    /// The one accent: focus, selection, the main button.
    pub accent: Color32,
    /// Text on [`Palette::accent`].
    pub on_accent: Color32,
    /// A calm background for notices.
    pub notice: Color32,
    /// Background of messages about trouble.
    pub trouble: Color32,
    /// Behind the label of the sandbox.
    pub sandbox: Color32,
    /// Text on [`Palette::sandbox`].
    pub on_sandbox: Color32,
    /// Behind the part of a text that a filter has found.
    pub found: Color32,
    /// Works as meant.
    pub ok: Color32,
    /// On its way.
    pub busy: Color32,
    /// Needs a look.
    pub warn: Color32,
    /// Broken.
    pub error: Color32,
    /// Stopped, unused or gone.
    pub off: Color32,
    /// No status.
    pub unknown: Color32,
    accounts: [Color32; COLORS as usize],
}

impl Palette {
    /// The colours of a dark window.
    pub fn dark() -> &'static Self {
        &DARK
    }

    /// The colours of a light window.
    pub fn light() -> &'static Self {
        &LIGHT
    }

    /// The colours of a window with high contrast.
    pub fn contrast() -> &'static Self {
        &CONTRAST
    }

    /// The colours of what is dark in a theme.
    pub fn dark_as(theme: Theme) -> &'static Self {
        match theme {
            Theme::Contrast => &CONTRAST,
            Theme::System | Theme::Dark | Theme::Light => &DARK,
        }
    }

    /// The colours of the theme that `ui` draws in.
    pub fn of(ui: &Ui) -> &'static Self {
        Self::of_visuals(ui.visuals())
    }

    /// The colours of the theme in force.
    pub fn of_ctx(ctx: &Context) -> &'static Self {
        Self::of_visuals(&ctx.global_style().visuals)
    }

    fn of_visuals(visuals: &Visuals) -> &'static Self {
        if !visuals.dark_mode {
            &LIGHT
        } else if visuals.panel_fill == CONTRAST.panel {
            &CONTRAST
        } else {
            &DARK
        }
    }

    /// The colour of a status.
    pub fn status(&self, class: StatusClass) -> Color32 {
        match class {
            StatusClass::Ok => self.ok,
            StatusClass::Busy => self.busy,
            StatusClass::Warn => self.warn,
            StatusClass::Error => self.error,
            StatusClass::Off => self.off,
            StatusClass::Unknown => self.unknown,
        }
    }

    /// The colour of how a question ended.
    pub fn outcome(&self, outcome: Outcome) -> Color32 {
        match outcome {
            Outcome::Complete => self.ok,
            Outcome::Partial
            | Outcome::Throttled
            | Outcome::SignIn
            | Outcome::Denied
            | Outcome::MemoryLimit => self.warn,
            Outcome::Failed => self.error,
            Outcome::Unsupported
            | Outcome::RegionNotEnabled
            | Outcome::NotOffered
            | Outcome::NotAsked
            | Outcome::Cancelled => self.off,
        }
    }

    /// The colour of an account: muted, amber for production.
    pub fn account(&self, mark: AccountMark) -> Color32 {
        match mark.stage {
            Stage::Production => self.warn,
            Stage::Other => self.accounts[usize::from(mark.color % COLORS)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast as WCAG 2 defines it, 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        let luminance = |color: Color32| {
            0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
        };
        let (one, other) = (luminance(a), luminance(b));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// What text, marks and outlines are drawn on.
    fn grounds(palette: &Palette) -> [Color32; 9] {
        [
            palette.panel,
            palette.raised,
            palette.sunken,
            palette.control,
            palette.row_hover,
            palette.row_selected,
            palette.row_selected_idle,
            palette.notice,
            palette.trouble,
        ]
    }

    /// Pairs of less contrast than `least`, each in a line.
    fn too_faint(pairs: impl Iterator<Item = (Color32, Color32)>, least: f64) -> Vec<String> {
        let measured = pairs.map(|(color, ground)| (color, ground, contrast(color, ground)));
        let faint = measured.filter(|(.., contrast)| *contrast < least);
        faint
            .map(|(color, ground, contrast)| {
                format!("{} on {}: {contrast:.2}", color.to_hex(), ground.to_hex())
            })
            .collect()
    }

    /// Each colour on each ground of these themes.
    fn on_every_ground_of(
        themes: &[&'static Palette],
        colors: impl Fn(&Palette) -> Vec<Color32>,
        least: f64,
    ) -> Vec<String> {
        let pairs = themes.iter().flat_map(|palette| {
            let colors = colors(palette).into_iter();
            colors.flat_map(|color| grounds(palette).map(|ground| (color, ground)))
        });
        too_faint(pairs, least)
    }

    /// Each colour on each ground, in both themes.
    fn on_every_ground(colors: impl Fn(&Palette) -> Vec<Color32>, least: f64) -> Vec<String> {
        on_every_ground_of(&[Palette::dark(), Palette::light()], colors, least)
    }

    /// Text and words of status.
    fn words(palette: &Palette) -> Vec<Color32> {
        vec![
            palette.text,
            palette.text_strong,
            palette.text_weak,
            palette.accent,
            palette.ok,
            palette.busy,
            palette.warn,
            palette.error,
            palette.off,
        ]
    }

    /// Outlines, marks and disabled text.
    fn marks(palette: &Palette) -> Vec<Color32> {
        let others = [palette.line_strong, palette.text_faint, palette.unknown];
        [&others[..], &palette.accounts].concat()
    }

    #[test]
    fn high_contrast_has_text_of_seven_and_outlines_of_four_and_a_half() {
        let theme = [Palette::contrast()];
        assert_eq!(on_every_ground_of(&theme, words, 7.0), [""; 0]);
        assert_eq!(on_every_ground_of(&theme, marks, 4.5), [""; 0]);
        let palette = Palette::contrast();
        let labels = [
            (palette.on_accent, palette.accent),
            (palette.on_sandbox, palette.sandbox),
            (palette.text_strong, palette.control_hover),
        ];
        assert_eq!(too_faint(labels.into_iter(), 7.0), [""; 0]);
    }

    #[test]
    fn text_and_words_of_status_are_readable_on_every_ground() {
        assert_eq!(on_every_ground(words, 4.5), [""; 0]);
        let themes = [Palette::dark(), Palette::light()].into_iter();
        let labels = themes.flat_map(|palette| {
            [
                (palette.on_accent, palette.accent),
                (palette.on_sandbox, palette.sandbox),
                (palette.text_strong, palette.control_hover),
                (palette.text_strong, palette.found),
            ]
        });
        assert_eq!(too_faint(labels, 4.5), [""; 0]);
    }

    #[test]
    fn outlines_marks_and_disabled_text_stand_out_from_every_ground() {
        assert_eq!(on_every_ground(marks, 3.0), [""; 0]);
    }
}
