//! Small parts that panels are made of.

pub mod account_dot;
pub(crate) mod captioned;
pub mod chip;
pub(crate) mod focus_ring;
pub mod icons;
pub mod json_tree;
pub(crate) mod line_end;
pub mod named;
pub mod row_list;
pub mod search_box;
pub mod status_dot;
pub(crate) mod text_cursor;
pub mod truncated;
pub mod virtual_rows;
