//! The checks of the build, on wrong rows; and the size of the tables.

use std::fs;
use std::io;
use std::path::Path;

use super::rows::TableIndex;
use super::tables::{Problem, TABLES, Table, check_all};

fn table(file: &str) -> &'static Table {
    TABLES.iter().find(|table| table.file == file).unwrap()
}

fn with_types(types: &[&str]) -> TableIndex {
    let mut known = TableIndex::default();
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

fn asset(file: &str) -> io::Result<String> {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("assets/catalog")
            .join(file),
    )
}

/// The errors of the build after `change` was applied to one row of a table.
fn said_after(file: &str, row: &str, change: impl Fn(&mut Vec<String>)) -> Vec<String> {
    let (_, problems) = check_all(|asked| {
        let text = asset(asked)?;
        if asked != file {
            return Ok(text);
        }
        let changed = text.lines().map(|line| {
            let mut fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
            if fields[0] == row {
                change(&mut fields);
            }
            fields.join("\t")
        });
        Ok(changed.collect::<Vec<_>>().join("\n"))
    });
    problems.iter().map(Problem::to_string).collect()
}

/// The errors of the build for the row of `AWS::ECS::Service` with one other field.
fn said_of_native(column: &str, value: &str) -> String {
    let columns = table("native_ops.tsv").columns;
    let at = columns
        .iter()
        .position(|(name, ..)| *name == column)
        .unwrap();
    let said = said_after("native_ops.tsv", "AWS::ECS::Service", |fields| {
        fields[at] = value.to_owned();
    });
    let line = line_of("native_ops.tsv", "AWS::ECS::Service");
    let place = format!("assets/catalog/native_ops.tsv:{line}: {column}: ");
    assert_eq!(said.len(), 1, "{column} {value}: {said:?}");
    let reason = said[0].strip_prefix(&place);
    reason
        .unwrap_or_else(|| panic!("{said:?} does not begin with {place}"))
        .to_owned()
}

fn line_of(file: &str, row: &str) -> usize {
    let text = asset(file).unwrap();
    let mut lines = text.lines();
    1 + lines
        .position(|line| line.split('\t').next() == Some(row))
        .unwrap()
}

#[test]
fn the_tables_as_they_are_are_in_order() {
    let (kept, problems) = check_all(asset);
    assert_eq!(problems, []);
    assert_eq!(kept.len(), TABLES.len());
}

#[test]
fn a_list_call_that_cannot_be_written_breaks_the_build() {
    for (column, value, reason) in [
        ("fixed_wire", "{\"body:x\":", "is no JSON object"),
        ("fixed_wire", "{\"x\": 1}", "'x' is no place in a request"),
        ("bind", "[1]", "is no JSON object"),
        (
            "bind",
            "{\"a\": \"qurey:a\"}",
            "'qurey:a' is no place in a request",
        ),
        ("detail_input", "{\"a\": tru}", "is no JSON object"),
        ("tags_bind", "{\"a\": \"query:a\"} x", "is no JSON object"),
        ("host", "https://ecs", "'https://ecs' is no host name"),
        ("host", "ecs.{zone}.amazonaws.com", "is no host name"),
        ("uri", "/{cluster}", "nothing fills {cluster}"),
        ("uri", "list", "'list' must begin with /"),
        (
            "x_amz_target",
            "ListServices",
            "does not name the operation",
        ),
        ("detail_http", "PUT /", "'PUT /' is no method and path"),
        (
            "tags_op",
            "ListTags",
            "is not Operation(Parameter=value)->path",
        ),
        ("page_size_max", "many", "'many' is no number"),
        ("detail_batch", "0", "'0' is no number"),
        ("item_kind", "thing", "'thing' is not one of"),
        ("confidence", "sure", "'sure' is not one of"),
    ] {
        let said = said_of_native(column, value);
        assert!(said.contains(reason), "{column} {value}: {said}");
    }
}

#[test]
fn a_list_call_that_cannot_go_on_breaks_the_build() {
    let said = said_of_native("token_out", "");
    assert_eq!(said, "'' does not go with token_in 'nextToken'");
    let said = said_of_native("token_out", "nextToken,nextMarker");
    assert!(said.contains("does not go with token_in"), "{said}");
}

#[test]
fn a_parent_must_be_one_that_can_be_listed() {
    let said = said_of_native("needs_parent", "cluster=AWS::ECS::Nothing:arn");
    assert_eq!(
        said,
        "'AWS::ECS::Nothing' has no list call in this table, so nothing can be listed under it"
    );
    let said = said_of_native("needs_parent", "cluster=AWS::ECS::Cluster:colour");
    assert!(
        said.contains("must end in id, name, arn or a path"),
        "{said}"
    );
    let said = said_of_native("needs_parent", "cluster");
    assert!(said.contains("names no parameter"), "{said}");
}

#[test]
fn a_bad_link_or_relation_breaks_the_build() {
    let line = line_of("console_links.tsv", "AWS::EC2::Volume");
    let link = |url: &str| {
        said_after("console_links.tsv", "AWS::EC2::Volume", |fields| {
            fields[1] = url.to_owned();
        })
    };
    let place = format!("assets/catalog/console_links.tsv:{line}: url: ");
    assert_eq!(
        link("https://{console_host}/{thing}"),
        [format!("{place}nothing is known to fill {{thing}}")]
    );
    assert_eq!(
        link("http://x"),
        [format!("{place}'http://x' is not https")]
    );

    let relation = |column: usize, value: &str| {
        said_after("relationships.tsv", "AWS::ECS::Service", |fields| {
            fields[column] = value.to_owned();
        })
    };
    let first = line_of("relationships.tsv", "AWS::ECS::Service");
    assert_eq!(
        relation(2, "AWS::EC2::Nothing")[0],
        format!(
            "assets/catalog/relationships.tsv:{first}: target_type: 'AWS::EC2::Nothing' is not in types.tsv"
        )
    );
    assert!(relation(1, "a..b")[0].ends_with("property_path: 'a..b' is no path"));
}

#[test]
fn a_second_list_call_of_a_type_breaks_the_build() {
    let said = said_after("native_ops.tsv", "AWS::ECS::TaskDefinition", |fields| {
        fields[0] = "AWS::ECS::Service".to_owned();
    });
    let twice = |said: &String| said.ends_with(": 'AWS::ECS::Service' is there twice");
    assert!(said.iter().any(twice), "{said:?}");
}

#[test]
fn a_table_that_cannot_be_read_is_named() {
    let (kept, problems) = check_all(|file| match file {
        "managed.tsv" => Err(io::Error::other("gone")),
        other => asset(other),
    });
    assert_eq!(kept.len(), TABLES.len() - 1);
    let said: Vec<_> = problems.iter().map(Problem::to_string).collect();
    assert_eq!(said, ["assets/catalog/managed.tsv: gone"]);
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
        .check("alias\tnote\n", &mut TableIndex::default())
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
