//! Between egui's keys and ours: what was pressed, what has the keyboard, and what it means.

mod ahead;

use egui::{Event, Id, Key as EguiKey, Modifiers as EguiModifiers, Ui};

use crate::app::actions::Action;
use crate::app::actions::chord::{Chord, Key, Kind, Modifiers};
use crate::app::actions::context::Context;
use crate::app::actions::effect::{ListKey, leads_to_field, list_key};
use crate::app::actions::keymap::{KeyMap, is_letter};

pub use ahead::give_typed_ahead;
use ahead::{is_typed, wait};

/// Letters that follow each other faster than this spell a name in a list.
const SPELLING_SECS: f64 = 1.0;

/// What is remembered of the keyboard from one frame to the next.
#[derive(Clone, Copy, Debug, Default)]
struct Keyboard {
    /// The list that had the keyboard last, and what kind it is of.
    list: Option<(Id, Context)>,
    /// When a letter last went to a list to find a line by its name.
    spelled_at: Option<f64>,
}

fn with_keyboard<R>(ctx: &egui::Context, act: impl FnOnce(&mut Keyboard) -> R) -> R {
    ctx.data_mut(|data| act(data.get_temp_mut_or_default(Id::NULL)))
}

/// Says that `list` has the keyboard, so that keys of lists act in it from the next frame on.
pub fn list_has_keyboard(ctx: &egui::Context, list: Id, context: Context) {
    with_keyboard(ctx, |keyboard| keyboard.list = Some((list, context)));
}

/// Whether a widget is the list that had the keyboard last.
pub(crate) fn is_list(ctx: &egui::Context, widget: Id) -> bool {
    with_keyboard(ctx, |keyboard| keyboard.list).is_some_and(|(list, _)| list == widget)
}

/// What has the keyboard, popups aside.
pub fn context_of(ctx: &egui::Context) -> Context {
    if ctx.text_edit_focused() {
        return Context::Text;
    }
    let focused = ctx.memory(|memory| memory.focused());
    let list = with_keyboard(ctx, |keyboard| keyboard.list);
    match list {
        Some((list, context)) if focused == Some(list) => context,
        _ => Context::Window,
    }
}

/// The actions whose keys were pressed in this frame, in the order of the presses. What is taken reaches no widget;
/// keys of lists are handed on as those that every list knows.
pub fn pressed(ui: &Ui, keymap: &KeyMap, context: Context) -> Vec<Action> {
    take(ui, keymap, context, |_| true)
}

/// Whether the keys of one of `actions` were pressed in this frame. Others stay for whom they are for.
pub fn any_pressed(ui: &Ui, keymap: &KeyMap, context: Context, actions: &[Action]) -> bool {
    !take(ui, keymap, context, |action| actions.contains(&action)).is_empty()
}

fn take(
    ui: &Ui,
    keymap: &KeyMap,
    context: Context,
    accepts: impl Fn(Action) -> bool,
) -> Vec<Action> {
    let is_list = matches!(context, Context::List | Context::Rows);
    let spelled_at = with_keyboard(ui.ctx(), |keyboard| keyboard.spelled_at);
    let mut actions = Vec::new();
    let mut ahead: Option<Vec<Event>> = None;
    let spelled = ui.input_mut(|input| {
        let now = input.time;
        let spells = is_list && spelled_at.is_some_and(|at| now - at < SPELLING_SECS);
        let meaning = |event: &Event| {
            let meant = chords_of(event)?.into_iter().flatten();
            let mut meant = meant.filter(|chord| !(spells && is_letter(*chord)));
            meant.find_map(|chord| keymap.action_of(chord, context))
        };
        // The text that a key types comes after the key.
        let mut swallow_text = false;
        input.events.retain_mut(|event| match event {
            Event::Text(_) if std::mem::take(&mut swallow_text) => false,
            event if is_typed(event) && ahead.is_some() => {
                ahead.iter_mut().for_each(|ahead| ahead.push(event.clone()));
                false
            }
            Event::Key { pressed: true, .. } => {
                let action = meaning(event);
                swallow_text = false;
                match action.map(|action| (action, list_key(action))) {
                    Some((_, Some(key))) => {
                        swallow_text = types(event);
                        hand_on(event, key);
                        true
                    }
                    Some((action, None)) if accepts(action) => {
                        swallow_text = types(event);
                        actions.push(action);
                        ahead = leads_to_field(action).then(Vec::new);
                        false
                    }
                    _ => true,
                }
            }
            _ => true,
        });
        let is_text = |event: &Event| matches!(event, Event::Text(_));
        (is_list && input.events.iter().any(is_text)).then_some(now)
    });
    if spelled.is_some() {
        with_keyboard(ui.ctx(), |keyboard| keyboard.spelled_at = spelled);
    }
    if let Some(ahead) = ahead {
        wait(ui.ctx(), ahead);
    }
    actions
}

/// Whether a key types a text, which comes behind it.
fn types(event: &Event) -> bool {
    match event {
        Event::Key { modifiers, .. } => !modifiers.ctrl && !modifiers.command,
        _ => false,
    }
}

/// Takes the first chord that was pressed in this frame, whatever it means, and all that it typed.
pub fn take_chord(ui: &Ui) -> Option<Chord> {
    ui.input_mut(|input| {
        let mut chord = None;
        input.events.retain(|event| match event {
            Event::Key { pressed: true, .. } => {
                let pressed = chords_of(event).and_then(|[logical, ..]| logical);
                chord = chord.or(pressed);
                false
            }
            Event::Text(_) => false,
            // egui has no keys for these.
            Event::Copy | Event::Cut => {
                let text = if *event == Event::Copy {
                    "ctrl+c"
                } else {
                    "ctrl+x"
                };
                chord = chord.or(text.parse().ok());
                false
            }
            _ => true,
        });
        chord
    })
}

/// Makes of a key event that of the key that every list knows.
fn hand_on(event: &mut Event, to: ListKey) {
    if let Event::Key { key, modifiers, .. } = event {
        let canonical = match to {
            ListKey::Down => EguiKey::ArrowDown,
            ListKey::Up => EguiKey::ArrowUp,
            ListKey::PageDown => EguiKey::PageDown,
            ListKey::PageUp => EguiKey::PageUp,
            ListKey::First => EguiKey::Home,
            ListKey::Last => EguiKey::End,
            ListKey::Outwards | ListKey::OutwardsAll => EguiKey::ArrowLeft,
            ListKey::Inwards | ListKey::InwardsAll => EguiKey::ArrowRight,
            ListKey::Open => EguiKey::Enter,
        };
        let is_all = matches!(to, ListKey::OutwardsAll | ListKey::InwardsAll);
        if is_all {
            *modifiers = ctrl();
        } else if *key != canonical {
            *modifiers = EguiModifiers::NONE;
        }
        *key = canonical;
    }
}

/// Ctrl alone as egui writes it, or Cmd on macOS.
fn ctrl() -> EguiModifiers {
    EguiModifiers {
        ctrl: !cfg!(target_os = "macos"),
        mac_cmd: cfg!(target_os = "macos"),
        ..EguiModifiers::COMMAND
    }
}

/// What a press may be called: as the keyboard spells it; without Shift where that only chose the character; by its
/// place where the character is one that Shift makes another of.
fn chords_of(event: &Event) -> Option<[Option<Chord>; 3]> {
    let Event::Key {
        key,
        physical_key,
        modifiers,
        ..
    } = event
    else {
        return None;
    };
    let modifiers = modifiers_of(*modifiers)?;
    let with = |key: Key, modifiers| Chord { modifiers, key };
    let logical = key_of(*key);
    let is_symbol = |key: &Key| key.kind() == Kind::Symbol;
    let symbol = logical.filter(is_symbol);
    let without_shift = modifiers.without(Modifiers::SHIFT);
    let unshifted = symbol.map(|key| with(key, without_shift));
    let place = physical_key.and_then(key_of).filter(is_symbol);
    let by_place = symbol.and(place).map(|key| with(key, modifiers));
    let logical = logical.map(|key| with(key, modifiers));
    if logical.is_some_and(Chord::moves_keyboard) {
        return None;
    }
    Some([logical, by_place, unshifted])
}

/// `None` for chords of keys that only one system has.
fn modifiers_of(held: EguiModifiers) -> Option<Modifiers> {
    if held.ctrl && !held.command {
        return None;
    }
    let all = [
        (held.command, Modifiers::CTRL),
        (held.alt, Modifiers::ALT),
        (held.shift, Modifiers::SHIFT),
    ];
    let held = all.into_iter().filter(|(is_held, _)| *is_held);
    Some(held.fold(Modifiers::NONE, |all, (_, one)| all.with(one)))
}

fn key_of(key: EguiKey) -> Option<Key> {
    Key::all().find(|ours| egui_key(*ours) == Some(key))
}

fn egui_key(key: Key) -> Option<EguiKey> {
    let name = match key.name() {
        "pageup" => "PageUp",
        "pagedown" => "PageDown",
        _ => return EguiKey::from_name(&key.shown()),
    };
    EguiKey::from_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::Panel;

    fn event(key: EguiKey, place: Option<EguiKey>, modifiers: EguiModifiers) -> Event {
        Event::Key {
            key,
            physical_key: place,
            pressed: true,
            repeat: false,
            modifiers,
        }
    }

    #[test]
    fn every_key_has_one_of_egui() {
        for key in Key::all() {
            let theirs = egui_key(key).unwrap_or_else(|| panic!("{}", key.name()));
            assert_eq!(key_of(theirs), Some(key));
        }
    }

    #[test]
    fn a_character_that_needs_shift_is_found_with_and_without_it() {
        let map = KeyMap::default();
        let meaning = |key, place, modifiers| {
            let chords = chords_of(&event(key, place, modifiers)).unwrap();
            let mut chords = chords.into_iter().flatten();
            chords.find_map(|chord| map.action_of(chord, Context::Window))
        };
        let ctrl = EguiModifiers::COMMAND | EguiModifiers::CTRL;
        let shift = EguiModifiers::SHIFT;
        // On a US keyboard the plus is the shifted equals sign.
        let zoom = Some(Action::ZoomIn);
        assert_eq!(
            meaning(EguiKey::Plus, Some(EguiKey::Equals), ctrl | shift),
            zoom
        );
        assert_eq!(meaning(EguiKey::Equals, Some(EguiKey::Equals), ctrl), zoom);
        assert_eq!(
            meaning(EguiKey::Plus, Some(EguiKey::CloseBracket), ctrl),
            zoom
        );
        let help = Some(Action::Panel(Panel::Keyboard));
        assert_eq!(
            meaning(EguiKey::Questionmark, Some(EguiKey::Slash), shift),
            help
        );
        // Shift and backslash spell a pipe.
        let down = Some(Action::SplitDown);
        assert_eq!(
            meaning(EguiKey::Pipe, Some(EguiKey::Backslash), ctrl | shift),
            down
        );
        // A letter in another place is that letter, and never what lies there on another keyboard.
        assert_eq!(meaning(EguiKey::G, Some(EguiKey::Q), ctrl), None);
    }
}
