//! Finding anything by its name: what is typed, what has that name, and what choosing it does. Knows nothing of egui;
//! `ui::open_anything` draws it.

mod choice;
mod entries;
mod hit;
mod question;
mod ranking;
mod row_search;
#[cfg(test)]
mod tests;

use super::actions::target::ActionTarget;
use super::commands::{Command, Sought};
use super::view::AppView;
pub(crate) use hit::Hit;
use question::Question;
use row_search::RowSearch;

/// What is typed, and what has that name.
pub(crate) struct OpenAnything {
    /// As typed.
    pub(crate) text: String,
    asked: Option<String>,
    question: Question,
    others: Vec<Hit>,
    rows: RowSearch,
    hits: Vec<Hit>,
    wants: Wants,
}

/// Which hit is chosen as soon as all rows were looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    /// None: a person chooses.
    None,
    /// The first.
    Best,
    /// The only row that is what the text names, if there is one.
    OnlyRow,
}

impl OpenAnything {
    /// Nothing found yet.
    pub(crate) fn new(sought: Sought) -> Self {
        let (text, wants) = match sought {
            Sought::Anything => (String::new(), Wants::None),
            Sought::Types => (":".to_owned(), Wants::None),
            Sought::Reference(text) => (text, Wants::OnlyRow),
        };
        Self {
            question: Question::of(&text),
            text,
            asked: None,
            others: Vec::new(),
            rows: RowSearch::default(),
            hits: Vec::new(),
            wants,
        }
    }

    /// Looks for what is typed if it has changed, and takes in what another thread has found, which calls `wake`.
    pub(crate) fn sync(
        &mut self,
        view: &AppView<'_>,
        target: ActionTarget,
        wake: impl Fn() + Send + 'static,
    ) -> Found {
        let is_new = self.asked.as_deref() != Some(&*self.text);
        if is_new {
            if self.asked.is_some() {
                self.wants = Wants::None;
            }
            self.asked = Some(self.text.clone());
            self.question = Question::of(&self.text);
            self.others = entries::hits(&self.question, view, target);
        }
        let has_rows = self.rows.sync(&self.question, view, wake);
        if !is_new && !has_rows {
            return Found::AsBefore;
        }
        self.hits = self.rows.hits(view);
        self.hits.extend(self.asking_hits(view));
        self.hits.extend(self.others.iter().cloned());
        if is_new {
            Found::ForAnotherText
        } else {
            Found::More
        }
    }

    /// What was found, the best first.
    pub(crate) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Rows that match, offered or not.
    pub(crate) fn row_count(&self) -> usize {
        self.rows.count()
    }

    /// Whether rows are being looked through.
    pub(crate) fn is_searching(&self) -> bool {
        self.rows.is_running()
    }

    /// Chooses the first hit as soon as all rows were looked through.
    pub(crate) fn choose_best_when_found(&mut self) {
        self.wants = Wants::Best;
    }

    /// The hit that is to be chosen now, if one is; told once.
    pub(crate) fn takes(&mut self, view: &AppView<'_>) -> Option<Hit> {
        if self.is_searching() {
            return None;
        }
        match std::mem::replace(&mut self.wants, Wants::None) {
            Wants::None => None,
            Wants::Best => self.hits.first().cloned(),
            Wants::OnlyRow => self.rows.only_exact(view),
        }
    }

    /// Whether a row may still be opened without a choice.
    pub(crate) fn follows_reference(&self) -> bool {
        self.wants == Wants::OnlyRow
    }

    /// What choosing a hit does.
    pub(crate) fn commands_of(hit: &Hit, target: ActionTarget, view: &AppView<'_>) -> Vec<Command> {
        match hit.disabled {
            Some(_) => Vec::new(),
            None => choice::commands_of(&hit.goal, target, view),
        }
    }

    /// What AWS can be asked for: where no row is what the text names.
    fn asking_hits(&self, view: &AppView<'_>) -> Vec<Hit> {
        let named = self.question.named.iter();
        if self.is_searching() || self.rows.has_exact() {
            return Vec::new();
        }
        named
            .map(|named| entries::asking_hit(named, view))
            .collect()
    }
}

/// Whether what was found is another than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is the same.
    AsBefore,
    /// Rows came.
    More,
    /// Another text was looked for.
    ForAnotherText,
}
