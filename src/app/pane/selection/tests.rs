use std::sync::Arc;

use super::*;
use crate::app::fixtures::settle;
use crate::app::memory_profiling::allocated_total;
use crate::app::pane::PaneSpec;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::progress::{Generation, PaneId, ProgressEvent, QueryProgress};
use crate::app::resource_explorer::testing::entry;
use crate::app::resource_explorer::tree::Tree;
use crate::app::resource_explorer::tree::{GroupBy, Open};
use crate::model::ResourceEntry;
use crate::model::{ArnText, Tags};

const VOLUME: &str = "AWS::EC2::Volume";

fn send(pane: &mut Pane, event: ProgressEvent) {
    pane.apply(QueryProgress {
        pane: PaneId(1),
        generation: pane.generation,
        resources: Arc::default(),
        event,
        counts: None,
        reservation: None,
    });
    settle(pane);
}

fn rows(region: &str, ids: Range<usize>) -> Vec<ResourceEntry> {
    ids.map(|n| entry(region, VOLUME, &format!("vol-{n:07}"), ""))
        .collect()
}

fn add(pane: &mut Pane, region: &str, ids: Range<usize>) {
    send(pane, ProgressEvent::Rows(Batch::new(rows(region, ids))));
}

/// Lines: eu-west-1, vol-0 to vol-4, us-east-1, vol-5 to vol-7.
fn grouped_by(group_by: Vec<GroupBy>) -> PaneSpec {
    PaneSpec {
        group_by,
        ..PaneSpec::default()
    }
}

fn pane() -> Pane {
    let mut pane = Pane::new(PaneId(1), grouped_by(vec![GroupBy::Region]));
    pane.begin(Generation(1));
    add(&mut pane, "eu-west-1", 0..5);
    add(&mut pane, "us-east-1", 5..8);
    pane.set_all_groups(Open::Expanded);
    pane
}

/// A pane without groups.
fn flat(count: usize) -> Pane {
    let mut pane = Pane::new(PaneId(1), grouped_by(Vec::new()));
    pane.begin(Generation(1));
    add(&mut pane, "eu-west-1", 0..count);
    assert_eq!(pane.visible.len(), count);
    pane
}

/// The numbers of the selected rows, by asking each row.
fn selected(pane: &Pane) -> Vec<u32> {
    let order = pane.tree.order.iter();
    let selected = order.filter(|row| pane.is_selected(**row)).map(|row| row.0);
    let mut selected: Vec<u32> = selected.collect();
    selected.sort_unstable();
    assert_eq!(selected.len(), pane.selected_count());
    selected
}

#[test]
fn clicks_with_ctrl_choose_rows_one_by_one_and_give_them_up_again() {
    let mut pane = pane();
    pane.select_only(Some(RowIndex(1)));
    pane.toggle_row(RowIndex(3));
    pane.toggle_row(RowIndex(6));
    assert_eq!(selected(&pane), [1, 3, 6]);
    assert_eq!(pane.cursor, Some(RowIndex(6)), "its details are shown");
    pane.toggle_row(RowIndex(1));
    assert_eq!(selected(&pane), [3, 6]);
    pane.clear_selection();
    assert_eq!(selected(&pane), [1], "the row that was pointed at last");
    pane.toggle_row(RowIndex(1));
    assert_eq!((pane.cursor, pane.selected_count()), (None, 0));
}

#[test]
fn a_range_goes_from_the_last_click_over_groups_and_back() {
    let mut pane = pane();
    pane.select_only(Some(RowIndex(3)));
    pane.select_range(7, Before::Dropped);
    assert_eq!(selected(&pane), [3, 4, 5]);
    pane.select_range(9, Before::Dropped);
    assert_eq!(selected(&pane), [3, 4, 5, 6, 7]);
    pane.select_range(2, Before::Dropped);
    assert_eq!(
        selected(&pane),
        [1, 2, 3],
        "to the other side of where it began"
    );
    pane.select_range(6, Before::Dropped);
    assert_eq!(selected(&pane), [3, 4], "a group is no row");
    pane.toggle_row(RowIndex(0));
    pane.select_range(2, Before::Kept);
    assert_eq!(selected(&pane), [0, 1, 3, 4], "beside what was selected");
    pane.select_range(1_000, Before::Dropped);
    assert_eq!(selected(&pane), [0, 1, 3, 4], "no such line");
}

#[test]
fn ranges_equal_the_naive_way_whatever_came_before() {
    let mut pane = flat(200);
    let mut state = 7_u64;
    let mut roll = |sides: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % sides
    };
    let mut start = 0;
    pane.select_only(Some(pane.tree.order[0]));
    for _ in 0..2_000 {
        let line = roll(200) as usize;
        if roll(4) == 0 {
            start = line;
            let Some(VisibleRow::Resource(row)) = pane.visible.get(line) else {
                panic!("no groups here")
            };
            pane.select_only(Some(row));
        } else {
            pane.select_range(line, Before::Dropped);
            let lines = start.min(line)..=start.max(line);
            let mut wanted: Vec<u32> = lines
                .filter_map(|line| match pane.visible.get(line)? {
                    VisibleRow::Resource(row) => Some(row.0),
                    VisibleRow::Group(_) => None,
                })
                .collect();
            wanted.sort_unstable();
            assert_eq!(selected(&pane), wanted);
        }
    }
}

#[test]
fn all_rows_are_selected_also_those_in_closed_groups_and_those_to_come() {
    let mut pane = pane();
    pane.set_all_groups(Open::Collapsed);
    pane.select_all();
    assert_eq!(pane.selected_count(), 8);
    pane.toggle_row(RowIndex(2));
    assert_eq!(selected(&pane), [0, 1, 3, 4, 5, 6, 7]);
    add(&mut pane, "us-east-1", 8..10);
    assert_eq!(selected(&pane), [0, 1, 3, 4, 5, 6, 7, 8, 9]);
    pane.toggle_row(RowIndex(2));
    assert_eq!(pane.selected_count(), 10);
    pane.set_filter("vol-0000001".into());
    settle(&mut pane);
    assert_eq!(
        pane.selected_count(),
        1,
        "what another filter shows was not selected"
    );
    assert!(pane.selection.is_empty());
}

#[test]
fn a_filter_decides_what_all_are_and_a_new_query_ends_the_choice() {
    let mut pane = pane();
    pane.set_filter("region:us-east-1".into());
    settle(&mut pane);
    pane.select_all();
    assert_eq!(selected(&pane), [5, 6, 7]);
    assert_eq!(
        pane.selected_rows().text(CopyField::Id).text,
        "vol-0000005\nvol-0000006\nvol-0000007"
    );
    pane.begin(Generation(2));
    assert_eq!(pane.selected_count(), 3, "until there are other rows");
    add(&mut pane, "us-east-1", 5..9);
    assert!(pane.selection.is_empty());
}

#[test]
fn rows_that_lists_put_in_place_of_others_stay_selected() {
    let mut pane = pane();
    let ahead = Batch::new(rows("eu-west-1", 20..24));
    let event = ProgressEvent::Replaced {
        taken_back: Vec::new(),
        shown: vec![ahead.clone()],
    };
    send(&mut pane, event);
    pane.select_only(Some(RowIndex(0)));
    pane.toggle_row(RowIndex(9));
    pane.toggle_row(RowIndex(11));
    assert_eq!(selected(&pane), [0, 9, 11]);
    let event = ProgressEvent::Replaced {
        taken_back: vec![ahead.id()],
        shown: vec![Batch::new(rows("eu-west-1", 21..23))],
    };
    send(&mut pane, event);
    assert_eq!(
        selected(&pane),
        [0, 12],
        "vol-21 has another number, vol-23 is gone"
    );
}

#[test]
fn copied_lines_are_in_the_order_that_is_shown_and_what_has_no_arn_is_told() {
    let mut pane = flat(3);
    let mut more = rows("eu-west-1", 3..5);
    more[0].arn = ArnText::NONE;
    more[0].tags = Tags::NONE.or_called("two\r\nlines");
    send(&mut pane, ProgressEvent::Rows(Batch::new(more)));
    pane.select_all();
    let of = |field| pane.selected_rows().text(field);
    assert_eq!(
        (of(CopyField::Arn).lines, of(CopyField::Arn).without),
        (4, 1)
    );
    let either = of(CopyField::ArnOrId);
    assert_eq!((either.lines, either.without), (5, 0));
    assert!(either.text.contains("\nvol-0000003") || either.text.starts_with("vol-0000003"));
    let names = of(CopyField::Name);
    assert_eq!(names.text.lines().count(), 5);
    assert!(names.text.contains("two  lines"), "{}", names.text);
    pane.select_only(Some(RowIndex(1)));
    assert_eq!(pane.selected_rows().text(CopyField::Id).text, "vol-0000001");
    assert_eq!(pane.selected_rows().to_look_at(), 1);
}

/// How much a thing allocates, in bytes.
fn allocated(work: impl FnOnce()) -> u64 {
    let (before, _) = allocated_total();
    work();
    allocated_total().0 - before
}

#[test]
fn choosing_all_of_a_million_names_none_and_a_long_range_is_bits() {
    // A thousand rows repeated: only their numbers matter here.
    let mut pane = Pane::new(PaneId(1), grouped_by(Vec::new()));
    let thousand = Batch::new(rows("eu-west-1", 0..1_000));
    for _ in 0..1_000 {
        assert!(pane.rows.push(thousand.clone()));
    }
    pane.tree = Arc::new(Tree {
        order: (0..1_000_000).map(RowIndex).collect(),
        ..Tree::default()
    });
    pane.set_all_groups(Open::Expanded);
    // Other tests allocate at the same time, though never as much as numbers of a million rows take.
    let all = allocated(|| {
        pane.select_all();
        for row in [3, 500_000, 999_999] {
            pane.toggle_row(RowIndex(row));
        }
    });
    assert_eq!(pane.selected_count(), 999_997);
    assert!(all < 1_000_000, "{all} bytes");
    assert!(pane.selection.heap_bytes() <= 128 << 10);
    pane.select_only(Some(RowIndex(0)));
    pane.select_range(999_999, Before::Dropped);
    assert_eq!(pane.selected_count(), 1_000_000);
    assert!(pane.selection.heap_bytes() <= 128 << 10);
    pane.select_range(999_998, Before::Dropped);
    assert_eq!(pane.selected_count(), 999_999);
    let text = pane.selected_rows().text(CopyField::Id);
    assert_eq!((text.lines, text.text.lines().count()), (999_999, 999_999));
}
