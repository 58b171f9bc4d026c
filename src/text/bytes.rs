//! Amounts of memory and of data. MB are MiB, as in the memory limit.

use compact_str::{CompactString, format_compact};

use super::numbers::grouped;

/// Bytes of a kibibyte.
pub const KIB: u64 = 1024;
/// Bytes of a mebibyte.
pub const MIB: u64 = 1024 * KIB;
/// Bytes of a gibibyte.
pub const GIB: u64 = 1024 * MIB;

/// `1,234 MB`, to the nearest; more than nothing that rounds to 0 is `< 1 MB`.
pub fn megabytes(bytes: u64) -> CompactString {
    match (bytes.saturating_add(MIB / 2)) / MIB {
        0 if bytes > 0 => "< 1 MB".into(),
        rounded => format_compact!("{} MB", grouped(rounded)),
    }
}

/// `1.5 GiB`, in the largest unit that leaves at least 1; bytes as they are.
pub fn in_largest_unit(bytes: f64) -> CompactString {
    const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let (mut size, mut unit) = (bytes, 0);
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format_compact!("{size} B")
    } else {
        format_compact!("{size:.1} {}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn megabytes_are_rounded_and_a_little_is_not_nothing() {
        for (bytes, text) in [
            (0, "0 MB"),
            (1, "< 1 MB"),
            (MIB / 2 - 1, "< 1 MB"),
            (MIB / 2, "1 MB"),
            (3 * MIB / 2 - 1, "1 MB"),
            (12_500 * MIB, "12,500 MB"),
            (u64::MAX, "17,592,186,044,415 MB"),
        ] {
            assert_eq!(megabytes(bytes), text, "{bytes}");
        }
    }

    #[test]
    fn data_is_in_the_largest_unit_that_fits() {
        assert_eq!(in_largest_unit(1023.0), "1023 B");
        assert_eq!(in_largest_unit(1536.0), "1.5 KiB");
        assert_eq!(in_largest_unit(3.0 * GIB as f64), "3.0 GiB");
    }
}
