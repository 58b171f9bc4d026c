//! wip
pub mod cells;
pub mod empty;
pub mod facts;
pub mod messages;
pub mod row_columns;
pub mod status_bar;
pub mod tree_cursor;
mod tree_rows;
pub mod tree_view;
