//! What has a name besides rows: types, accounts, regions, bookmarks, actions, settings, panels.

use std::cmp::Reverse;

use super::hit::{Goal, Hit, Section};
use super::question::{Among, Question};
use super::ranking::Ranking;
use crate::app::actions::Action;
use crate::app::actions::availability::{Availability, availability, title};
use crate::app::actions::group::Group;
use crate::app::actions::registry;
use crate::app::actions::target::ActionTarget;
use crate::app::recognition::Recognized;
use crate::app::view::AppView;
use crate::catalog::types::{self, label_of};
use crate::model::{AccountId, Region};

/// Hits of a kind that are offered beside those of other kinds.
const MOST_OF_ONE: usize = 6;

/// Lines of the settings, and what they are about.
const SETTINGS: &[(&str, &str)] = &[
    ("Memory limit", "How much memory the program may take"),
    ("First byte", "How long an answer may take to begin"),
    ("Whole answer", "How long an answer may take"),
    ("Query key", "How long a list may take with hardly a row"),
    ("Theme", "Dark, light, or as the system is set"),
    ("Size", "How large everything is"),
    ("Keys", "The keys of every action"),
];

/// A hit with how well it fits.
type Ranked = (u32, Hit);

/// Everything but rows that has the name, section by section, the best of each first.
pub(super) fn hits(question: &Question, view: &AppView<'_>, target: ActionTarget) -> Vec<Hit> {
    if question.text.is_empty() && question.among == Among::All {
        return first_hits(view, target);
    }
    let mut ranking = Ranking::new(&question.text);
    let mut found = Vec::new();
    for section in SECTIONS {
        if !question.is_among(section) {
            continue;
        }
        let mut ranked = of_section(section, &mut ranking, view, target);
        // In the order in which they are listed, where they fit alike.
        ranked.sort_by_key(|(score, hit)| (Reverse(*score), hit.disabled.is_some()));
        if question.among == Among::All {
            ranked.truncate(MOST_OF_ONE);
        }
        found.extend(ranked.into_iter().map(|(_, hit)| hit));
    }
    found
}

const SECTIONS: [Section; 7] = [
    Section::Types,
    Section::Accounts,
    Section::Regions,
    Section::Bookmarks,
    Section::Actions,
    Section::Settings,
    Section::Panels,
];

fn of_section(
    section: Section,
    ranking: &mut Ranking,
    view: &AppView<'_>,
    target: ActionTarget,
) -> Vec<Ranked> {
    match section {
        Section::Resources => Vec::new(),
        Section::Types => type_hits(ranking),
        Section::Accounts => account_hits(ranking, view),
        Section::Regions => region_hits(ranking, view),
        Section::Bookmarks => bookmark_hits(ranking, view),
        Section::Actions | Section::Panels => action_hits(section, ranking, view, target),
        Section::Settings => setting_hits(ranking),
    }
}

/// What is offered before anything is typed: bookmarks, and what can be done now.
fn first_hits(view: &AppView<'_>, target: ActionTarget) -> Vec<Hit> {
    let mut any = Ranking::new("");
    let bookmarks = bookmark_hits(&mut any, view).into_iter().take(MOST_OF_ONE);
    let actions = action_hits(Section::Actions, &mut any, view, target);
    let actions = actions
        .into_iter()
        .filter(|(_, hit)| hit.disabled.is_none());
    let panels = action_hits(Section::Panels, &mut any, view, target);
    bookmarks
        .chain(actions)
        .chain(panels)
        .map(|(_, hit)| hit)
        .collect()
}

fn type_hits(ranking: &mut Ranking) -> Vec<Ranked> {
    let infos = types::all().iter();
    infos
        .filter_map(|info| {
            let id = info.id.as_str();
            let score = ranking.best([info.name, id])?;
            let hit = Hit::new(Section::Types, info.label(), Goal::Type(info.id)).noted(id);
            Some((score, hit))
        })
        .collect()
}

fn account_hits(ranking: &mut Ranking, view: &AppView<'_>) -> Vec<Ranked> {
    let accounts = view.directory.accounts.iter();
    accounts
        .filter_map(|info| {
            let (digits, grouped) = (info.id.to_string(), info.id.grouped());
            let names = [&*info.name, &*info.alias, &*info.unit, &*digits, &*grouped];
            let score = ranking.best(names)?;
            let title = if info.name.is_empty() {
                &*grouped
            } else {
                &*info.name
            };
            let hit = Hit::new(Section::Accounts, title, Goal::Account(info.id));
            Some((score, hit.noted(grouped)))
        })
        .collect()
}

fn region_hits(ranking: &mut Ranking, view: &AppView<'_>) -> Vec<Ranked> {
    let listed = view.directory.regions.values().flatten();
    let enabled = listed.filter(|info| info.enabled).map(|info| info.region);
    let mut regions: Vec<Region> = enabled.collect();
    regions.sort_unstable_by_key(|region| region.as_str());
    regions.dedup();
    let hit = |region: Region| Hit::new(Section::Regions, region.as_str(), Goal::Region(region));
    regions
        .into_iter()
        .filter_map(|region| Some((ranking.score(region.as_str())?, hit(region))))
        .collect()
}

fn bookmark_hits(ranking: &mut Ranking, view: &AppView<'_>) -> Vec<Ranked> {
    let bookmarks = view.bookmarks.iter();
    bookmarks
        .filter_map(|bookmark| {
            let score = ranking.score(&bookmark.name)?;
            let goal = Goal::Bookmark(bookmark.name.clone());
            let hit = Hit::new(Section::Bookmarks, bookmark.name.as_str(), goal);
            Some((score, hit.noted(bookmark.spec.scope.to_string())))
        })
        .collect()
}

fn action_hits(
    section: Section,
    ranking: &mut Ranking,
    view: &AppView<'_>,
    target: ActionTarget,
) -> Vec<Ranked> {
    let is_of_section = |action: Action| match action {
        Action::Panel(_) => section == Section::Panels,
        Action::OpenAnything | Action::OpenTypes => false,
        _ => section == Section::Actions,
    };
    let infos = registry::all().iter();
    // Keys that move in a list move in none from here.
    let infos = infos.filter(|info| info.group != Group::List && is_of_section(info.action));
    infos
        .filter_map(|info| {
            let disabled = match availability(info.action, target, view) {
                Availability::Hidden => return None,
                Availability::Enabled => None,
                Availability::Disabled(reason) => Some(reason),
            };
            let title = title(info.action, target, view);
            let score = ranking.best([&*title, info.title])?;
            let hit = Hit {
                keys: view.keymap.shown(info.action).unwrap_or_default(),
                disabled,
                ..Hit::new(section, title, Goal::Action(info.action))
            };
            Some((score, hit.noted(disabled.unwrap_or(info.tooltip))))
        })
        .collect()
}

fn setting_hits(ranking: &mut Ranking) -> Vec<Ranked> {
    let settings = SETTINGS.iter();
    settings
        .filter_map(|(name, about)| {
            let hit = Hit::new(Section::Settings, *name, Goal::Settings).noted(*about);
            Some((ranking.score(name)?, hit))
        })
        .collect()
}

/// The offer to ask AWS for what a text names.
pub(super) fn asking_hit(named: &Recognized, view: &AppView<'_>) -> Hit {
    let goal = Goal::Ask(Box::new(named.clone()));
    let title = format!("Ask AWS for {}", named.name);
    let kinds: Vec<_> = named.types.iter().map(|ty| label_of(*ty)).collect();
    let kinds = match &kinds[..] {
        [] => "Everything tagged".to_owned(),
        kinds => kinds.join(", "),
    };
    let account = match named.account {
        Some(account) => account_text(account, view),
        None => "all accounts".to_owned(),
    };
    let region = named.region.map_or("all regions", Region::as_str);
    let is_reached = |account: AccountId| {
        let mut accounts = view.directory.accounts.iter();
        accounts.any(|info| info.id == account)
    };
    let is_beyond = named.account.is_some_and(|account| !is_reached(account));
    let hit = Hit::new(Section::Resources, title, goal);
    Hit {
        disabled: is_beyond.then_some("No credentials reach this account"),
        note: format!("{kinds} · {account} · {region}"),
        ..hit
    }
}

/// An account's name, or its number where it has none.
pub(super) fn account_text(account: AccountId, view: &AppView<'_>) -> String {
    let mut accounts = view.directory.accounts.iter();
    let info = accounts.find(|info| info.id == account && !info.name.is_empty());
    info.map_or_else(|| account.grouped(), |info| info.name.to_string())
}
