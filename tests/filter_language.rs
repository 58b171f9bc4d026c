//! What the fuzz target of the filter language asserts, over texts that are the same in every run.

#[path = "../fuzz/check.rs"]
mod check;

/// What filters are made of, and what breaks readers.
const PIECES: [&str; 44] = [
    " ",
    "  ",
    "\u{a0}",
    "(",
    ")",
    "!",
    "-",
    "\"",
    "|",
    ",",
    "/",
    "~",
    "\\",
    "*",
    ":",
    "=",
    "!=",
    "<",
    ">=",
    "and ",
    " or ",
    "not ",
    "name:",
    "tag:",
    "has:",
    "region:(",
    "status:",
    "account:",
    "type:",
    "untagged",
    "properties:",
    "created",
    "Size",
    "State.Name",
    "30d",
    "1GB",
    "2026-11-01",
    "500",
    "web",
    "eu-*",
    "größe",
    "🚀",
    "prod",
    "/web-\\d+/",
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        // Xorshift, with the shifts of its author.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    fn text(&mut self) -> String {
        let pieces = self.below(16);
        let text = (0..pieces).map(|_| PIECES[self.below(PIECES.len())]);
        text.collect()
    }
}

#[test]
fn every_text_is_read_or_refused_and_what_is_read_says_what_its_terms_say() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..4_000 {
        check::holds(&dice.text());
    }
}

#[test]
fn texts_with_a_character_in_any_place_are_read_or_refused() {
    let filters = [
        "type:\"ec2 instance\" !region:(eu-* us-east-1)",
        "(tag:Env=prod|staging or created<30d) not größe",
        "name:/^web-\\d+$/ Size>=500 ~pymnts",
    ];
    for filter in filters {
        let places = filter.char_indices().map(|(at, _)| at);
        for at in places.chain([filter.len()]) {
            for piece in ["(", ")", "\"", "|", "!", " ", "=", "/", "ö"] {
                let (before, after) = filter.split_at(at);
                check::holds(&format!("{before}{piece}{after}"));
                check::holds(before);
            }
        }
    }
}
