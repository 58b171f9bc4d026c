//! Reading and printing filters.

use super::super::*;
use super::completion::Known;

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
        ("!name:", "name:"),
    ] {
        let before = before.to_owned();
        let error = error_of(text);
        assert_eq!(error.kind, FilterErrorKind::Empty { before }, "{text}");
        assert!(!wrong_part(text).is_empty(), "{text}");
    }
    for text in ["a|", "web a | b", "name:|b", "tag:a||b", "Size=1|"] {
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
    let text = "web !tag:\"my key\"=a|b  name:größe* (x or y)";
    let ast = Ast::parse(text).unwrap();
    let Expr::All(terms) = &ast.root.as_ref().unwrap().node else {
        panic!("all")
    };
    let spans: Vec<&str> = terms.iter().map(|term| &text[term.span.clone()]).collect();
    assert_eq!(
        spans,
        ["web", "!tag:\"my key\"=a|b", "name:größe*", "(x or y)"]
    );
    let Expr::Not(inner) = &terms[1].node else {
        panic!("not")
    };
    let Expr::Term(Term::Text {
        field,
        alternatives,
    }) = &inner.node
    else {
        panic!("a text")
    };
    assert_eq!(&text[field.clone().unwrap().span], "tag");
    let Pattern::Tag { key, value } = &alternatives[0].node else {
        panic!("a tag");
    };
    assert_eq!(&text[key.span.clone()], "my key");
    assert_eq!(&text[value.clone().unwrap().span], "a");
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
        "a or b c or !(d or e)",
        "(a b) c",
        "Size>=500 InstanceType=t3.*|m5.* State.Name!=running",
        "\"Instance type\"=t3.micro",
        "created<30d launched>2026-11-01 >1GB",
        "has:tags untagged",
        "/web-\\d+/ name:/a|b(c)/",
        "~prdctn",
        "\"and\" \"-x\" \"(x)\"",
    ] {
        assert_eq!(Ast::parse(text).unwrap().to_string(), text);
    }
    let printed = |text: &str| Ast::parse(text).unwrap().to_string();
    assert_eq!(printed("  NAME:x   web "), "name:x web");
    assert_eq!(printed("AWS::EC2::VPC"), "\"AWS::EC2::VPC\"");
    assert_eq!(printed("!!x"), "!\"!x\"");
    assert_eq!(printed("-x not y AND z Or q"), "!x !y z or q");
    assert_eq!(
        printed("region:(eu-* us-east-1, x)"),
        "region:eu-*|us-east-1|x"
    );
    assert_eq!(
        printed("region:(a b)c"),
        "region:a|b c",
        "a list ends its word"
    );
    assert_eq!(printed("region:(a b)|c"), "region:a|b|c");
    assert_eq!(printed("((a))"), "a");
    assert_eq!(printed("not not x"), "!(!x)");
    assert_eq!(printed("/aws/lambda/x"), "\"/aws/lambda/x\"");
}

#[test]
fn what_joins_terms_and_lacks_one_is_told() {
    for (text, wrong, what) in [
        ("a and", "and", "write a word after 'and'"),
        ("or b", "or", "nothing stands before 'or'"),
        ("a or or b", "or", "write a word after 'or'"),
        ("not", "not", "write a word after 'not'"),
        ("(a or b", "(", "unclosed parenthesis"),
        ("a)", "", ""),
        ("a )", ")", "no ( belongs to"),
        ("region:(a b))", ")", "no ( belongs to"),
        ("()", "(", "write a word after '('"),
        ("region:(a b", "(a b", "unclosed parenthesis"),
        ("region:()", "region:()", "write a word after 'region:'"),
        ("created>soon", "soon", "an age (30d)"),
        ("Size>(1 2)", "1 2", "compares with one value"),
        ("/(/", "/(/", "no regular expression"),
        ("/(x{999}){999}/", "/(x{999}){999}/", "13 characters"),
        ("accuont:x", "accuont", "did you mean account:?"),
    ] {
        match Ast::parse(text) {
            Ok(_) => assert_eq!(wrong, "", "{text}"),
            Err(error) => {
                assert!(error.to_string().contains(what), "{text}: {error}");
                assert_eq!(&text[error.span], wrong, "{text}");
            }
        }
    }
    let deep = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(error_of(&deep).kind, FilterErrorKind::TooDeep);
}

#[test]
fn what_one_change_mends_is_proposed_and_can_be_read() {
    for (text, proposed) in [
        ("web accuont:x", Some("web account:x")),
        ("größe nmae:\"x y\"", Some("größe name:\"x y\"")),
        ("say \"hello", Some("say \"hello\"")),
        ("(a or b", Some("(a or b)")),
        ("region:(a b", Some("region:(a b)")),
        ("a )", Some("a ")),
        ("a /(/", Some("a \"/(/\"")),
        ("or b", Some("\"or\" b")),
        ("foo:x", None),
        ("name:", None),
        ("((nmae:x", None),
    ] {
        assert_eq!(error_of(text).proposal(text).as_deref(), proposed, "{text}");
    }
}

/// Numbers that look random and are the same in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, most: usize) -> usize {
        // Knuth's constants of a linear generator; its high bits are good.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn text(&mut self, least: usize) -> String {
        const LETTERS: [char; 26] = [
            'a', 'B', '7', '-', ' ', '\t', '|', '!', ':', '=', '*', 'ö', '🚀', '\u{a0}', '.', 'n',
            '(', ')', '/', '~', '<', '>', ',', 'o', 'r', '\\',
        ];
        let length = least + self.below(6);
        (0..length)
            .map(|_| LETTERS[self.below(LETTERS.len())])
            .collect()
    }

    fn pattern(&mut self, field: Option<Field>) -> Pattern {
        match self.below(6) {
            _ if field == Some(Field::Tag) => {}
            0 => {
                let regexes = ["a.c", "x|y(z)", "^web-\\d+$", "\"q\"", "a:b=c"];
                return Pattern::Regex(regexes[self.below(regexes.len())].to_owned());
            }
            1 => return Pattern::Fuzzy(self.text(1)),
            _ => return Pattern::Text(self.text(1)),
        }
        // A key may be empty where a value follows.
        let value = (self.below(2) == 0).then(|| Spanned::new(self.text(0), 0..0));
        let key = self.text(usize::from(value.is_none()));
        let key = Spanned::new(key, 0..0);
        Pattern::Tag { key, value }
    }

    fn patterns(&mut self, field: Option<Field>) -> Vec<Spanned<Pattern>> {
        let count = 1 + self.below(3);
        let patterns = (0..count).map(|_| Spanned::new(self.pattern(field), 0..0));
        patterns.collect()
    }

    fn term(&mut self) -> Term {
        match self.below(12) {
            0 => Term::Untagged,
            1 => Term::Has(Spanned::new(self.text(1), 0..0)),
            2 | 3 => {
                let op = Op::ALL[self.below(Op::ALL.len())];
                let values = if op.is_order() {
                    let amounts = ["5", "-1.5", "30d", "1GB", "2026-11-01", "yesterday"];
                    let amount = amounts[self.below(amounts.len())].to_owned();
                    vec![Spanned::new(Pattern::Text(amount), 0..0)]
                } else {
                    let mut values = self.patterns(None);
                    values.retain(|value| !matches!(value.node, Pattern::Fuzzy(_)));
                    if values.is_empty() {
                        values.push(Spanned::new(Pattern::Text("x".to_owned()), 0..0));
                    }
                    values
                };
                let least = usize::from(!op.is_order());
                let left = Spanned::new(self.text(least), 0..0);
                Term::Compare { left, op, values }
            }
            _ => {
                let field = Field::ALL.get(self.below(Field::ALL.len() + 4)).copied();
                Term::Text {
                    alternatives: self.patterns(field),
                    field: field.map(|field| Spanned::new(field, 0..0)),
                }
            }
        }
    }

    pub(super) fn expr(&mut self, depth: usize) -> Expr {
        let several = |dice: &mut Self| -> Vec<Spanned<Expr>> {
            let count = 2 + dice.below(2);
            let parts = (0..count).map(|_| Spanned::new(dice.expr(depth - 1), 0..0));
            parts.collect()
        };
        match self.below(6) {
            _ if depth == 0 => Expr::Term(self.term()),
            0 | 1 => Expr::All(several(self)),
            2 => Expr::Any(several(self)),
            3 => Expr::Not(Box::new(Spanned::new(self.expr(depth - 1), 0..0))),
            _ => Expr::Term(self.term()),
        }
    }
}

#[test]
fn what_is_printed_reads_as_the_same_filter() {
    let mut dice = Dice(17);
    for round in 0..4_000 {
        let ast = Ast {
            root: (round > 0).then(|| Spanned::new(dice.expr(3), 0..0)),
        };
        let text = ast.to_string();
        assert_eq!(Ast::parse(&text), Ok(ast), "round {round}: {text}");
    }
}

#[test]
fn what_is_typed_reads_and_prints_or_fails_within_its_text() {
    const PIECES: [&str; 24] = [
        " ", "(", ")", "!", "-", "\"", "and ", " or ", "not ", "name:", "tag:", "has:", "x",
        "Size", ">=", "=", "<", "30d", "/", "~", "|", ",", "ö", "untagged",
    ];
    let mut dice = Dice(4);
    for round in 0..4_000 {
        let mut text = format!("{} {}", dice.text(0), dice.text(0));
        if round % 2 == 0 {
            let count = dice.below(12);
            text = (0..count)
                .map(|_| PIECES[dice.below(PIECES.len())])
                .collect();
        }
        if dice.below(3) == 0 {
            text.insert(0, '"');
        }
        match Ast::parse(&text) {
            Ok(ast) => {
                let printed = ast.to_string();
                assert_eq!(Ast::parse(&printed), Ok(ast), "{text} as {printed}");
            }
            Err(error) => assert!(
                text.get(error.span.clone())
                    .is_some_and(|part| !part.is_empty()),
                "{text}: {error:?}"
            ),
        }
        for offset in 0..=text.len() + 1 {
            let span = complete(&text, offset, &Known).span;
            assert!(text.get(span).is_some(), "{text} at {offset}");
        }
    }
}

#[test]
fn every_example_of_the_documents_can_be_read() {
    let page = include_str!("../../../../../docs/filter.md");
    let guide = include_str!("../../../../../docs/user-guide.md");
    let blocks = page.split("```filter\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap_or_default().lines());
    let tables = page
        .lines()
        .chain(guide.lines().skip_while(|line| *line != "## Filtering"));
    let guide_rows = tables.take_while(|line| *line != "## Panes and windows");
    let cells = guide_rows.filter(|line| line.starts_with("| `"));
    let cells = cells.map(|line| line.replace("\\|", "\u{1}"));
    let terms = cells.flat_map(|line| {
        let cell = line
            .split('|')
            .nth(1)
            .unwrap_or_default()
            .replace('\u{1}', "|");
        let terms = cell.split('`').skip(1).step_by(2).map(str::to_owned);
        terms.collect::<Vec<_>>()
    });
    let examples: Vec<String> = lines.map(str::to_owned).chain(terms).collect();
    assert!(examples.len() > 40, "{examples:?}");
    for example in examples {
        let read = Ast::parse(&example).unwrap_or_else(|error| panic!("{example}: {error}"));
        assert_eq!(Ast::parse(&read.to_string()), Ok(read), "{example}");
    }
}
