//! The grammar of the config files: that of the AWS CLI, line by line.
//!
//! A section's name stands in brackets, with anything after them. A line that is indented deeper than the one that
//! began an entry continues its value. Comments begin with `#` or `;` and take a whole line. `=` and `:` both end a
//! key. Where the AWS CLI refuses a file for something that stands twice, the later one holds here, and a note says so.

use std::collections::BTreeMap;

/// A file, taken apart.
#[derive(Debug, Default)]
pub(super) struct ParsedFile {
    /// In the order of the file; each name once.
    pub sections: Vec<Section>,
    /// What holds although it stands there in an unexpected way: line and sentence.
    pub notes: Vec<(usize, String)>,
}

/// One section.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// What stands in the brackets, as it stands there.
    pub header: String,
    /// Line of the header, from 1.
    pub line: usize,
    /// By key, in lower case.
    pub entries: BTreeMap<String, Entry>,
}

/// One setting of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The value; lines of a value that goes on are joined by `\n`.
    pub value: String,
    /// Line of the key, from 1.
    pub line: usize,
    /// The settings of a value that is a list of settings itself.
    pub nested: BTreeMap<String, String>,
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Number of the line, from 1, where that is known.
    pub line: Option<usize>,
    /// What is wrong there.
    pub reason: String,
}

/// The section whose settings hold in all others that do not have them.
const SECTION_OF_DEFAULTS: &str = "DEFAULT";

/// Settings whose values have no blanks: what follows a blank and `#` or `;` is a comment to people.
const WITHOUT_BLANKS: [&str; 16] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_security_token",
    "aws_session_token",
    "credential_source",
    "duration_seconds",
    "endpoint_url",
    "external_id",
    "login_session",
    "mfa_serial",
    "region",
    "role_arn",
    "sso_account_id",
    "sso_region",
    "sso_role_name",
    "sso_start_url",
];

/// Takes a file apart.
pub(super) fn parse(bytes: &[u8]) -> Result<ParsedFile, Fault> {
    let text = decoded(bytes)?;
    let mut reading = Reading::default();
    for (number, line) in lines(text).enumerate() {
        reading.read(number + 1, line)?;
    }
    reading.finish()
}

/// UTF-8, with or without a byte order mark.
fn decoded(bytes: &[u8]) -> Result<&str, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = lines(std::str::from_utf8(before).unwrap_or_default()).count();
        Fault {
            line: Some(line.max(1)),
            reason: "it is not UTF-8 text; save it with the encoding UTF-8".into(),
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Lines that end with LF, CR LF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let after = &text[end..];
        let length = if after.starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&after[length..]);
        Some(&text[..end])
    })
}

#[derive(Debug, Default)]
struct Reading {
    parsed: ParsedFile,
    /// The section that lines belong to.
    section: Option<usize>,
    /// The key whose value may go on.
    key: Option<String>,
    /// How far the line was indented that began the entry.
    indent: usize,
}

impl Reading {
    fn read(&mut self, number: usize, line: &str) -> Result<(), Fault> {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return Ok(());
        }
        if text.is_empty() {
            self.go_on("");
            return Ok(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if indent > self.indent && self.go_on(text) {
            return Ok(());
        }
        self.indent = indent;
        if let Some(header) = header_of(text) {
            self.begin_section(number, header);
            return Ok(());
        }
        self.begin_entry(number, text)
    }

    /// Adds a line to the value that was begun. Whether there was one.
    fn go_on(&mut self, text: &str) -> bool {
        let (Some(at), Some(key)) = (self.section, &self.key) else {
            return false;
        };
        let Some(entry) = self.parsed.sections[at].entries.get_mut(key) else {
            return false;
        };
        entry.value.push('\n');
        entry.value.push_str(text);
        true
    }

    fn begin_section(&mut self, number: usize, header: &str) {
        self.key = None;
        let sections = &mut self.parsed.sections;
        let known = sections.iter().position(|known| known.header == header);
        if let Some(at) = known {
            let first = sections[at].line;
            let note = format!("[{header}] stands in line {first} too; both hold");
            self.parsed.notes.push((number, note));
        }
        self.section = Some(known.unwrap_or_else(|| {
            sections.push(Section {
                header: header.to_owned(),
                line: number,
                ..Section::default()
            });
            sections.len() - 1
        }));
    }

    fn begin_entry(&mut self, number: usize, text: &str) -> Result<(), Fault> {
        let fault = |reason: &str| Fault {
            line: Some(number),
            reason: reason.into(),
        };
        let Some(at) = self.section else {
            return Err(fault("a setting stands before the first [section]"));
        };
        let Some(end) = text.find(['=', ':']) else {
            return Err(fault("neither a [section] nor `key = value`"));
        };
        let key = text[..end].trim().to_lowercase();
        if key.is_empty() {
            return Err(fault("a value without a key"));
        }
        let entry = Entry {
            value: text[end + 1..].trim().to_owned(),
            line: number,
            nested: BTreeMap::new(),
        };
        let section = &mut self.parsed.sections[at];
        if let Some(before) = section.entries.insert(key.clone(), entry) {
            let note = format!(
                "{key} stands in line {} too; the later one holds",
                before.line
            );
            self.parsed.notes.push((number, note));
        }
        self.key = Some(key);
        Ok(())
    }

    fn finish(mut self) -> Result<ParsedFile, Fault> {
        for section in &mut self.parsed.sections {
            for (key, entry) in &mut section.entries {
                complete(key, entry)?;
            }
        }
        let is_defaults = |section: &Section| section.header == SECTION_OF_DEFAULTS;
        if let Some(at) = self.parsed.sections.iter().position(is_defaults) {
            let defaults = self.parsed.sections.remove(at);
            for section in &mut self.parsed.sections {
                for (key, entry) in &defaults.entries {
                    let own = section.entries.entry(key.clone());
                    own.or_insert_with(|| entry.clone());
                }
            }
        }
        Ok(self.parsed)
    }
}

/// What stands in the brackets of `[name] anything`.
fn header_of(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?;
    let header = &inner[..inner.rfind(']')?];
    (!header.is_empty()).then_some(header)
}

/// A value once its last line is known.
fn complete(key: &str, entry: &mut Entry) -> Result<(), Fault> {
    if let Some(lines) = entry.value.strip_prefix('\n') {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (key, value) = line.split_once('=').ok_or_else(|| Fault {
                line: Some(entry.line),
                reason: format!("below {key}, '{line}' is not `key = value`"),
            })?;
            entry.nested.insert(key.trim().into(), value.trim().into());
        }
    }
    let end = entry.value.trim_end().len();
    entry.value.truncate(end);
    if WITHOUT_BLANKS.contains(&key) {
        let comment = [" #", " ;", "\t#", "\t;"].map(|mark| entry.value.find(mark));
        if let Some(end) = comment.into_iter().flatten().min() {
            entry.value.truncate(end);
            entry.value.truncate(entry.value.trim_end().len());
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "grammar_tests.rs"]
mod tests;
