//! What a pane's head shows at which width: a matter of the width and of the scope alone, so that nothing in it moves
//! while a query runs or a filter is typed.

use egui::{FontId, TextStyle, Ui};

use crate::app::pane::View;
use crate::app::pane::scope_chips::ChipDetail;
use crate::ui::tokens;

/// From this width on the filter stands in the line of the scope, in points.
const ONE_LINE_FROM: f32 = 900.0;

/// Least width of the filter beside other things, in points.
pub(super) const FILTER_WIDTH: f32 = 200.0;

/// Room for how many rows are hidden, beside the filter, in points.
pub(super) const HIDDEN_WIDTH: f32 = 108.0;

/// Width of Run, Refresh and Stop, which are drawn in the same place: with a word, and without, in points.
const RUN_WIDTH: f32 = 88.0;
const RUN_NARROW_WIDTH: f32 = 48.0;

/// Room between the switch of the views and its menu, in points.
const ICON_WIDTH: f32 = tokens::CONTROL_HEIGHT - 4.0;

/// What has gone for want of room: each step beside those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Whole,
    /// Chips say how many, not which.
    Counted,
    /// One chip has the whole scope.
    OneChip,
    /// The views are in the menu.
    NoSwitch,
    /// How old the answer is, is said on hover.
    NoAge,
    /// The details are in the menu.
    NoDetails,
}

impl Step {
    const ALL: [Self; 6] = [
        Self::Whole,
        Self::Counted,
        Self::OneChip,
        Self::NoSwitch,
        Self::NoAge,
        Self::NoDetails,
    ];

    fn chips(self) -> ChipDetail {
        match self {
            Self::Whole => ChipDetail::Each,
            Self::Counted => ChipDetail::Counts,
            _ => ChipDetail::One,
        }
    }
}

/// Where the filter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FilterPlace {
    /// In the line of the scope.
    Beside,
    /// In a line of its own.
    Below,
}

/// What a head shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct HeadForm {
    step: Step,
    pub filter: FilterPlace,
}

impl HeadForm {
    /// The form of a head that is `width` points wide inside, of a pane that is `pane_width` wide. `chips_width` says
    /// how much room chips want.
    pub(super) fn of(
        ui: &Ui,
        pane_width: f32,
        width: f32,
        mut chips_width: impl FnMut(ChipDetail) -> f32,
    ) -> Self {
        let filter = if pane_width >= ONE_LINE_FROM {
            FilterPlace::Beside
        } else {
            FilterPlace::Below
        };
        let beside = match filter {
            FilterPlace::Beside => FILTER_WIDTH + HIDDEN_WIDTH + 2.0 * tokens::SPACE_2,
            FilterPlace::Below => 0.0,
        };
        let fits = |step: &Step| {
            let form = Self {
                step: *step,
                filter,
            };
            let wanted = chips_width(step.chips()) + form.controls_width(ui) + beside;
            wanted <= width
        };
        let step = Step::ALL.into_iter().find(fits);
        Self {
            step: step.unwrap_or(Step::NoDetails),
            filter,
        }
    }

    /// How much of the scope the chips say.
    pub(super) fn chips(self) -> ChipDetail {
        self.step.chips()
    }

    /// Whether the views stand in the head.
    pub(super) fn has_switch(self) -> bool {
        self.step < Step::NoSwitch
    }

    /// Whether the head says how old the answer is.
    pub(super) fn has_age(self) -> bool {
        self.step < Step::NoAge
    }

    /// Whether the details are switched in the head.
    pub(super) fn has_details(self) -> bool {
        self.step < Step::NoDetails
    }

    /// Width of the place of Run.
    pub(super) fn run_width(self) -> f32 {
        if self.has_age() {
            RUN_WIDTH
        } else {
            RUN_NARROW_WIDTH
        }
    }

    /// Width of what stands right of the chips, with what is between.
    pub(super) fn controls_width(self, ui: &Ui) -> f32 {
        let gap = ui.spacing().item_spacing.x;
        let mut width = self.run_width() + gap;
        if self.has_switch() {
            let view = |view: View| button_width(ui, view.label()) + gap;
            width += View::ALL.map(view).iter().sum::<f32>();
        }
        // The menus of grouping and of everything else.
        let icons = 2 + usize::from(self.has_details());
        width + icons as f32 * (ICON_WIDTH + gap)
    }
}

fn button_width(ui: &Ui, text: &str) -> f32 {
    let font: FontId = TextStyle::Button.resolve(ui.style());
    let color = egui::Color32::PLACEHOLDER;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    galley.size().x + 2.0 * ui.spacing().button_padding.x
}
