use super::*;

fn list() -> CheckList<u32> {
    let mut list = CheckList::new(&Selection::Only(BTreeSet::new()));
    let item = |value: u32, group| {
        CheckItem::new(value, format!("type {value}"), String::new(), "").group(group)
    };
    list.set_items(vec![
        item(1, "Compute"),
        item(12, "Compute"),
        item(3, "Storage").availability(Availability::Unavailable("not enabled")),
        item(40, "Storage"),
    ]);
    list
}

#[test]
fn select_all_takes_what_is_found_and_can_be_selected() {
    let mut list = list();
    list.select_found();
    assert_eq!(
        list.selected().iter().copied().collect::<Vec<_>>(),
        [1, 12, 40]
    );
    list.clear_found();
    list.set_search("TYPE 1");
    assert_eq!(
        list.lines(),
        [
            CheckRow::Group { from: 0, to: 2 },
            CheckRow::Item(0),
            CheckRow::Item(1)
        ]
    );
    list.select_found();
    assert_eq!(list.counts(), (2, 3));
    list.set_search("");
    assert_eq!(list.group_state(0, 2), CheckState::All);
    assert_eq!(list.group_state(2, 4), CheckState::None);
}

#[test]
fn unticking_one_of_all_leaves_the_others() {
    let mut list = list();
    list.set_mode(Mode::All);
    assert!(list.is_selected(12));
    list.toggle(12);
    assert_eq!(list.mode, Mode::Selected);
    assert_eq!(list.selected().iter().copied().collect::<Vec<_>>(), [1, 40]);
}

#[test]
fn a_group_ticks_and_unticks_whole() {
    let mut list = list();
    list.toggle(1);
    assert_eq!(list.group_state(0, 2), CheckState::Some);
    list.toggle_group(0, 2);
    assert_eq!(list.group_state(0, 2), CheckState::All);
    list.toggle_group(0, 2);
    assert_eq!(list.group_state(0, 2), CheckState::None);
}

#[test]
fn what_is_selected_survives_another_list_of_things() {
    let mut list = list();
    list.toggle(40);
    list.set_items(Vec::new());
    assert_eq!(list.selection(), [40].into_iter().collect());
}
