//! Commands and options of the command line.

// Help texts say `[default]` as command lines do; it is no link.
#![allow(rustdoc::broken_intra_doc_links)]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

use super::exit::Exit;
use super::output::Format;
use super::values::{self, AccountChoice, RegionChoice, TypeChoice};
use crate::app::logging::LogFilter;
use crate::app::resource_explorer::filter::Ast;
use crate::app::resource_explorer::memory_budget::MemoryLimit;
use crate::app::resource_explorer::source::TimeLimits;
use crate::model::DetailDepth;
use crate::sandbox::SandboxSpec;
use crate::version::version;

const EXAMPLES: &str = "\
Examples:
  awsdash                                  the window
  awsdash --sandbox                        the window on a simulated AWS: no credentials needed
  awsdash list --type ec2,volume --region eu-west-1
  awsdash list --profile 'prod-*' --type all --output ndjson --ledger ledger.json
  awsdash policy --type ec2 --role Audit   the IAM policy that this needs
  awsdash doctor                           what works, what does not, what to do

Exit codes:
  0    complete
  1    nothing could be listed, or the command line makes no sense
  2    done, but something is missing; the ledger says what
  3    stopped by the memory limit
  130  interrupted";

const FILTER_HELP: &str = "\
Show only what matches, in the language of the window's filter. Terms are separated by spaces and all must hold: a \
bare word is looked for in name, id, ARN, type, account (number, name, alias), region, status and tags; `field:value` \
in one of name, id, arn, type, account, region, status, properties (everything that the list call returned), managed \
(`managed:true`), tag (`tag:Key`, `tag:Key=value`); `has:tags`, `untagged`; `Size>=500`, `InstanceType=t3.*`, \
`created<30d`, `launched>2026-11-01`, `size>1GB` compare. `*` matches anything, `!` or `-` negates, `a|b` and \
`region:(a b)` are one or the other, `and`, `or`, `not` and ( ) join terms, /…/ is a regular expression, `~word` is \
like it, \"quotes\" keep spaces.";

/// Everything you have in AWS, in a window or on the command line. Read-only.
#[derive(Debug, Parser)]
#[command(name = "awsdash", version = version(), after_help = EXAMPLES)]
pub struct Cli {
    /// What holds for the window and every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// Write to FILE what each frame of the window costs, a line of CSV per frame.
    #[arg(long, value_name = "FILE", help_heading = "Window")]
    pub profile_frames: Option<PathBuf>,
    /// Start with new panes instead of those that were open last, and do not keep them for the next start.
    #[arg(long, help_heading = "Window")]
    pub no_session: bool,
    /// What to do; the window when there is none.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Which accounts, by which way, within which bounds.
#[derive(Clone, Debug, Default, Args)]
pub struct GlobalArgs {
    /// Profile of the AWS configuration, may be repeated; `*` matches several. Without any, the
    /// credentials that the AWS CLI would use.
    #[arg(
        long = "profile",
        value_name = "NAME",
        global = true,
        help_heading = "Access"
    )]
    pub profiles: Vec<String>,
    /// Only these accounts: a number, a name or an alias; may be repeated, or separated by commas.
    #[arg(
        long = "account",
        value_name = "ACCOUNT",
        value_delimiter = ',',
        value_parser = values::account_choice,
        global = true,
        help_heading = "Access"
    )]
    pub accounts: Vec<AccountChoice>,
    /// Role to assume in each account: those of --account, else all of the organization. In its name,
    /// {account_id} and {account_name} are filled in.
    #[arg(long, value_name = "NAME", global = true, help_heading = "Access")]
    pub role: Option<String>,
    /// Only accounts of this organizational unit and those below it: a name, a path of names such as
    /// Workloads/Prod, or an id; may be repeated, or separated by commas. With --role.
    #[arg(
        long = "ou",
        value_name = "UNIT",
        value_delimiter = ',',
        global = true,
        help_heading = "Access"
    )]
    pub units: Vec<String>,
    /// Send every request to this address instead of AWS.
    #[arg(
        long,
        value_name = "URL",
        value_parser = values::endpoint_url,
        global = true,
        help_heading = "Access"
    )]
    pub endpoint_url: Option<String>,
    /// Use the built-in simulated AWS, for example
    /// --sandbox=accounts=5,resources=100000,seed=7,latency=20ms.
    #[arg(
        long,
        value_name = "SPEC",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        global = true,
        conflicts_with_all = ["profiles", "role", "units", "endpoint_url"],
        help_heading = "Access"
    )]
    pub sandbox: Option<SandboxSpec>,
    /// Use less memory than 80 % of RAM: a size such as 2GB or a share such as 50%.
    #[arg(long, value_name = "LIMIT", global = true, help_heading = "Program")]
    pub memory_limit: Option<MemoryLimit>,
    /// How long an answer may take to begin (first-byte) and to end (page), and how long a list may go on
    /// that brings hardly a row (list): first-byte=20s,page=35s,list=50s, or some of them.
    #[arg(long, value_name = "LIMITS", global = true, help_heading = "Program")]
    pub time_limit: Option<TimeLimits>,
    /// What goes to the log: trace, debug, info, warn, error, or a filter.
    #[arg(long, value_name = "LEVEL", global = true, help_heading = "Program")]
    pub log_level: Option<LogFilter>,
}

/// What to do without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List resources; rows appear as pages arrive.
    List(Box<ListArgs>),
    /// The resource types that can be listed, and who lists them.
    Types(TypesArgs),
    /// The regions of each account, and which are enabled.
    Regions(OutputArgs),
    /// The accounts that the credentials reach.
    Accounts(OutputArgs),
    /// The IAM policy that a scope needs: the reads that awsdash makes for it, and no more.
    Policy(PolicyArgs),
    /// What works on this machine, what does not, and what to do.
    Doctor(OutputArgs),
}

/// How to print.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutputArgs {
    /// How to print [default: table on a terminal, otherwise ndjson].
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub output: Option<Format>,
}

/// `awsdash types`.
#[derive(Clone, Debug, Args)]
pub struct TypesArgs {
    /// Only types whose name, service or short name contains this.
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
    /// How to print.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// `awsdash policy`.
#[derive(Clone, Debug, Args)]
pub struct PolicyArgs {
    /// Resource type, as for `list`: a full or short name, `default` [default], `tagged`, or `all`
    /// that awsdash lists; may be repeated, or separated by commas.
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_delimiter = ',',
        value_parser = values::type_choice
    )]
    pub types: Vec<TypeChoice>,
    /// Details to allow for: `none`, `bulk`, `all` [default], or operation names separated by
    /// commas. The window asks for all of them about the row that is selected.
    #[arg(
        long,
        value_name = "DEPTH",
        default_value = "all",
        hide_default_value = true
    )]
    pub details: DetailDepth,
    /// Allow as well for what `list --smart` asks: AWS's own indexes, and the sweep.
    #[arg(long)]
    pub smart: bool,
}

/// `awsdash list`.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// Region, or `all` that are enabled [default]; may be repeated, or separated by commas.
    #[arg(
        long = "region",
        value_name = "REGION",
        value_delimiter = ',',
        value_parser = values::region_choice
    )]
    pub regions: Vec<RegionChoice>,
    /// Resource type: a full name (AWS::EC2::Instance), a short one (ec2, sg), `default` for the
    /// default ones [default], `tagged` for all tagged resources, or `all`; may be repeated, or
    /// separated by commas.
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_delimiter = ',',
        value_parser = values::type_choice
    )]
    pub types: Vec<TypeChoice>,
    /// Show only what matches, such as 'tag:Environment=prod !status:stopped'.
    #[arg(long, value_name = "EXPR", value_parser = values::filter, long_help = FILTER_HELP)]
    pub filter: Option<Ast>,
    /// Ask the tagging sweep first, and then only for types that it has seen in the account; regions
    /// where it sees nothing are left alone. Much faster for `--type all`; what has no tags may be
    /// missed, and the ledger says where.
    #[arg(long)]
    pub smart: bool,
    /// Leave out what AWS itself manages: default parameter groups, `alias/aws/*`, service-linked
    /// roles. Without it such rows say "managed": true.
    #[arg(long)]
    pub hide_managed: bool,
    /// Fetch details too: `bulk` calls [if no depth is named], `all`, `none`, or operation names
    /// separated by commas. Rows then appear once their details are there.
    #[arg(
        long,
        value_name = "DEPTH",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "bulk",
        default_value = "none",
        hide_default_value = true
    )]
    pub details: DetailDepth,
    /// How to print.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Write to FILE how every question (account, region, type) was answered, as JSON.
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Stop after this long, such as 90s or 5m.
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub timeout: Option<Duration>,
}

impl Cli {
    /// Reads the command line. Help and version are printed here.
    ///
    /// # Errors
    /// The exit code when there is nothing more to do: 0 after help, 1 when the line makes no sense.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, ExitCode> {
        let read = Self::try_parse_from(arguments).and_then(Self::check);
        read.map_err(|error| {
            // With the stream closed the message cannot be shown.
            let _ = error.print();
            match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Complete.into(),
                _ => Exit::Nothing.into(),
            }
        })
    }

    /// What the definitions alone cannot say.
    fn check(self) -> Result<Self, clap::Error> {
        if self.command.is_some() && self.profile_frames.is_some() {
            let text = "--profile-frames is about the window; it goes with no command";
            return Err(Self::command().error(ErrorKind::ArgumentConflict, text));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split_whitespace()).and_then(Cli::check)
    }

    fn list(line: &str) -> (GlobalArgs, ListArgs) {
        match read(line).unwrap() {
            Cli {
                global,
                command: Some(Command::List(list)),
                ..
            } => (global, *list),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn without_a_command_it_is_the_window() {
        let cli = read("awsdash --sandbox --memory-limit 50%").unwrap();
        assert!(cli.command.is_none() && cli.global.sandbox.is_some());
        assert_eq!(cli.global.memory_limit, Some(MemoryLimit::Percent(50.0)));
    }

    #[test]
    fn frame_times_go_with_the_window_and_with_no_command() {
        let cli = read("awsdash --profile-frames frames.csv --sandbox").unwrap();
        assert_eq!(cli.profile_frames, Some("frames.csv".into()));
        let error = read("awsdash --profile-frames frames.csv list").unwrap_err();
        assert!(error.to_string().contains("about the window"), "{error}");
    }

    #[test]
    fn access_may_stand_before_or_behind_the_command() {
        for line in [
            "awsdash --sandbox=accounts=2 list",
            "awsdash list --sandbox=accounts=2",
        ] {
            let (global, _) = list(line);
            assert_eq!(global.sandbox.unwrap().accounts, 2, "{line}");
        }
    }

    #[test]
    fn lists_may_be_repeated_or_separated_by_commas() {
        let (global, list) = list(
            "awsdash list --account 001234567890,111122223333 --account 444455556666 \
             --region eu-west-1,us-east-1 --region all --type ec2,sg --type all --profile a --profile b",
        );
        assert_eq!(global.accounts.len(), 3);
        assert_eq!(global.profiles, ["a", "b"]);
        assert_eq!((list.regions.len(), list.types.len()), (3, 3));
    }

    #[test]
    fn details_are_off_bulk_or_as_named() {
        let depth = |line| list(line).1.details;
        assert_eq!(depth("awsdash list"), DetailDepth::None);
        assert_eq!(depth("awsdash list --details"), DetailDepth::Bulk);
        assert_eq!(depth("awsdash list --details=all"), DetailDepth::All);
        let chosen = depth("awsdash list --details=DescribeVpcAttribute,DescribeImageAttribute");
        assert!(matches!(chosen, DetailDepth::Chosen(names) if names.len() == 2));
    }

    #[test]
    fn nonsense_is_refused_in_a_sentence() {
        for (line, hint) in [
            ("awsdash list --account 123", "twelve digits"),
            ("awsdash list --region Mars", "eu-west-1"),
            ("awsdash list --type instnace", "AWS::EC2::Instance"),
            ("awsdash list --filter nmae:x", "fields are name"),
            ("awsdash list --details=deep", "none, bulk, all"),
            ("awsdash list --output xml", "ndjson"),
            ("awsdash --memory-limit lots", "2GB"),
            ("awsdash --time-limit page=long", "first-byte=20s"),
            ("awsdash --log-level loud", "trace, debug"),
            ("awsdash --endpoint-url localhost", "http://"),
            ("awsdash --sandbox=accounts=many", "accounts"),
            ("awsdash polish", "policy"),
            ("awsdash policy --details=deep", "none, bulk, all"),
        ] {
            let error = read(line).unwrap_err().to_string();
            assert!(error.contains(hint), "{line}: {error}");
        }
    }
}
