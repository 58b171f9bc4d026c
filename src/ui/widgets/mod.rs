//! Small parts that panels are made of.

pub mod virtual_rows;
