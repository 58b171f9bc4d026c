use super::*;

fn value<'a>(parsed: &'a ParsedFile, header: &str, key: &str) -> &'a str {
    let of = |section: &&Section| section.header == header;
    let section = parsed.sections.iter().find(of).expect(header);
    &section.entries.get(key).expect(key).value
}

fn parsed(text: &str) -> ParsedFile {
    parse(text.as_bytes()).unwrap()
}

#[test]
fn lines_of_a_section_may_be_indented_and_comments_too() {
    let file = parsed("[default]\n  region = eu-west-1\n    # office\n  output = json\n");
    assert_eq!(value(&file, "default", "region"), "eu-west-1");
    assert_eq!(value(&file, "default", "output"), "json");
}

#[test]
fn colons_end_keys_text_may_follow_a_header_and_lines_end_in_three_ways() {
    let file = parsed("\u{feff}[default] main\rRegion: eu-west-1\r\noutput=json\n");
    assert_eq!(value(&file, "default", "region"), "eu-west-1");
    assert_eq!(value(&file, "default", "output"), "json");
    assert_eq!(file.sections[0].entries["output"].line, 3);
}

#[test]
fn the_first_delimiter_ends_the_key_and_brackets_may_be_in_a_name() {
    let file = parsed("[profile a]b] x\nsso_start_url = https://x/y?z=1\n");
    assert_eq!(
        value(&file, "profile a]b", "sso_start_url"),
        "https://x/y?z=1"
    );
}

#[test]
fn values_go_on_in_deeper_lines_and_may_be_settings_themselves() {
    let file =
        parsed("[services s]\nec2 =\n  endpoint_url = http://x\n\n  more = a=b\nsqs = y\n  z\n");
    let ec2 = &file.sections[0].entries["ec2"];
    assert_eq!(ec2.nested["endpoint_url"], "http://x");
    assert_eq!(ec2.nested["more"], "a=b");
    assert_eq!(value(&file, "services s", "sqs"), "y\nz");
}

#[test]
fn what_stands_twice_holds_as_it_stands_last_and_is_told() {
    let file = parsed("[a]\nregion = x\nregion = y\n[b]\n[a]\noutput = z\n");
    assert_eq!(value(&file, "a", "region"), "y");
    assert_eq!(value(&file, "a", "output"), "z");
    let lines: Vec<usize> = file.notes.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 5]);
}

#[test]
fn settings_of_the_section_of_defaults_hold_everywhere() {
    let file = parsed("[DEFAULT]\nregion = x\n[a]\n[b]\nregion = y\n");
    assert_eq!(value(&file, "a", "region"), "x");
    assert_eq!(value(&file, "b", "region"), "y");
    assert_eq!(file.sections.len(), 2);
}

#[test]
fn a_remark_behind_a_value_that_has_no_blanks_is_no_part_of_it() {
    let file = parsed("[a]\nregion = eu-west-1  # office\ncredential_process = run # 1\n");
    assert_eq!(value(&file, "a", "region"), "eu-west-1");
    assert_eq!(value(&file, "a", "credential_process"), "run # 1");
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    let fault = |bytes: &[u8]| {
        let fault = parse(bytes).unwrap_err();
        (fault.line, fault.reason)
    };
    let (line, reason) = fault(b"[a]\n# caf\xe9\n");
    assert!(
        line == Some(2) && reason.contains("UTF-8"),
        "{line:?} {reason}"
    );
    assert_eq!(fault(b"region = x\n").0, Some(1));
    assert_eq!(fault(b"[a]\nregion = x\n[b\n").0, Some(3));
    assert_eq!(fault(b"[a]\n= x\n").0, Some(2));
    assert_eq!(fault(b"[a]\ns3 =\n  x\n").0, Some(2));
}
