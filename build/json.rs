//! Reads the small JSON documents that stand in the tables: enough to say whether one is well formed.

use std::iter::Peekable;
use std::str::Chars;

/// The members of a JSON object, each with its value if that is a text.
///
/// # Errors
/// What is wrong with it.
pub fn object(text: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let mut reader = Reader {
        rest: text.chars().peekable(),
    };
    let members = reader.object()?;
    reader.blanks();
    match reader.rest.next() {
        None => Ok(members),
        Some(more) => Err(format!("'{more}' after the end of the JSON object")),
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        self.blanks();
        match self.rest.next() {
            Some(found) if found == wanted => Ok(()),
            Some(found) => Err(format!("JSON has '{found}' where '{wanted}' belongs")),
            None => Err(format!("JSON ends before its '{wanted}'")),
        }
    }

    /// Whether the list goes on after a comma, or ends with `end`.
    fn goes_on(&mut self, end: char) -> Result<bool, String> {
        self.blanks();
        if self.rest.next_if_eq(&',').is_some() {
            return Ok(true);
        }
        self.expect(end).map(|()| false)
    }

    fn object(&mut self) -> Result<Vec<(String, Option<String>)>, String> {
        self.expect('{')?;
        let mut members = Vec::new();
        self.blanks();
        if self.rest.next_if_eq(&'}').is_some() {
            return Ok(members);
        }
        loop {
            let name = self.text()?;
            self.expect(':')?;
            members.push((name, self.value()?));
            if !self.goes_on('}')? {
                return Ok(members);
            }
        }
    }

    fn value(&mut self) -> Result<Option<String>, String> {
        self.blanks();
        match self.rest.peek() {
            Some('"') => self.text().map(Some),
            Some('{') => self.object().map(|_| None),
            Some('[') => self.list().map(|()| None),
            _ => self.word().map(|()| None),
        }
    }

    fn list(&mut self) -> Result<(), String> {
        self.expect('[')?;
        self.blanks();
        if self.rest.next_if_eq(&']').is_some() {
            return Ok(());
        }
        loop {
            self.value()?;
            if !self.goes_on(']')? {
                return Ok(());
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.rest.next() {
                Some('"') => return Ok(text),
                Some('\\') => text.extend(self.rest.next()),
                Some(c) => text.push(c),
                None => return Err("JSON ends within a text".into()),
            }
        }
    }

    fn word(&mut self) -> Result<(), String> {
        let mut word = String::new();
        while let Some(c) = self.rest.next_if(|c| !",]} ".contains(*c)) {
            word.push(c);
        }
        let known = ["true", "false", "null"].contains(&word.as_str());
        if known || word.parse::<f64>().is_ok() {
            Ok(())
        } else {
            Err(format!("'{word}' is no JSON value"))
        }
    }
}
