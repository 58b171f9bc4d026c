//! The tables of actions and keys as a whole.

use std::collections::BTreeSet;

use serde_json::json;

use super::Action;
use super::chord::{Chord, Key, Kind, Modifiers};
use super::context::{Context, contexts_text};
use super::group::Group;
use super::keymap::{KeyMap, KeyOverrides, LetterKeys, default_chords};
use super::registry;

fn chord(text: &str) -> Chord {
    text.parse().unwrap()
}

fn overrides(value: serde_json::Value) -> KeyOverrides {
    value.as_object().unwrap().clone()
}

#[test]
fn every_action_has_an_id_and_a_title_of_its_own_and_is_found_by_both() {
    let mut ids = BTreeSet::new();
    let mut titles = BTreeSet::new();
    for info in registry::all() {
        assert_eq!(registry::info(info.action).id, info.id);
        assert!(ids.insert(info.id), "{} is used twice", info.id);
        assert!(titles.insert(info.title), "{} is used twice", info.title);
        assert!(
            !info.tooltip.is_empty() && !info.tooltip.ends_with('.'),
            "{}",
            info.id
        );
        assert!(!info.contexts.is_empty(), "{}", info.id);
        assert_eq!(registry::by_id(info.id), Some(info.action));
    }
}

#[test]
fn default_keys_can_be_read_conflict_nowhere_and_can_be_typed_on_other_keyboards() {
    let (map, problems) = KeyMap::new(&KeyOverrides::new(), LetterKeys::On);
    assert_eq!(problems, [""; 0]);
    for info in registry::all() {
        assert_eq!(
            map.chords(info.action).len(),
            info.default_keys.len(),
            "{}",
            info.id
        );
        let needs_alt_gr = |chord: &Chord| {
            let key = chord.key.name();
            key.contains("brac") || ["backslash", "pipe"].contains(&key)
        };
        let chords = map.chords(info.action);
        assert!(
            chords.is_empty() || chords.iter().any(|chord| !needs_alt_gr(chord)),
            "{} cannot be typed on a German keyboard",
            info.id
        );
    }
}

/// The table of the guide: what has keys, menu by menu.
fn guide_table() -> String {
    let mut table =
        "| action | keys | where | in `settings.json` |\n|---|---|---|---|\n".to_owned();
    for group in Group::ALL {
        for info in registry::all().iter().filter(|info| info.group == group) {
            let chords = default_chords(info).map(|chord| format!("`{}`", chord.shown()));
            let keys = chords.collect::<Vec<_>>().join(" ").replace('|', "\\|");
            let place = contexts_text(info.contexts);
            table += &format!("| {} | {keys} | {place} | `{}` |\n", info.title, info.id);
        }
    }
    table
}

#[test]
#[cfg(not(target_os = "macos"))]
fn the_guide_has_every_action_with_its_keys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/user-guide.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let (before, rest) = guide.split_once("<!-- keys:").expect("a place for keys");
    let (note, rest) = rest.split_once("-->\n").unwrap();
    let (table, after) = rest.split_once("<!-- end of keys -->").unwrap();
    if std::env::var_os("AWSDASH_UPDATE_GUIDE").is_some() {
        let whole = format!(
            "{before}<!-- keys:{note}-->\n{}<!-- end of keys -->{after}",
            guide_table()
        );
        std::fs::write(path, whole).unwrap();
        return;
    }
    assert_eq!(
        table,
        guide_table(),
        "see the note above the table in {path}"
    );
}

#[test]
fn chords_are_read_as_written_and_written_as_read() {
    let held = [
        Modifiers::NONE,
        Modifiers::CTRL,
        Modifiers::SHIFT.with(Modifiers::ALT),
        Modifiers::CTRL.with(Modifiers::SHIFT).with(Modifiers::ALT),
    ];
    for key in Key::all() {
        for modifiers in held {
            let one = Chord { modifiers, key };
            if one.moves_keyboard() {
                continue;
            }
            assert_eq!(one.to_string().parse(), Ok(one));
            let shown = one.shown().replace("Cmd", "Ctrl");
            assert_eq!(shown.parse(), Ok(one), "{shown}");
        }
    }
    assert_eq!(chord("ctrl+,").shown().replace("Cmd", "Ctrl"), "Ctrl+,");
    assert_eq!(chord("CTRL + backslash").to_string(), "ctrl+backslash");
    assert_eq!(chord("ctrl++"), chord("ctrl+plus"));
    assert_eq!(chord("+"), chord("plus"));
    for bad in ["", "ctrl+", "hyper+t", "ctrl+tab+x", "f13", "ctrl+shift"] {
        let read: Result<Chord, _> = bad.parse();
        assert!(bad == "ctrl+" || read.is_err(), "{bad}: {read:?}");
    }
}

#[test]
fn what_has_the_keyboard_decides_what_a_key_means() {
    let map = KeyMap::default();
    let meaning = |text, context| map.action_of(chord(text), context);
    assert_eq!(meaning("ctrl+w", Context::Rows), Some(Action::ClosePane));
    assert_eq!(meaning("ctrl+w", Context::Text), None);
    assert_eq!(meaning("f5", Context::Text), Some(Action::Run));
    assert_eq!(meaning("escape", Context::Rows), Some(Action::Stop));
    assert_eq!(meaning("escape", Context::Popup), None);
    assert_eq!(meaning("escape", Context::Text), None);
    assert_eq!(meaning("slash", Context::List), Some(Action::FocusFilter));
    assert_eq!(meaning("slash", Context::Text), None);
    assert_eq!(meaning("j", Context::List), Some(Action::ListDown));
    assert_eq!(meaning("j", Context::Window), None);
    assert_eq!(meaning("y", Context::List), None);
    assert_eq!(meaning("y", Context::Rows), Some(Action::CopyJson));
    for edits in [
        "ctrl+shift+delete",
        "ctrl+shift+right",
        "alt+shift+right",
        "ctrl+a",
        "ctrl+c",
    ] {
        assert_eq!(meaning(edits, Context::Text), None, "{edits}");
        assert!(meaning(edits, Context::Rows).is_some(), "{edits}");
    }
    for text in ["ctrl+plus", "ctrl+equals"] {
        assert_eq!(meaning(text, Context::Window), Some(Action::ZoomIn));
    }
}

#[test]
fn letters_that_are_off_find_lines_and_their_chords_stay() {
    let (map, _) = KeyMap::new(&KeyOverrides::new(), LetterKeys::Off);
    assert_eq!(map.action_of(chord("j"), Context::Rows), None);
    assert_eq!(map.action_of(chord("shift+g"), Context::Rows), None);
    assert_eq!(
        map.action_of(chord("down"), Context::Rows),
        Some(Action::ListDown)
    );
    assert_eq!(
        map.action_of(chord("ctrl+c"), Context::Rows),
        Some(Action::CopyArns)
    );
}

#[test]
fn chosen_keys_replace_the_defaults_and_no_keys_are_a_choice_too() {
    let chosen = overrides(json!({ "pane.run": ["ctrl+r", "f5"], "app.quit": [] }));
    let (map, problems) = KeyMap::new(&chosen, LetterKeys::On);
    assert_eq!(problems, [""; 0]);
    assert_eq!(map.chords(Action::Run), [chord("ctrl+r"), chord("f5")]);
    assert_eq!(map.chords(Action::Quit), []);
    assert_eq!(map.action_of(chord("ctrl+q"), Context::Window), None);
}

#[test]
fn keys_that_cannot_be_used_are_told_and_the_others_hold() {
    let chosen = overrides(json!({
        "pane.fly": ["f2"],
        "pane.run": ["hyper+r", "ctrl+r"],
        "pane.refresh": "f9",
        "pane.close": ["nonsense"],
        "pane.edit_scope": ["ctrl+t"],
    }));
    let (map, problems) = KeyMap::new(&chosen, LetterKeys::On);
    for part in [
        "pane.fly",
        "hyper",
        "pane.refresh",
        "nonsense",
        "'Edit scope' and not for 'New pane'",
    ] {
        assert!(
            problems.iter().any(|text| text.contains(part)),
            "{part}: {problems:#?}"
        );
    }
    assert_eq!(problems.len(), 5, "{problems:#?}");
    assert_eq!(map.chords(Action::Run), [chord("ctrl+r")]);
    assert_eq!(map.chords(Action::Refresh), [chord("shift+f5")]);
    assert_eq!(map.chords(Action::ClosePane), [chord("ctrl+w")]);
    assert_eq!(
        map.action_of(chord("ctrl+t"), Context::Window),
        Some(Action::EditScope)
    );
    assert_eq!(map.chords(Action::NewPane), []);
}

#[test]
fn the_same_keys_mean_different_things_in_contexts_that_never_meet() {
    assert_eq!(Key::named("g").map(Key::kind), Some(Kind::Letter));
    // Not in conflict: a text field never has the keyboard together with a list.
    let chosen = overrides(json!({ "rows.copy_json": ["j"], "list.down": ["down"] }));
    assert_eq!(KeyMap::new(&chosen, LetterKeys::On).1, [""; 0]);
    let clash = overrides(json!({ "rows.copy_json": ["j"] }));
    let (map, problems) = KeyMap::new(&clash, LetterKeys::On);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        map.action_of(chord("j"), Context::Rows),
        Some(Action::CopyJson)
    );
}

#[test]
fn tab_alone_stays_the_way_to_the_next_control() {
    for text in ["tab", "shift+tab", "alt+tab"] {
        assert!(text.parse::<Chord>().is_err(), "{text}");
    }
    assert_eq!("ctrl+tab".parse::<Chord>().unwrap().to_string(), "ctrl+tab");
}
