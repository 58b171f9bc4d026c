//! The form of every table of the catalog, and which of its columns the program embeds.

use std::collections::HashSet;
use std::{fmt, io};

use Check::{
    Actions, Any, Filled, Kind, NewType, Number, OneOf, Partitions, Regions, Type, TypeName,
    TypeOr, Types,
};
use Use::{Embed, Leave};

use super::packing::{DITTO, Packing};
use super::rows::{self, Row, TableIndex, regions_fit, shaped_like_a_type, shaped_like_an_action};

/// One table.
pub(crate) struct Table {
    /// Name in `assets/catalog`.
    pub file: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

/// Heading, what a field must hold, and whether the program embeds it.
pub(crate) type Column = (&'static str, Check, Use);

/// What a field must hold.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// Anything.
    Any,
    /// Something.
    Filled,
    /// A type that is not in the table yet. Only `types.tsv` has these.
    NewType,
    /// A type of `types.tsv`.
    Type,
    /// The name of a type that CloudFormation may not know.
    TypeName,
    /// A type of `types.tsv`, or what is between the quotes.
    TypeOr(&'static str),
    /// Types of `types.tsv` with commas between them; may be empty.
    Types,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A whole number.
    Number,
    /// `all`, `only:` or `except:` and region codes.
    Regions,
    /// Partitions with commas between them; may be empty.
    Partitions,
    /// How a column's values are shown; `id:` names a type.
    Kind,
    /// IAM actions with commas between them; may be empty.
    Actions,
}

/// Whether the program embeds a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// The program reads it.
    Embed,
    /// For readers of the table only.
    Leave,
}

/// A row that breaks the build.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The table.
    pub file: &'static str,
    /// Line in the file, from one; zero when the file cannot be read.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, reason } = self;
        match line {
            0 => write!(f, "assets/catalog/{file}: {reason}"),
            _ => write!(f, "assets/catalog/{file}:{line}: {reason}"),
        }
    }
}

/// The embedded columns of every table without errors, and all problems of the others.
pub(crate) fn check_all(
    read: impl Fn(&str) -> io::Result<String>,
) -> (Vec<(&'static str, String)>, Vec<Problem>) {
    let (mut index, mut kept, mut problems) = (TableIndex::default(), Vec::new(), Vec::new());
    for table in TABLES {
        match read(table.file) {
            Ok(text) => match table.check(&text, &mut index) {
                Ok(columns) => kept.push((table.file, columns)),
                Err(found) => problems.extend(found),
            },
            Err(error) => problems.push(table.problem(0, error.to_string())),
        }
    }
    (kept, problems)
}

const YES_NO: Check = OneOf(&["yes", "no"]);
const MAYBE_YES: Check = OneOf(&["", "yes", "no"]);
const CLASS: Check = OneOf(&["ok", "busy", "warn", "error", "off", "unknown"]);
const EC2_KINDS: Check = OneOf(&[
    "list", "status", "attr", "child", "account", "catalog", "history", "other", "retired",
    "secret", "task",
]);
const WIRE_TYPES: Check = OneOf(&[
    "string",
    "number",
    "boolean",
    "timestamp",
    "blob",
    "list",
    "structure",
    "output",
]);

/// Tables with one row for each value of their first column.
const ONCE: &[&str] = &[
    "cli_reads.tsv",
    "console_links.tsv",
    "native_ops.tsv",
    "partitions.tsv",
    "permissions.tsv",
    "terraform_names.tsv",
    "type_order.tsv",
];

/// All tables. `types.tsv` first: the others refer to it.
#[rustfmt::skip]
pub(crate) const TABLES: &[Table] = &[
    Table { file: "types.tsv", columns: &[
        ("type", NewType, Embed), ("service", Filled, Embed), ("name", Filled, Embed),
        ("list", Filled, Embed), ("parent", Any, Embed), ("soft_parent", Any, Leave),
        ("list_optional", Any, Leave), ("read", YES_NO, Embed), ("primary_id", Any, Embed),
        ("alt_ids", Any, Leave), ("taggable", MAYBE_YES, Embed), ("tag_prop", Any, Embed),
        ("tag_shape", OneOf(&["", "list", "list:", "map"]), Leave), ("is_global", YES_NO, Embed),
        ("home_region", Any, Embed), ("name_prop", Any, Embed), ("arn_prop", Any, Embed),
        ("arn_pattern", Any, Embed), ("regions", Regions, Embed),
        ("other_partitions", Partitions, Embed), ("notes", Any, Leave),
    ]},
    Table { file: "arn_to_type.tsv", columns: &[
        ("arn_service", Filled, Embed), ("has_region", YES_NO, Embed),
        ("has_account", YES_NO, Embed), ("resource_glob", Filled, Embed),
        ("resource_template", Filled, Embed), ("type", Type, Embed),
        ("priority", Number, Leave), ("cc_identifier", Filled, Embed),
        ("tagging_filter", Any, Leave), ("source", Any, Leave), ("also_matches", Types, Leave),
    ]},
    Table { file: "columns.tsv", columns: &[
        ("type", Type, Embed), ("position", Number, Leave), ("label", Filled, Embed),
        ("path_native", Any, Embed), ("path_cc", Any, Embed), ("kind", Kind, Embed),
        ("note", Any, Embed), ("table", YES_NO, Embed), ("path_xml", Any, Leave),
    ]},
    Table { file: "status.tsv", columns: &[
        ("type", TypeOr("*"), Embed), ("path", Any, Embed), ("path_cc", Any, Leave),
        ("value", Filled, Embed), ("class", CLASS, Embed), ("note", Any, Embed),
        ("text", Any, Embed),
    ]},
    Table { file: "ec2_ops.tsv", columns: &[
        ("op", Filled, Embed), ("kind", EC2_KINDS, Embed),
        ("type", Any, Embed), ("required", Any, Embed),
        ("paginator", OneOf(&["yes", "no", "NextToken"]), Embed), ("max_results", Any, Embed),
        ("result", Any, Embed), ("element", Any, Embed), ("id", Any, Embed),
        ("tag", Any, Embed), ("arn", Any, Embed), ("note", Any, Embed),
        ("in_crate_1_274", YES_NO, Embed),
    ]},
    Table { file: "ec2_shapes.tsv", columns: &[
        ("shape", Filled, Embed), ("member", Any, Embed), ("wire", Any, Embed),
        ("type", WIRE_TYPES, Embed), ("target", Any, Embed),
    ]},
    Table { file: "xml_lists.tsv", columns: &[
        ("service", Filled, Embed), ("element", Filled, Embed), ("item", Any, Embed),
        ("else", MAYBE_YES, Embed),
    ]},
    Table { file: "ec2_id_prefixes.tsv", columns: &[
        ("prefix", Filled, Embed), ("type", Type, Embed),
        ("form", OneOf(&["hex", "lower", "upper", "uuid"]), Embed),
    ]},
    Table { file: "default_types.tsv", columns: &[
        ("type", Type, Embed), ("group", Filled, Embed), ("tier", OneOf(&["1", "2"]), Embed),
        ("source", Any, Leave), ("is_global", MAYBE_YES, Leave), ("note", Any, Leave),
    ]},
    Table { file: "service_groups.tsv", columns: &[
        ("service", Filled, Embed), ("group", Filled, Embed), ("note", Any, Leave),
    ]},
    Table { file: "type_order.tsv", columns: &[
        ("what", Filled, Embed), ("kind", OneOf(&["type", "service", "group", "asked"]), Embed),
        ("note", Any, Leave),
    ]},
    Table { file: "cli_reads.tsv", columns: &[
        ("type", TypeName, Embed), ("service", Filled, Embed), ("operation", Filled, Embed),
        ("option", Filled, Embed), ("value", OneOf(&["id", "name", "arn"]), Embed),
    ]},
    Table { file: "terraform_names.tsv", columns: &[
        ("type", Type, Embed), ("resource", Filled, Embed),
        ("import", OneOf(&["id", "name", "arn"]), Embed),
    ]},
    Table { file: "managed.tsv", columns: &[
        ("type", Type, Embed), ("where", Filled, Embed), ("glob", Filled, Embed), ("note", Any, Leave),
    ]},
    Table { file: "native_ops.tsv", columns: &[
        ("type", TypeName, Embed), ("alias_of", Any, Embed),
        ("confidence", OneOf(&["hand", "high", "medium"]), Embed), ("in_204", Any, Leave),
        ("service", Filled, Embed),
        ("protocol", OneOf(&["json-1.0", "json-1.1", "rest-json", "query", "rest-xml"]), Embed),
        ("api_version", Any, Embed), ("x_amz_target", Any, Embed), ("list_op", Filled, Embed),
        ("http_method", OneOf(&["GET", "POST"]), Embed), ("uri", Filled, Embed),
        ("endpoint_prefix", Any, Leave), ("host", Filled, Embed), ("signing_name", Filled, Embed),
        ("home_region", Any, Embed), ("fixed_input", Any, Leave), ("fixed_wire", Any, Embed),
        ("needs_parent", Any, Embed), ("bind", Any, Embed), ("token_in", Any, Embed),
        ("token_out", Any, Embed), ("more_results", Any, Embed), ("page_size_param", Any, Embed),
        ("page_size_max", Any, Embed), ("result_path", Any, Embed),
        ("item_kind", OneOf(&["object", "string", "single", "map"]), Embed), ("id_path", Any, Embed),
        ("name_path", Any, Embed), ("arn_path", Any, Embed), ("tags_path", Any, Embed),
        ("created_path", Any, Leave), ("status_path", Any, Embed), ("detail_op", Any, Embed),
        ("detail_http", Any, Embed), ("detail_input", Any, Embed), ("detail_bind", Any, Embed),
        ("detail_batch", Any, Embed), ("detail_result_path", Any, Embed), ("tags_op", Any, Embed),
        ("tags_http", Any, Embed), ("tags_bind", Any, Embed), ("cloudcontrol_id", Any, Embed),
        ("item_members", Any, Leave), ("notes", Any, Embed),
        ("checked", OneOf(&["both", "botocore-model"]), Embed), ("same_list_as", Any, Leave),
        ("moto_outcome", Any, Leave),
    ]},
    Table { file: "shared_lists.tsv", columns: &[
        ("list", Filled, Embed), ("type", Type, Embed), ("path", Any, Embed), ("glob", Any, Embed),
    ]},
    Table { file: "absent_codes.tsv", columns: &[
        ("service", Filled, Embed), ("operation", Filled, Embed), ("code", Filled, Embed),
        ("absent", Filled, Embed),
    ]},
    Table { file: "detail_pages.tsv", columns: &[
        ("service", Filled, Embed), ("operation", Filled, Embed), ("place", Filled, Embed),
        ("token_path", Filled, Embed),
    ]},
    Table { file: "permissions.tsv", columns: &[
        ("type", Type, Embed), ("list_permissions", Actions, Embed),
        ("read_permissions", Actions, Embed),
    ]},
    Table { file: "partitions.tsv", columns: &[
        ("partition", Filled, Embed), ("prefixes", Filled, Embed), ("dns_suffix", Filled, Embed),
        ("api_suffix", Filled, Embed), ("home", Filled, Embed), ("console_host", Any, Embed),
        ("regions", Filled, Embed), ("opt_in_regions", Any, Embed),
    ]},
    Table { file: "service_hosts.tsv", columns: &[
        ("service", Filled, Embed), ("partition", Partitions, Embed), ("host", Filled, Embed),
        ("region", Any, Embed),
    ]},
    Table { file: "endpoint_variants.tsv", columns: &[
        ("service", Filled, Embed), ("partition", Partitions, Embed), ("region", Any, Embed),
        ("plain", Filled, Embed), ("fips", Filled, Embed), ("dual_stack", Filled, Embed),
        ("both", Filled, Embed),
    ]},
    Table { file: "operation_hosts.tsv", columns: &[
        ("service", Filled, Embed), ("operation", Filled, Embed), ("region", Any, Embed),
        ("host", Filled, Embed),
    ]},
    Table { file: "console_links.tsv", columns: &[
        ("type", TypeOr("*"), Embed), ("url", Filled, Embed), ("source", Filled, Leave),
    ]},
    Table { file: "relationships.tsv", columns: &[
        ("type", Type, Embed), ("property_path", Filled, Embed), ("target_type", Type, Embed),
        ("target_property", Filled, Embed), ("source", Any, Leave),
    ]},
    Table { file: "short_names.tsv", columns: &[
        ("alias", Filled, Embed), ("types", Types, Embed), ("note", Any, Embed),
    ]},
];

const PARTITIONS: &[&str] = &[
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
];

const KINDS: &[&str] = &[
    "text", "number", "bool", "date", "arn", "list", "seconds", "ip", "cidr", "bytes", "gib",
    "mib", "percent",
];

impl Table {
    /// The embedded columns of all rows, tab separated, without the heading; or all problems. A field like the
    /// one in the row above is written as [`DITTO`], and a list of regions is written out once: `N:LIST`, then
    /// `N`.
    pub(crate) fn check(&self, text: &str, index: &mut TableIndex) -> Result<String, Vec<Problem>> {
        let mut lines = text.lines().enumerate();
        let heading: Vec<_> = self.columns.iter().map(|(name, ..)| *name).collect();
        if lines.next().map(|(_, first)| first) != Some(heading.join("\t").as_str()) {
            let reason = format!(
                "the first line must name the columns {}",
                heading.join(", ")
            );
            return Err(vec![self.problem(1, reason)]);
        }
        if self.file == "native_ops.tsv" {
            let types = text.lines().filter_map(|line| line.split('\t').next());
            index.listed = types.map(str::to_owned).collect();
        }
        let (mut kept, mut problems) = (String::with_capacity(text.len()), Vec::new());
        let mut seen = HashSet::new();
        let mut packing = Packing::default();
        for (number, line) in lines {
            let first = line.split('\t').next().unwrap_or_default();
            let is_new = seen.insert(first) || !ONCE.contains(&self.file);
            let once = || {
                if is_new {
                    Ok(())
                } else {
                    Err(format!("'{first}' is there twice"))
                }
            };
            match self.check_row(line, index).and_then(|()| once()) {
                Ok(()) => packing.keep(self.columns, line, &mut kept),
                Err(reason) => problems.push(self.problem(number + 1, reason)),
            }
        }
        if problems.is_empty() {
            Ok(kept)
        } else {
            Err(problems)
        }
    }

    fn problem(&self, line: usize, reason: String) -> Problem {
        Problem {
            file: self.file,
            line,
            reason,
        }
    }

    fn check_row(&self, line: &str, index: &mut TableIndex) -> Result<(), String> {
        let fields: Vec<_> = line.split('\t').collect();
        if fields.len() != self.columns.len() {
            return Err(format!(
                "{} columns instead of {}",
                fields.len(),
                self.columns.len()
            ));
        }
        for ((name, check, _), field) in self.columns.iter().zip(&fields) {
            if field.trim() != *field {
                return Err(format!("{name}: blanks around '{field}'"));
            }
            if *field == DITTO {
                return Err(format!("{name}: '{DITTO}' alone stands for the row above"));
            }
            check
                .field(field, index)
                .map_err(|reason| format!("{name}: {reason}"))?;
        }
        let row = Row {
            columns: self.columns,
            fields: &fields,
        };
        rows::check(self.file, &row, index)
    }
}

impl Check {
    fn field(self, text: &str, index: &mut TableIndex) -> Result<(), String> {
        let is_type = |name: &str| {
            if index.types.contains(name) {
                Ok(())
            } else {
                Err(format!("'{name}' is not in types.tsv"))
            }
        };
        let fits = match self {
            Any => true,
            Filled => !text.is_empty(),
            NewType if !shaped_like_a_type(text) => return Err(format!("'{text}' is not a type")),
            NewType => index.types.insert(text.to_owned()),
            TypeName => shaped_like_a_type(text),
            TypeOr(other) if text == other => true,
            Type | TypeOr(_) => return is_type(text),
            Types => {
                return text
                    .split(',')
                    .filter(|name| !name.is_empty())
                    .try_for_each(is_type);
            }
            OneOf(values) => values.contains(&text),
            Number => text.parse::<u32>().is_ok(),
            Regions => regions_fit(text),
            Partitions => text.is_empty() || text.split(',').all(|name| PARTITIONS.contains(&name)),
            Actions => text.is_empty() || text.split(',').all(shaped_like_an_action),
            Kind => match text.strip_prefix("id:") {
                Some(name) => return is_type(name),
                None => KINDS.contains(&text),
            },
        };
        match (fits, self) {
            (true, _) => Ok(()),
            (false, NewType) => Err(format!("'{text}' is there twice")),
            (false, Filled) => Err("must not be empty".into()),
            (false, OneOf(values)) => Err(format!("'{text}' is not one of {}", values.join(", "))),
            (false, _) => Err(format!("'{text}' cannot be read")),
        }
    }
}
