//! The program's icon.

use std::sync::{Arc, OnceLock};

/// The program's icon, decoded once.
pub(super) fn icon() -> Arc<egui::IconData> {
    static ICON: OnceLock<Arc<egui::IconData>> = OnceLock::new();
    let decode = || eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"));
    Arc::clone(ICON.get_or_init(|| Arc::new(decode().expect("assets/icon.png is a PNG image"))))
}
