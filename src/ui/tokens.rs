//! Every colour and size of the window. Panels name what they mean, never a number.
//!
//! Sizes are points on a 4-point grid. Grey does most of the work; one accent marks what has focus,
//! colour elsewhere means a status or an account.

use egui::{Color32, Context, Ui};

use crate::app::resource_explorer::ledger::Outcome;
use crate::model::{AccountId, StatusClass};

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
    accounts: [Color32; 10],
}

#[expect(clippy::disallowed_methods, reason = "colours are made here")]
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

static DARK: Palette = Palette {
    panel: rgb(0x1b1d21),
    raised: rgb(0x22252a),
    sunken: rgb(0x141619),
    control: rgb(0x2c3037),
    control_hover: rgb(0x383d46),
    row_hover: rgb(0x25282e),
    row_selected: rgb(0x1f3857),
    row_selected_idle: rgb(0x2e333b),
    line: rgb(0x2e3238),
    line_strong: rgb(0x7b8390),
    text: rgb(0xd3d7dd),
    text_strong: rgb(0xf0f2f5),
    text_weak: rgb(0x9aa2ad),
    text_faint: rgb(0x858d9a),
    accent: rgb(0x7db2f7),
    on_accent: rgb(0x0b1626),
    notice: rgb(0x20303f),
    trouble: rgb(0x35282a),
    sandbox: rgb(0x33293f),
    on_sandbox: rgb(0xcbb3ea),
    found: rgb(0x5c4a12),
    ok: rgb(0x62b97a),
    busy: rgb(0x56acd6),
    warn: rgb(0xdfa54a),
    error: rgb(0xee8182),
    off: rgb(0x9aa2ad),
    unknown: rgb(0x8a919c),
    accounts: [
        rgb(0x7ba0cf),
        rgb(0xb591c9),
        rgb(0x7fb59b),
        rgb(0xc9a173),
        rgb(0xc78a93),
        rgb(0x74b3bd),
        rgb(0xa9ad72),
        rgb(0x9a96d1),
        rgb(0xbd8fae),
        rgb(0x9aa7b3),
    ],
};

static LIGHT: Palette = Palette {
    panel: rgb(0xf8f9fa),
    raised: rgb(0xeff1f4),
    sunken: rgb(0xffffff),
    control: rgb(0xe4e7ec),
    control_hover: rgb(0xd7dbe2),
    row_hover: rgb(0xeceff3),
    row_selected: rgb(0xcfe1f9),
    row_selected_idle: rgb(0xe0e4ea),
    line: rgb(0xdfe2e7),
    line_strong: rgb(0x787f8c),
    text: rgb(0x272c33),
    text_strong: rgb(0x0e1116),
    text_weak: rgb(0x555e6a),
    text_faint: rgb(0x69717c),
    accent: rgb(0x175fbd),
    on_accent: rgb(0xffffff),
    notice: rgb(0xe3eefb),
    trouble: rgb(0xfbe9e7),
    sandbox: rgb(0xeee6f8),
    on_sandbox: rgb(0x5b3b86),
    found: rgb(0xffdf85),
    ok: rgb(0x17713a),
    busy: rgb(0x0d6592),
    warn: rgb(0x875300),
    error: rgb(0xb42732),
    off: rgb(0x5a626d),
    unknown: rgb(0x646c77),
    accounts: [
        rgb(0x3f6ca6),
        rgb(0x82559c),
        rgb(0x3b7d5e),
        rgb(0x94682f),
        rgb(0x9c4c58),
        rgb(0x2f7a86),
        rgb(0x70752e),
        rgb(0x5c57a3),
        rgb(0x8b4f78),
        rgb(0x5a6876),
    ],
};

impl Palette {
    /// The colours of a dark window.
    pub fn dark() -> &'static Self {
        &DARK
    }

    /// The colours of a light window.
    pub fn light() -> &'static Self {
        &LIGHT
    }

    /// The colours of the theme that `ui` draws in.
    pub fn of(ui: &Ui) -> &'static Self {
        if ui.visuals().dark_mode {
            &DARK
        } else {
            &LIGHT
        }
    }

    /// The colours of the theme in force.
    pub fn of_ctx(ctx: &Context) -> &'static Self {
        match ctx.theme() {
            egui::Theme::Dark => &DARK,
            egui::Theme::Light => &LIGHT,
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
            Outcome::Partial | Outcome::Throttled | Outcome::SignIn => self.warn,
            Outcome::Denied | Outcome::Failed | Outcome::MemoryLimit => self.error,
            Outcome::Unsupported
            | Outcome::RegionNotEnabled
            | Outcome::NotOffered
            | Outcome::NotAsked
            | Outcome::Cancelled => self.off,
        }
    }

    /// A muted colour for an account: the same one in every window and every run.
    pub fn account(&self, account: AccountId) -> Color32 {
        // FNV-1a: short, and stable across platforms and releases.
        let hash = account
            .digits()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        self.accounts[(hash % self.accounts.len() as u64) as usize]
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

    /// Each colour on each ground, in both themes.
    fn on_every_ground(colors: impl Fn(&Palette) -> Vec<Color32>, least: f64) -> Vec<String> {
        let themes = [Palette::dark(), Palette::light()].into_iter();
        let pairs = themes.flat_map(|palette| {
            let colors = colors(palette).into_iter();
            colors.flat_map(|color| grounds(palette).map(|ground| (color, ground)))
        });
        too_faint(pairs, least)
    }

    #[test]
    fn text_and_words_of_status_are_readable_on_every_ground() {
        let words = |palette: &Palette| {
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
        };
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
        let marks = |palette: &Palette| {
            let others = [palette.line_strong, palette.text_faint, palette.unknown];
            [&others[..], &palette.accounts].concat()
        };
        assert_eq!(on_every_ground(marks, 3.0), [""; 0]);
    }

    #[test]
    fn an_account_keeps_its_colour() {
        let account: AccountId = "001234567890".parse().unwrap();
        let palette = Palette::dark();
        assert_eq!(palette.account(account), palette.account(account));
        let used: std::collections::HashSet<Color32> = (0..100)
            .map(|n| palette.account(format!("{n:012}").parse().unwrap()))
            .collect();
        assert!(
            used.len() >= 8,
            "accounts should spread over the colours, not share {}",
            used.len()
        );
    }
}
