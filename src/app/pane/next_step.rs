//! What a person can do when a filter finds nothing: look deeper, ask AWS, or filter by less.

use super::empty_state::EmptyAction;
use super::found::Fruitless;
use super::{Pane, PaneSpec};
use crate::app::recognition::{Recognized, recognize};
use crate::catalog::types::label_of;
use crate::model::DetailDepth;
use crate::text::sanitize;

/// Where words of a filter are looked for.
const LOOKED_AT: &str = "Looked at name, ID, ARN, type, account, region, status, tags, and whole identifiers in properties.";

/// `hides`, which says that the filter hides all, with what was looked at, and what to do about it: most useful first.
pub(super) fn next_steps(pane: &Pane, hides: String) -> (String, Vec<EmptyAction>) {
    let mut text = hides;
    let mut actions = Vec::new();
    if let Some(why) = why_fruitless(pane) {
        text.push('\n');
        text.push_str(&why);
    }
    if pane.filter_in_properties().is_some() {
        text.push('\n');
        text.push_str(LOOKED_AT);
        actions.push(EmptyAction::SearchProperties);
    }
    if let Some(named) = named_outside(pane) {
        let (kind, place) = (named.form.label(), place_of(&named));
        text.push_str(&format!(
            "\nThis pane has not asked for this {kind}: {place}."
        ));
        // Nothing in the pane is likelier to be it than what was never asked for.
        actions.insert(0, EmptyAction::LookUp);
    }
    actions.push(EmptyAction::ClearFilter);
    (text, actions)
}

/// Most terms that are named.
const MOST_NAMED: usize = 3;

/// Longest term that is named whole, in characters.
const MOST_CHARS: usize = 32;

/// Which terms match nothing, where the filter has several.
fn why_fruitless(pane: &Pane) -> Option<String> {
    let terms = match pane.fruitless()? {
        Fruitless::OnlyTogether => {
            return Some("Each term matches some rows; no row matches all of them.".to_owned());
        }
        Fruitless::Terms(terms) => terms,
    };
    let texts = terms
        .iter()
        .filter_map(|term| pane.spec.filter.get(term.clone()));
    let named: Vec<String> = texts
        .take(MOST_NAMED)
        .map(|term| format!("“{}”", sanitize::line_of(term, MOST_CHARS)))
        .collect();
    let more = match terms.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let is_certain = pane.tree.undecided + pane.tree.unsearched == 0;
    let matches = if is_certain {
        "matches"
    } else {
        "is known to match"
    };
    Some(format!("No row {matches} {}{more}.", named.join(" or ")))
}

/// What it is, whose, and where, as far as its name says.
fn place_of(named: &Recognized) -> String {
    let types: Vec<_> = named.types.iter().map(|ty| label_of(*ty)).collect();
    let account = named.account.map(|account| account.grouped());
    let region = named.region.map(|region| region.to_string());
    let types = match &types[..] {
        [] => "everything tagged".to_owned(),
        types => types.join(" or "),
    };
    format!(
        "{types}, {}, {}",
        account.as_deref().unwrap_or("all accounts"),
        region.as_deref().unwrap_or("all regions")
    )
}

/// What the filter names, and the query did not ask for.
fn named_outside(pane: &Pane) -> Option<Recognized> {
    let named = recognize(&pane.filter_read.only_words()?)?;
    (!named.is_within(&pane.asked)).then_some(named)
}

impl Pane {
    /// The filter in force with its bare words looked for in properties as well; `None` where it has none, or looks
    /// there already.
    pub(crate) fn filter_in_properties(&self) -> Option<String> {
        let filter = self.filter.as_ref()?;
        let deeper = self.filter_read.looking_into_properties()?;
        (!filter.looks_into_properties()).then(|| deeper.to_string())
    }

    /// The pane that asks AWS for what the filter names: nothing else, where the ARN or id says what and where it is.
    /// `None` for other filters, and for what this pane has asked for.
    pub(crate) fn spec_of_named(&self) -> Option<PaneSpec> {
        let named = named_outside(self)?;
        Some(PaneSpec {
            scope: named.scope(DetailDepth::default()).into(),
            filter: named.filter(),
            show_managed: self.spec.show_managed,
            ..PaneSpec::default()
        })
    }
}

#[cfg(test)]
mod tests;
