use super::term_row::Comparison;
use super::*;
use crate::app::resource_explorer::filter::{Field, Op};

fn same(text: &str) -> FilterBuilder {
    let form = FilterBuilder::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let written = form
        .text()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(
        Ast::parse(&written),
        Ast::parse(text),
        "{text} became {written}"
    );
    form
}

fn terms(form: &FilterBuilder) -> usize {
    let rows = form.rows.iter();
    rows.filter(|row| matches!(row, BuilderRow::Term(_)))
        .count()
}

#[test]
fn a_form_reads_a_filter_and_writes_the_same() {
    for (text, shown) in [
        ("", 0),
        ("web", 1),
        ("web db", 2),
        ("web or !db", 2),
        ("type:\"ec2 instance\" !region:eu-west-1", 2),
        ("region:(eu-* us-east-1)", 1),
        ("tag:Environment=prod|Environment=staging !tag:Owner", 2),
        ("tag:Environment=prod|staging", 0),
        ("name=web status!=stopped", 2),
        ("InstanceType=t3.*|m5.* Size>=500 \"Instance type\"=x", 3),
        ("has:KmsKeyId !has:tags", 2),
        ("created<30d >1GB untagged", 1),
        ("name:/^web/ ~pymnts web", 1),
        ("web (prod or staging) !(a b)", 1),
        ("(a b) or c", 1),
        ("not not x", 0),
        ("!Size=5", 0),
        ("name:\"a|b\" \"a  b\" \"or\"", 2),
        ("managed:true properties:10.0", 2),
    ] {
        assert_eq!(terms(&same(text)), shown + 1, "{text}: and an empty row");
    }
    assert_eq!(same("a or b").joiner, Joiner::Any);
    assert!(FilterBuilder::read("(").is_err());
}

#[test]
fn what_is_put_together_row_by_row_is_a_filter() {
    let mut form = FilterBuilder::read("web").unwrap();
    assert_eq!(form.text().unwrap(), "web", "an empty row says nothing");
    let BuilderRow::Term(row) = &mut form.rows[1] else {
        panic!("a row")
    };
    row.ask_about(Subject::Property);
    assert_eq!(row.comparison, Comparison::Order(Op::Equal));
    row.name = "State.Name".into();
    row.value = "in use | running".into();
    assert_eq!(form.text().unwrap(), "web State.Name=\"in use\"|running");
    form.add();
    let BuilderRow::Term(row) = &mut form.rows[2] else {
        panic!("a row")
    };
    row.ask_about(Subject::Tag);
    row.name = "Cost center".into();
    row.comparison = Comparison::Missing;
    form.joiner = Joiner::Any;
    assert_eq!(
        form.text().unwrap(),
        "web or State.Name=\"in use\"|running or !tag:\"Cost center\""
    );
    let BuilderRow::Term(row) = &mut form.rows[1] else {
        panic!("a row")
    };
    (row.comparison, row.value) = (Comparison::Order(Op::Less), "soon".into());
    let error = form.text().unwrap_err().to_string();
    assert!(error.contains("'soon'"), "{error}");
    form.rows[1] = BuilderRow::Text("(a".into());
    assert!(form.text().is_err(), "text is read before it is taken");
}

#[test]
fn every_subject_can_be_asked_about_in_each_of_its_ways() {
    for subject in Subject::all() {
        for comparison in subject.comparisons() {
            let row = TermRow {
                subject,
                name: "Key".into(),
                comparison: *comparison,
                value: "7".into(),
            };
            let form = FilterBuilder {
                joiner: Joiner::All,
                rows: vec![BuilderRow::Term(row.clone())],
            };
            let text = form.text().unwrap();
            let read = FilterBuilder::read(&text).unwrap();
            let BuilderRow::Term(again) = &read.rows[0] else {
                panic!("{text} is no row")
            };
            assert_eq!(again.expr(), row.expr(), "{text}");
            assert_eq!(
                (again.subject, again.comparison),
                (subject, *comparison),
                "{text}"
            );
        }
    }
    assert!(Subject::all().all(|subject| subject != Subject::Field(Field::Tag)));
}
