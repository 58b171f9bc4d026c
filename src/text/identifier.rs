//! Ids and ARNs in several lines: they break between their parts, never within one that fits into a line.

/// Longer ones lose their middle.
const MOST_CHARS: usize = 300;

/// `text` with line breaks, so that no line has more than `columns` characters. A line ends after `:` or `/` where it
/// can; a part that is longer than a line is cut into pieces.
pub fn wrapped(text: &str, columns: usize) -> String {
    let (columns, text) = (columns.max(8), without_middle(text));
    let mut lines = String::with_capacity(text.len() + 8);
    let mut used = 0;
    for part in text.split_inclusive([':', '/']) {
        let width = part.chars().count();
        if used > 0 && used + width > columns {
            lines.push('\n');
            used = 0;
        }
        for letter in part.chars() {
            if used == columns {
                lines.push('\n');
                used = 0;
            }
            lines.push(letter);
            used += 1;
        }
    }
    lines
}

/// The beginning and the end of a text that is very long.
fn without_middle(text: &str) -> String {
    let count = text.chars().count();
    if count <= MOST_CHARS {
        return text.to_owned();
    }
    let half = MOST_CHARS / 2;
    let begin = text.chars().take(half);
    let end = text.chars().skip(count - half);
    begin.chain(['…']).chain(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_breaks_between_its_parts_and_an_id_that_fits_stays_whole() {
        let arn = "arn:aws:ec2:us-east-1:176031372159:instance/i-0aaaa1111bbbb2222";
        assert_eq!(
            wrapped(arn, 44),
            "arn:aws:ec2:us-east-1:176031372159:instance/\ni-0aaaa1111bbbb2222"
        );
        assert_eq!(
            wrapped(arn, 40),
            "arn:aws:ec2:us-east-1:176031372159:\ninstance/i-0aaaa1111bbbb2222"
        );
        assert_eq!(wrapped("sg-08835ac1e2b3f4a5d", 20), "sg-08835ac1e2b3f4a5d");
        assert_eq!(wrapped(arn, 200), arn);
    }

    #[test]
    fn what_is_longer_than_a_line_is_cut_and_what_is_endless_loses_its_middle() {
        assert_eq!(wrapped("0123456789ab", 8), "01234567\n89ab");
        let long = wrapped(&"i-0123456789".repeat(205), 400);
        assert_eq!(long.chars().count(), 301);
        assert!(long.starts_with("i-0123") && long.ends_with("456789"));
    }
}
