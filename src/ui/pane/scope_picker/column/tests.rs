use super::*;

fn column() -> PickColumn<u32> {
    let mut column = PickColumn::new(&Selection::Only(BTreeSet::new()));
    let item = |value: u32, group| {
        PickItem::new(value, format!("type {value}"), String::new(), "").group(group)
    };
    column.set_items(vec![
        item(1, "Compute"),
        item(12, "Compute"),
        item(3, "Storage").standing(Standing::Closed("not enabled")),
        item(40, "Storage"),
    ]);
    column
}

#[test]
fn select_all_takes_what_is_found_and_can_be_chosen() {
    let mut column = column();
    column.select_found();
    assert_eq!(
        column.chosen().iter().copied().collect::<Vec<_>>(),
        [1, 12, 40]
    );
    column.select_none();
    column.set_search("TYPE 1");
    assert_eq!(
        column.lines(),
        [
            PickLine::Group { from: 0, to: 2 },
            PickLine::Item(0),
            PickLine::Item(1)
        ]
    );
    column.select_found();
    assert_eq!(column.counts(), (2, 3));
    column.set_search("");
    assert_eq!(column.group_ticked(0, 2), Ticked::Yes);
    assert_eq!(column.group_ticked(2, 4), Ticked::No);
}

#[test]
fn unticking_one_of_all_leaves_the_others() {
    let mut column = column();
    column.set_mode(Mode::All);
    assert!(column.is_chosen(12));
    column.toggle(12);
    assert_eq!(column.mode, Mode::Chosen);
    assert_eq!(column.chosen().iter().copied().collect::<Vec<_>>(), [1, 40]);
}

#[test]
fn a_group_ticks_and_unticks_whole() {
    let mut column = column();
    column.toggle(1);
    assert_eq!(column.group_ticked(0, 2), Ticked::Partly);
    column.toggle_group(0, 2);
    assert_eq!(column.group_ticked(0, 2), Ticked::Yes);
    column.toggle_group(0, 2);
    assert_eq!(column.group_ticked(0, 2), Ticked::No);
}

#[test]
fn what_is_chosen_survives_another_list_of_things() {
    let mut column = column();
    column.toggle(40);
    column.set_items(Vec::new());
    assert_eq!(column.selection(), [40].into_iter().collect());
}
