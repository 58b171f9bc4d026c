//! Puts the tokens into egui's styles, dark and light.

use egui::{
    Context, CornerRadius, FontFamily, FontId, Id, Margin, Shadow, Stroke, Style, TextStyle, Vec2,
    Visuals,
};

use super::tokens::{self, Palette};
use crate::app::settings::{Density, Settings, Theme};

/// Sets the style of a context. Call it at start and when the settings change, not every frame.
///
/// `scale` is the size of everything, 1.0 is normal; values beyond the allowed range are clamped.
pub fn apply(ctx: &Context, theme: Theme, scale: f32) {
    ctx.style_mut_of(egui::Theme::Dark, |style| {
        dress(style, Palette::dark_as(theme), Visuals::dark())
    });
    ctx.style_mut_of(egui::Theme::Light, |style| {
        dress(style, Palette::light(), Visuals::light())
    });
    ctx.set_theme(match theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Dark | Theme::Contrast => egui::ThemePreference::Dark,
        Theme::Light => egui::ThemePreference::Light,
    });
    let scale = if scale.is_finite() {
        scale.clamp(0.5, 3.0)
    } else {
        1.0
    };
    // The scale is a setting: egui's own zoom keys would change it without saving it.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    ctx.set_zoom_factor(scale);
}

/// As [`apply`] and [`set_density`], with what a person has chosen.
pub fn apply_settings(ctx: &Context, settings: &Settings) {
    apply(ctx, settings.theme, settings.ui_scale);
    set_density(ctx, settings.density);
}

/// Sets how high the lines of lists are from the next frame on.
pub fn set_density(ctx: &Context, density: Density) {
    ctx.data_mut(|data| data.insert_temp(density_id(), density));
}

/// Height of a line in the rows of panes and in lists to choose from, in points.
pub fn row_height(ctx: &Context) -> f32 {
    let density = ctx.data(|data| data.get_temp::<Density>(density_id()));
    match density.unwrap_or_default() {
        Density::Compact => tokens::ROW_HEIGHT - 2.0,
        Density::Normal => tokens::ROW_HEIGHT,
        Density::Comfortable => tokens::ROW_HEIGHT + 4.0,
    }
}

fn density_id() -> Id {
    Id::unique("density")
}

fn dress(style: &mut Style, palette: &Palette, base: Visuals) {
    style.text_styles = [
        (
            TextStyle::Small,
            FontId::new(tokens::TEXT_SMALL, FontFamily::Proportional),
        ),
        (
            TextStyle::Body,
            FontId::new(tokens::TEXT_BODY, FontFamily::Proportional),
        ),
        (
            TextStyle::Button,
            FontId::new(tokens::TEXT_BODY, FontFamily::Proportional),
        ),
        (
            TextStyle::Heading,
            FontId::new(tokens::TEXT_HEADING, FontFamily::Proportional),
        ),
        (
            TextStyle::Monospace,
            FontId::new(tokens::TEXT_MONO, FontFamily::Monospace),
        ),
    ]
    .into();
    space(style);
    style.visuals = visuals(palette, base);
    style.animation_time = 0.08;
    style.interaction.tooltip_delay = 0.4;
}

fn space(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(tokens::SPACE_2, tokens::SPACE_1);
    spacing.button_padding = Vec2::new(tokens::SPACE_2, 3.0);
    spacing.interact_size = Vec2::new(40.0, tokens::CONTROL_HEIGHT);
    spacing.indent = tokens::INDENT;
    spacing.menu_margin = Margin::same(tokens::SPACE_1 as i8);
    spacing.window_margin = Margin::same(tokens::SPACE_3 as i8);
    spacing.icon_width = 14.0;
    spacing.icon_width_inner = 8.0;
    spacing.icon_spacing = tokens::SPACE_1 + 2.0;
    spacing.combo_width = 80.0;
    spacing.scroll.bar_width = tokens::SCROLLBAR_WIDTH - 2.0;
}

fn visuals(palette: &Palette, base: Visuals) -> Visuals {
    let mut visuals = base;
    let radius = CornerRadius::same(tokens::RADIUS);
    let line = |color| Stroke::new(tokens::LINE, color);

    let resting = &mut visuals.widgets.noninteractive;
    (resting.bg_fill, resting.weak_bg_fill) = (palette.panel, palette.panel);
    (resting.bg_stroke, resting.fg_stroke) = (line(palette.line), line(palette.text));
    let inactive = &mut visuals.widgets.inactive;
    // Fields, boxes and buttons have an outline: their ground alone does not stand out from what is around them.
    (inactive.bg_fill, inactive.weak_bg_fill) = (palette.sunken, palette.control);
    (inactive.bg_stroke, inactive.fg_stroke) = (line(palette.line_strong), line(palette.text));
    let hovered = &mut visuals.widgets.hovered;
    (hovered.bg_fill, hovered.weak_bg_fill) = (palette.control_hover, palette.control_hover);
    (hovered.bg_stroke, hovered.fg_stroke) = (line(palette.line_strong), line(palette.text_strong));
    let active = &mut visuals.widgets.active;
    (active.bg_fill, active.weak_bg_fill) = (palette.control_hover, palette.control_hover);
    (active.bg_stroke, active.fg_stroke) = (line(palette.line_strong), line(palette.text_strong));
    let open = &mut visuals.widgets.open;
    (open.bg_fill, open.weak_bg_fill) = (palette.control_hover, palette.control_hover);
    (open.bg_stroke, open.fg_stroke) = (line(palette.line_strong), line(palette.text_strong));
    let widgets = &mut visuals.widgets;
    for widget in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        widget.corner_radius = radius;
        // Nothing grows under the pointer: it would push its neighbours out of line.
        widget.expansion = 0.0;
    }

    visuals.weak_text_color = Some(palette.text_weak);
    visuals.selection.bg_fill = palette.row_selected;
    visuals.selection.stroke = line(palette.accent);
    visuals.hyperlink_color = palette.accent;
    visuals.faint_bg_color = palette.row_hover;
    visuals.extreme_bg_color = palette.sunken;
    visuals.code_bg_color = palette.raised;
    visuals.warn_fg_color = palette.warn;
    visuals.error_fg_color = palette.error;
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.raised;
    visuals.window_stroke = line(palette.line_strong);
    visuals.window_corner_radius = CornerRadius::same(tokens::RADIUS + 2);
    visuals.menu_corner_radius = radius;
    visuals.window_highlight_topmost = false;
    visuals.popup_shadow = Shadow {
        offset: [0, 4],
        blur: 12,
        spread: 0,
        color: visuals.popup_shadow.color,
    };
    visuals.window_shadow = Shadow {
        offset: [0, 8],
        blur: 24,
        spread: 0,
        color: visuals.window_shadow.color,
    };
    visuals.text_cursor.stroke.color = palette.accent;
    visuals.indent_has_left_vline = false;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_themes_carry_the_tokens_and_switch_at_once() {
        let ctx = Context::default();
        apply(&ctx, Theme::Light, 1.0);
        assert_eq!(ctx.theme(), egui::Theme::Light);
        assert_eq!(
            ctx.global_style().visuals.panel_fill,
            Palette::light().panel
        );
        apply(&ctx, Theme::Dark, 1.0);
        assert_eq!(ctx.global_style().visuals.panel_fill, Palette::dark().panel);
        assert!(std::ptr::eq(Palette::of_ctx(&ctx), Palette::dark()));
    }

    #[test]
    fn high_contrast_is_a_theme_of_its_own_and_lines_have_three_heights() {
        let ctx = Context::default();
        apply(&ctx, Theme::Contrast, 1.0);
        assert!(std::ptr::eq(Palette::of_ctx(&ctx), Palette::contrast()));
        apply(&ctx, Theme::Dark, 1.0);
        assert!(std::ptr::eq(Palette::of_ctx(&ctx), Palette::dark()));
        assert_eq!(row_height(&ctx), tokens::ROW_HEIGHT);
        let heights = Density::ALL.map(|density| {
            set_density(&ctx, density);
            row_height(&ctx)
        });
        assert_eq!(heights, [20.0, 22.0, 26.0]);
    }

    #[test]
    fn a_scale_out_of_reason_is_brought_back() {
        let ctx = Context::default();
        for (typed, used) in [(f32::NAN, 1.0), (0.0, 0.5), (100.0, 3.0), (1.25, 1.25)] {
            apply(&ctx, Theme::Dark, typed);
            ctx.run_ui(Default::default(), |_| {})
                .textures_delta
                .clear();
            assert_eq!(ctx.zoom_factor(), used, "{typed}");
        }
    }
}
