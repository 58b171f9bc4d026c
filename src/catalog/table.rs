//! Unpacks embedded tables. `build.rs` has checked every row, so reading them cannot fail.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The packed table of that name.
macro_rules! packed {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".lz4"))
    };
}
pub(super) use packed;

static LOADED_BYTES: AtomicUsize = AtomicUsize::new(0);

/// Bytes held by the tables unpacked so far: their text and the indices over it.
pub fn loaded_bytes() -> usize {
    LOADED_BYTES.load(Ordering::Relaxed)
}

/// Counts what an index over a table takes.
pub(super) fn count_bytes(bytes: usize) {
    LOADED_BYTES.fetch_add(bytes, Ordering::Relaxed);
}

/// The text of a table, kept for the life of the process.
pub(super) fn unpack(packed: &[u8]) -> &'static str {
    let bytes =
        lz4_flex::block::decompress_size_prepended(packed).expect("the build packed this table");
    let text = String::from_utf8(bytes).expect("the build read this table as text");
    count_bytes(text.len());
    Box::leak(text.into_boxed_str())
}

/// The rows of an unpacked table, with as many fields as the build kept.
pub(super) fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().map(|line| {
        let mut fields = line.split('\t');
        let row = std::array::from_fn(|_| fields.next().expect("the build counted the columns"));
        debug_assert!(fields.next().is_none(), "more columns than asked for");
        row
    })
}

#[cfg(test)]
#[path = "../../build/tables.rs"]
mod build_checks;

#[cfg(test)]
mod tests {
    use super::build_checks::{KnownTypes, TABLES, Table};

    fn table(file: &str) -> &'static Table {
        TABLES.iter().find(|table| table.file == file).unwrap()
    }

    fn with_types(types: &[&str]) -> KnownTypes {
        let mut known = KnownTypes::default();
        let table = table("types.tsv");
        let heading: Vec<_> = table.columns.iter().map(|(name, ..)| *name).collect();
        let mut text = heading.join("\t");
        for ty in types {
            text.push_str(&format!(
                "\n{ty}\tEC2\tName\tyes\t\t\t\tyes\tId\t\tyes\tTags\tlist\tno\t\t\t\t\tall\t\t"
            ));
        }
        table.check(&text, &mut known).unwrap();
        known
    }

    #[test]
    fn a_bad_row_is_named_by_its_line_and_reason() {
        let mut known = with_types(&["AWS::EC2::VPC"]);
        let text = "prefix\ttype\tform\nvpc-\tAWS::EC2::VPC\thex\nx-\tAWS::EC2::Nothing\thex\ny-\t";
        let problems = table("ec2_id_prefixes.tsv")
            .check(text, &mut known)
            .unwrap_err();
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[0].line, 3);
        assert_eq!(
            problems[0].reason,
            "type: 'AWS::EC2::Nothing' is not in types.tsv"
        );
        assert_eq!(problems[1].line, 4);
        assert_eq!(problems[1].reason, "2 columns instead of 3");
    }

    #[test]
    fn only_the_columns_that_the_program_reads_are_kept() {
        let mut known = with_types(&["AWS::EC2::VPC"]);
        let text =
            "type\tgroup\ttier\tsource\tis_global\tnote\nAWS::EC2::VPC\tNetworking\t1\tec2\tno\tx";
        let kept = table("default_types.tsv").check(text, &mut known).unwrap();
        assert_eq!(kept, "AWS::EC2::VPC\tNetworking\t1\n");
    }

    #[test]
    fn a_table_with_other_columns_is_refused() {
        let problems = table("short_names.tsv")
            .check("alias\tnote\n", &mut KnownTypes::default())
            .unwrap_err();
        assert_eq!(problems[0].line, 1);
        assert!(problems[0].reason.contains("alias, types, note"));
    }

    #[test]
    fn unreadable_values_and_repeated_types_are_refused() {
        let mut known = with_types(&["AWS::EC2::VPC"]);
        let again = "AWS::EC2::VPC\tEC2\tName\tyes\t\t\t\tyes\tId\t\tyes\tTags\tlist\tno\t\t\t\t\tonly:everywhere\t\t";
        let types = table("types.tsv");
        let heading: Vec<_> = types.columns.iter().map(|(name, ..)| *name).collect();
        let text = format!("{}\n{again}", heading.join("\t"));
        let problems = types.check(&text, &mut known).unwrap_err();
        assert_eq!(problems[0].reason, "type: 'AWS::EC2::VPC' is there twice");
        let other = text.replace("AWS::EC2::VPC", "AWS::EC2::Other");
        let problems = types.check(&other, &mut known).unwrap_err();
        assert_eq!(
            problems[0].reason,
            "regions: 'only:everywhere' cannot be read"
        );
    }
}
