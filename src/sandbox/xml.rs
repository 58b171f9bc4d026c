//! A small XML writer: one growing string, every value escaped, every element closed.

use crate::model::AccountId;

/// A value that can be written as an element's text.
pub(crate) trait Put {
    /// Appends the value as XML text.
    fn put(&self, out: &mut String);
}

/// An XML document in the making.
pub(crate) struct Xml {
    out: String,
}

impl Xml {
    /// A document with its declaration, sized for `expected_bytes`.
    pub(crate) fn document(expected_bytes: usize) -> Self {
        let mut out = String::with_capacity(expected_bytes + 256);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        Self { out }
    }

    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// An element with a value.
    pub(crate) fn el(&mut self, tag: &str, value: impl Put) {
        self.open(tag);
        value.put(&mut self.out);
        self.close(tag);
    }

    /// Text between two tags that were opened already.
    pub(crate) fn text(&mut self, value: impl Put) {
        value.put(&mut self.out);
    }

    /// An element with elements inside.
    pub(crate) fn within(&mut self, tag: &str, inner: impl FnOnce(&mut Self)) {
        self.open(tag);
        inner(self);
        self.close(tag);
    }

    /// An element with a namespace and elements inside.
    pub(crate) fn root(&mut self, tag: &str, namespace: &str, inner: impl FnOnce(&mut Self)) {
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push_str(" xmlns=\"");
        escape(namespace, &mut self.out);
        self.out.push_str("\">");
        inner(self);
        self.close(tag);
    }

    /// An `item` of a list.
    pub(crate) fn item(&mut self, inner: impl FnOnce(&mut Self)) {
        self.within("item", inner);
    }

    /// An element that EC2 wraps in `value`, as attribute answers have it.
    pub(crate) fn boxed(&mut self, tag: &str, value: impl Put) {
        self.within(tag, |x| x.el("value", value));
    }

    /// Key and value of a tag.
    pub(crate) fn tag(&mut self, key: &str, value: &str) {
        self.item(|x| {
            x.el("key", key);
            x.el("value", value);
        });
    }

    fn open(&mut self, tag: &str) {
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push('>');
    }

    fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }
}

fn escape(text: &str, out: &mut String) {
    let special = |b: u8| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\r');
    if !text.bytes().any(special) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
}

impl Put for str {
    fn put(&self, out: &mut String) {
        escape(self, out);
    }
}

impl Put for String {
    fn put(&self, out: &mut String) {
        escape(self, out);
    }
}

impl<T: Put + ?Sized> Put for &T {
    fn put(&self, out: &mut String) {
        (**self).put(out);
    }
}

impl Put for bool {
    fn put(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Put for u64 {
    fn put(&self, out: &mut String) {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut rest = *self;
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
    }
}

impl Put for u32 {
    fn put(&self, out: &mut String) {
        u64::from(*self).put(out);
    }
}

impl Put for i32 {
    fn put(&self, out: &mut String) {
        if *self < 0 {
            out.push('-');
        }
        u64::from(self.unsigned_abs()).put(out);
    }
}

impl Put for AccountId {
    fn put(&self, out: &mut String) {
        out.push_str(&self.digits());
    }
}

/// Values next to each other are written next to each other.
macro_rules! put_tuples {
    ($($($part:ident)+;)+) => {$(
        #[allow(non_snake_case)] // the type names serve as variable names
        impl<$($part: Put),+> Put for ($($part,)+) {
            fn put(&self, out: &mut String) {
                let ($($part,)+) = self;
                $($part.put(out);)+
            }
        }
    )+};
}

put_tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_elements_are_closed() {
        let mut x = Xml::document(0);
        x.root("R", "urn:x", |x| {
            x.el("a", "Fish & <Chips>");
            x.within("b", |x| x.el("n", (7_u32, "-", -3_i32)));
            x.boxed("on", true);
        });
        assert_eq!(
            x.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<R xmlns=\"urn:x\"><a>Fish &amp; \
             &lt;Chips&gt;</a><b><n>7--3</n></b><on><value>true</value></on></R>"
        );
    }

    #[test]
    fn numbers_are_written_whole() {
        let mut out = String::new();
        0_u64.put(&mut out);
        out.push(' ');
        u64::MAX.put(&mut out);
        assert_eq!(out, "0 18446744073709551615");
    }
}
