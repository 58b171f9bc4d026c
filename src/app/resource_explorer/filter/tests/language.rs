//! Reading, printing and completing filters.

use compact_str::CompactString;

use super::super::*;

fn error_of(text: &str) -> FilterError {
    Ast::parse(text).expect_err(text)
}

/// What an error points at.
fn wrong_part(text: &str) -> &str {
    &text[error_of(text).span]
}

#[test]
fn errors_point_at_what_is_wrong_and_say_what_to_do() {
    let error = error_of("größe !nmae:x");
    let name = "nmae".to_owned();
    assert_eq!(error.kind, FilterErrorKind::UnknownField { name });
    assert_eq!(error.column, 8, "columns count characters");
    assert!(error.to_string().contains("fields are name, id"), "{error}");
    assert!(
        error.to_string().contains("managed and properties"),
        "{error}"
    );
    assert_eq!(wrong_part("größe !nmae:x"), "nmae");
    assert_eq!(wrong_part("web :x"), ":");
    for (text, before) in [
        ("web name:", "name:"),
        ("!", "!"),
        ("web \"\"", ""),
        ("!name:", "!name:"),
    ] {
        let before = before.to_owned();
        let error = error_of(text);
        assert_eq!(error.kind, FilterErrorKind::Empty { before }, "{text}");
        assert!(!wrong_part(text).is_empty(), "{text}");
    }
    for text in ["a|", "web a | b", "name:|b", "tag:a||b"] {
        assert_eq!(
            error_of(text).kind,
            FilterErrorKind::EmptyAlternative,
            "{text}"
        );
    }
    assert_eq!(wrong_part("web a| x"), "a|");
    assert_eq!(error_of("say \"hello").kind, FilterErrorKind::OpenQuote);
    assert_eq!(wrong_part("say \"hello"), "\"hello");
    assert_eq!(error_of("say \"hello").column, 5);
}

#[test]
fn every_part_knows_where_it_stands() {
    let text = "web !tag:\"my key\"=a|b  name:größe*";
    let ast = Ast::parse(text).unwrap();
    let spans: Vec<&str> = ast
        .terms
        .iter()
        .map(|term| &text[term.span.clone()])
        .collect();
    assert_eq!(spans, ["web", "!tag:\"my key\"=a|b", "name:größe*"]);
    let tag = &ast.terms[1].node;
    assert_eq!(&text[tag.field.clone().unwrap().span], "tag");
    let Pattern::Tag { key, value } = &tag.alternatives[0].node else {
        panic!("a tag");
    };
    assert_eq!(&text[key.span.clone()], "my key");
    assert_eq!(&text[value.clone().unwrap().span], "a");
    assert_eq!(
        &text[ast.terms[2].node.alternatives[0].span.clone()],
        "größe*"
    );
}

#[test]
fn a_printed_filter_is_as_short_as_what_was_typed() {
    for text in [
        "",
        "web",
        "!name:web*",
        "type:volume region:eu-west-1",
        "tag:Env*=p*d|Owner",
        "name:a:b=c",
        "\"two words\" !\"a|b\"",
        "\"arn:aws:s3:::x\"",
        "tag:\"a=b\"=c=d",
        "tag:Key=",
        "properties:\"10.0 0\"",
    ] {
        assert_eq!(Ast::parse(text).unwrap().to_string(), text);
    }
    let printed = |text: &str| Ast::parse(text).unwrap().to_string();
    assert_eq!(printed("  NAME:x   web "), "name:x web");
    assert_eq!(printed("AWS::EC2::VPC"), "\"AWS::EC2::VPC\"");
    assert_eq!(printed("!!x"), "!\"!x\"");
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        // Knuth's constants of a linear generator; its high bits are good.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn text(&mut self, least: usize) -> String {
        const LETTERS: [char; 16] = [
            'a', 'B', '7', '-', ' ', '\t', '|', '!', ':', '=', '*', 'ö', '🚀', '\u{a0}', '.', 'n',
        ];
        let length = least + self.below(6);
        (0..length)
            .map(|_| LETTERS[self.below(LETTERS.len())])
            .collect()
    }

    fn pattern(&mut self, field: Option<Field>) -> Pattern {
        if field != Some(Field::Tag) {
            return Pattern::Text(self.text(1));
        }
        // A key may be empty where a value follows.
        let value = (self.below(2) == 0).then(|| Spanned::new(self.text(0), 0..0));
        let key = self.text(usize::from(value.is_none()));
        let key = Spanned::new(key, 0..0);
        Pattern::Tag { key, value }
    }

    fn term(&mut self) -> Term {
        let field = Field::ALL.get(self.below(Field::ALL.len() + 4)).copied();
        let count = 1 + self.below(3);
        let alternatives = (0..count).map(|_| Spanned::new(self.pattern(field), 0..0));
        let alternatives = alternatives.collect();
        Term {
            negated: self.below(3) == 0,
            alternatives,
            field: field.map(|field| Spanned::new(field, 0..0)),
        }
    }
}

#[test]
fn what_is_printed_reads_as_the_same_filter() {
    let mut dice = Dice(17);
    for round in 0..20_000 {
        let count = dice.below(4);
        let terms = (0..count).map(|_| Spanned::new(dice.term(), 0..0));
        let ast = Ast {
            terms: terms.collect(),
        };
        let text = ast.to_string();
        assert_eq!(Ast::parse(&text), Ok(ast), "round {round}: {text}");
    }
}

#[test]
fn what_is_typed_reads_and_prints_or_fails_within_its_text() {
    let mut dice = Dice(4);
    for _ in 0..20_000 {
        let mut text = format!("{} {}", dice.text(0), dice.text(0));
        if dice.below(3) == 0 {
            text.insert(0, '"');
        }
        match Ast::parse(&text) {
            Ok(ast) => assert_eq!(Ast::parse(&ast.to_string()), Ok(ast), "{text}"),
            Err(error) => assert!(
                text.get(error.span).is_some_and(|part| !part.is_empty()),
                "{text}"
            ),
        }
        for offset in 0..=text.len() + 1 {
            let span = complete(&text, offset, &Known).span;
            assert!(text.get(span).is_some(), "{text} at {offset}");
        }
    }
}

struct Known;

impl Vocabulary for Known {
    fn values_of(&self, field: Field) -> Vec<CompactString> {
        match field {
            Field::Region => vec!["eu-west-1".into(), "eu-north-1".into(), "us-east-1".into()],
            Field::Status => vec!["in use".into()],
            _ => Vec::new(),
        }
    }

    fn tag_keys(&self) -> Vec<CompactString> {
        vec!["Environment".into(), "Owner".into(), "a=b".into()]
    }

    fn tag_values(&self, key: &str) -> Vec<CompactString> {
        match key {
            "Environment" => vec!["prod".into(), "Größe 1".into()],
            _ => Vec::new(),
        }
    }
}

/// What is expected where `^` stands, what of the text is replaced, and by what.
fn at_caret(text: &str) -> (Expected, String, Vec<String>) {
    let offset = text.find('^').unwrap();
    let text = text.replace('^', "");
    let Completion {
        expected,
        span,
        candidates,
    } = complete(&text, offset, &Known);
    (expected, text[span].to_owned(), candidates)
}

#[test]
fn a_term_begins_with_a_field() {
    for text in ["^", "web ^", "web ^ name:x"] {
        let (expected, replaced, candidates) = at_caret(text);
        assert_eq!(
            (expected, replaced.as_str()),
            (Expected::Term, ""),
            "{text}"
        );
        assert_eq!(candidates.len(), Field::ALL.len());
    }
    let of = |text| at_caret(text).2;
    assert_eq!(of("re^"), ["region:"]);
    assert_eq!(of("!A^"), ["arn:", "account:"]);
    assert!(of("nothing^").is_empty());
    let (_, replaced, _) = at_caret("x re^gi:eu");
    assert_eq!(replaced, "regi:eu");
    let (_, replaced, candidates) = at_caret("re^gion:eu");
    assert_eq!(
        (replaced.as_str(), candidates),
        ("region:", vec!["region:".to_owned()])
    );
}

#[test]
fn behind_a_field_stand_its_values() {
    let region = Expected::Value(Field::Region);
    let both = vec!["eu-west-1".to_owned(), "eu-north-1".to_owned()];
    assert_eq!(
        at_caret("region:EU^"),
        (region.clone(), "EU".into(), both.clone())
    );
    assert_eq!(
        at_caret("!region:us-east-1|eu^-x|z"),
        (region, "eu-x".into(), both)
    );
    assert_eq!(at_caret("managed:^").2, ["true", "false"]);
    assert_eq!(at_caret("status:^").2, ["\"in use\""]);
    assert_eq!(at_caret("status:\"in u^").2, ["\"in use\""]);
}

#[test]
fn tags_have_keys_and_the_values_of_a_key() {
    assert_eq!(
        at_caret("tag:e^=prod"),
        (Expected::TagKey, "e".into(), vec!["Environment".to_owned()])
    );
    assert_eq!(at_caret("tag:a^").2, ["\"a=b\""]);
    let value = Expected::TagValue("Environment".into());
    assert_eq!(
        at_caret("tag:Environment=^"),
        (
            value.clone(),
            String::new(),
            vec!["prod".into(), "\"Größe 1\"".into()]
        )
    );
    assert_eq!(
        at_caret("tag:Owner|Environment=p^x|y"),
        (value, "px".into(), vec!["prod".to_owned()])
    );
}
