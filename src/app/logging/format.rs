//! How a line of the log looks.

use std::fmt::{self, Write as _};

use jiff::ZonedDateTime;
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// `2026-01-02T03:04:05.678+01:00  INFO target: span{field=value}: message field=value`.
///
/// Always one line: line breaks and other control characters in what is logged are written as
/// escapes, so that nothing AWS or a person named can pass for a line of its own.
pub(super) struct LineFormat;

impl<S, N> FormatEvent<S, N> for LineFormat
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        write!(
            writer,
            "{} {:>5} {}: ",
            ZonedDateTime::now().strftime("%Y-%m-%dT%H:%M:%S%.3f%:z"),
            metadata.level(),
            short_target(metadata.target())
        )?;
        let mut one_line = OneLine(writer.by_ref());
        for span in context
            .event_scope()
            .into_iter()
            .flat_map(|scope| scope.from_root())
        {
            one_line.write_str(span.name())?;
            let extensions = span.extensions();
            if let Some(fields) = extensions.get::<FormattedFields<N>>()
                && !fields.is_empty()
            {
                write!(one_line, "{{{fields}}}")?;
            }
            one_line.write_str(": ")?;
        }
        context
            .field_format()
            .format_fields(Writer::new(&mut one_line), event)?;
        writeln!(writer)
    }
}

/// Our own modules without the way to them, which would push the message out of sight.
fn short_target(target: &str) -> &str {
    let own = target.strip_prefix("awsdash::").unwrap_or(target);
    own.strip_prefix("app::resource_explorer::")
        .or_else(|| own.strip_prefix("app::"))
        .unwrap_or(own)
}

/// Escapes control characters.
struct OneLine<'a>(Writer<'a>);

impl fmt::Write for OneLine<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_control() && c != '\t') {
            let (clean, tail) = rest.split_at(at);
            self.0.write_str(clean)?;
            let mut chars = tail.chars();
            if let Some(control) = chars.next() {
                write!(self.0, "{}", control.escape_default())?;
            }
            rest = chars.as_str();
        }
        self.0.write_str(rest)
    }
}
