//! What can be done to a group of the tree as a whole: shown alone, left out, opened elsewhere, selected.

use std::sync::Arc;

use super::{Pane, PaneSpec};
use crate::app::resource_explorer::tree::{Group, GroupBy, GroupKey, NodeId, Open, TagValue};
use crate::model::{QueryKey, QueryScope, Region, Selection as ScopePart};

/// More accounts than this are closed until opened.
const MANY_ACCOUNTS: usize = 4;

/// The filter term that the rows of a group have in common; `None` where no term says it.
fn term_of(key: &GroupKey) -> Option<String> {
    match key {
        GroupKey::Account(account) => Some(format!("account:{}", account.digits())),
        GroupKey::Region(region) => Some(format!("region:{}", region.as_str())),
        // The whole name: others may begin with it.
        GroupKey::Type(ty) => {
            let (_, name) = ty.as_str().split_once("::")?;
            Some(format!("type:*::{name}"))
        }
        GroupKey::Service(service) => Some(format!("type:*::{service}::*")),
        // No word of the filter says it.
        GroupKey::Unit(_) => None,
        GroupKey::Value(group) => match &group.value {
            TagValue::Value(value) => Some(group.level.term(&quoted(value)?)),
            TagValue::Missing | TagValue::Unknown => None,
        },
        GroupKey::Tag(tag) => {
            let key = quoted(tag.key.as_str())?;
            match &tag.value {
                TagValue::Value(value) => Some(format!("tag:{key}={}", quoted(value)?)),
                TagValue::Missing => Some(format!("!tag:{key}")),
                TagValue::Unknown => None,
            }
        }
    }
}

/// A text as the filter takes it; a quote itself cannot be written.
fn quoted(text: &str) -> Option<String> {
    if text.contains('"') {
        return None;
    }
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@' | '+');
    if !text.is_empty() && text.chars().all(is_plain) {
        Some(text.to_owned())
    } else {
        Some(format!("\"{text}\""))
    }
}

/// A term that holds where `term` does not.
fn negated(term: &str) -> String {
    match term.strip_prefix('!') {
        Some(term) => term.to_owned(),
        None => format!("!{term}"),
    }
}

impl Pane {
    /// Many accounts are closed until opened: else each but the first is thousands of lines away. What a person has
    /// opened or closed stays as it is.
    pub(super) fn fold_many_accounts(&mut self) {
        if self.open.are_untouched() {
            let mut levels = self.spec.levels().iter();
            let depth = levels.position(|level| *level == GroupBy::Account);
            let depth = depth.and_then(|depth| u8::try_from(depth).ok());
            let is_account = |group: &&Group| Some(group.depth) == depth;
            let accounts = self.tree.groups.iter().filter(is_account);
            let are_many = accounts.take(MANY_ACCOUNTS + 1).count() > MANY_ACCOUNTS;
            self.open.fold_by_default(depth.filter(|_| are_many));
        }
    }

    /// What the rows of a group have in common, outermost first.
    pub fn path_of(&self, group: &Group) -> Vec<GroupKey> {
        let around = |group: &&Group| self.tree.groups.get(group.parent? as usize);
        let mut path: Vec<GroupKey> = std::iter::successors(Some(group), around)
            .map(|group| group.key.clone())
            .collect();
        path.reverse();
        path
    }

    /// The filter that shows, of what is shown, the rows of a group alone.
    pub fn filter_to(&self, group: &Group) -> Option<String> {
        let terms: Option<Vec<String>> = self.path_of(group).iter().map(term_of).collect();
        Some(self.filter_and(&terms?))
    }

    /// The filter that leaves out what the rows of a group have in common with each other and with no outer group.
    pub fn filter_without(&self, group: &Group) -> Option<String> {
        Some(self.filter_and(&[negated(&term_of(&group.key)?)]))
    }

    /// The filter with further terms, each once.
    fn filter_and(&self, terms: &[String]) -> String {
        let mut text = self.spec.filter.trim().to_owned();
        for term in terms {
            if text.split_whitespace().any(|word| word == term) {
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text += term;
        }
        text
    }

    /// What a pane asks for that shows a group alone, as this pane shows it.
    pub fn spec_of_group(&self, group: &Group) -> PaneSpec {
        let mut spec = self.spec.clone();
        spec.bookmark.clear();
        spec.title.clear();
        let mut scope = QueryScope::clone(&spec.scope);
        let mut terms = Vec::new();
        for key in self.path_of(group) {
            if let GroupKey::Unit(unit) = &key {
                let known = self.account_units.iter();
                let inside = known.filter(|(_, of)| *of == unit).map(|(id, _)| *id);
                scope.accounts = inside.collect();
            } else if !narrow(&mut scope, &key) {
                terms.extend(term_of(&key));
            }
        }
        spec.scope = scope.into();
        spec.filter = self.filter_and(&terms);
        spec
    }

    /// The query keys of the ledger below a group that failed.
    pub fn failed_below(&self, group: &Group) -> Vec<QueryKey> {
        let is_below = self.is_below(group);
        let failed = self.ledger.iter().filter(|entry| entry.is_failure());
        let below = failed.filter(|entry| is_below(&entry.key));
        below.map(|entry| entry.key).collect()
    }

    /// The query key below a group that says most about it in the ledger: one that failed, else one that may have
    /// more rows, else any.
    pub(crate) fn ledger_key_below(&self, group: &Group) -> Option<QueryKey> {
        let is_below = self.is_below(group);
        let below = self.ledger.iter().filter(|entry| is_below(&entry.key));
        let telling = below.max_by_key(|entry| (entry.is_failure(), entry.outcome.is_incomplete()));
        telling.map(|entry| entry.key)
    }

    fn is_below(&self, group: &Group) -> impl Fn(&QueryKey) -> bool + use<> {
        let path = self.path_of(group);
        let units = Arc::clone(&self.account_units);
        move |key| {
            path.iter().all(|part| match part {
                GroupKey::Account(account) => key.account == *account,
                GroupKey::Region(region) => key.region == *region,
                GroupKey::Type(ty) => key.resource_type == *ty,
                GroupKey::Service(service) => key.resource_type.service() == *service,
                GroupKey::Unit(unit) => match units.get(&key.account) {
                    Some(of) => of == unit,
                    None => unit.is_empty(),
                },
                // A query key has rows of any value.
                GroupKey::Tag(_) | GroupKey::Value(_) => true,
            })
        }
    }

    /// Opens or closes a group and every group below it.
    pub fn set_groups_below(&mut self, id: NodeId, open: Open) {
        let levels = self.tree.levels;
        let Some(at) = self.tree.groups.iter().position(|group| group.id == id) else {
            return;
        };
        let end = self.tree.groups[at].end as usize;
        let below = self.tree.groups.get(at..end).unwrap_or_default();
        for group in below {
            if self.open.state(group.id, group.depth, levels) != open {
                self.open.toggle(group.id);
            }
        }
        self.rebuild_visible_rows();
    }

    /// Chooses every row of a group that is shown, also while it is closed.
    pub fn select_group(&mut self, id: NodeId) {
        let Some(group) = self.tree.groups.iter().find(|group| group.id == id) else {
            return;
        };
        let rows = group.rows.start as usize..group.rows.end as usize;
        let tree = Arc::clone(&self.tree);
        let rows = tree.order.get(rows).unwrap_or_default();
        self.select_only(rows.first().copied());
        if rows.len() > 1 {
            rows.iter().for_each(|row| self.selection.add(*row));
        }
    }
}

/// Narrows a scope to what has this in common; whether a scope can say it.
fn narrow(scope: &mut QueryScope, key: &GroupKey) -> bool {
    match key {
        GroupKey::Account(account) => scope.accounts = ScopePart::from_iter([*account]),
        GroupKey::Type(ty) => scope.types = ScopePart::from_iter([*ty]),
        GroupKey::Region(region) if *region != Region::global() => {
            scope.regions = ScopePart::from_iter([*region]);
        }
        GroupKey::Region(_)
        | GroupKey::Service(_)
        | GroupKey::Unit(_)
        | GroupKey::Value(_)
        | GroupKey::Tag(_) => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::{PaneFixture, instance, ty};
    use crate::app::resource_explorer::filter::Filter;
    use crate::app::resource_explorer::tree::{GroupBy, RowIndex};
    use crate::model::Tags;

    #[test]
    fn a_text_with_signs_of_the_filter_is_quoted() {
        assert_eq!(quoted("cost-center").as_deref(), Some("cost-center"));
        assert_eq!(quoted("a b|c").as_deref(), Some("\"a b|c\""));
        assert_eq!(quoted("").as_deref(), Some("\"\""));
        assert_eq!(quoted("a\"b"), None);
    }

    #[test]
    fn all_below_a_group_opens_and_is_selected_and_nothing_else() {
        let mut fixture = PaneFixture::with_rows(3, 2);
        let pane = fixture.pane();
        let prod = pane.tree.groups.iter().rfind(|group| group.depth == 0);
        let prod = prod.unwrap().clone();
        pane.set_groups_below(prod.id, Open::Collapsed);
        // The other account with its region, type and two rows, and the closed one.
        assert_eq!(pane.visible.len(), 3 + 2 + 1);
        pane.select_group(prod.id);
        assert_eq!(pane.selected_count(), 3);
        pane.set_groups_below(prod.id, Open::Expanded);
        assert_eq!(pane.visible.len(), 3 + 2 + 3 + 3);
        let spec = pane.spec_of_group(&prod);
        assert!(matches!(&spec.scope.accounts, ScopePart::Only(only) if only.len() == 1));
        assert_eq!(spec.filter, "");
    }

    #[test]
    fn the_filter_to_a_group_finds_its_rows_and_no_others_and_the_one_without_it_the_rest() {
        let mut fixture = PaneFixture::with_rows(3, 2);
        let tagged = |n: usize, team: &str| {
            let mut entry = instance(n);
            entry.tags = Tags::from_pairs([("Team", team)]);
            entry
        };
        let mut like_it = instance(20);
        like_it.resource_type = ty("AWS::EC2::InstanceConnectEndpoint");
        fixture.add_rows(vec![
            tagged(10, "a b|c"),
            tagged(11, "web"),
            tagged(12, "web-2"),
            tagged(13, ""),
            like_it,
        ]);
        let levels = vec![
            GroupBy::Account,
            GroupBy::Region,
            GroupBy::Type,
            "tag:Team".parse().unwrap(),
        ];
        fixture.pane().set_grouping(levels);
        fixture.settle();
        let pane = &*fixture.pane();
        assert!(pane.tree.groups.len() > 8, "{:?}", pane.tree.groups);
        for group in &pane.tree.groups {
            let inside = rows_of(pane, group);
            let filter = Filter::parse(&pane.filter_to(group).unwrap()).unwrap();
            for row in &pane.tree.order {
                let entry = pane.rows.get(*row).unwrap();
                assert_eq!(
                    filter.matches(entry),
                    inside.contains(row),
                    "{:?}",
                    group.key
                );
            }
            let without = Filter::parse(&pane.filter_without(group).unwrap()).unwrap();
            assert!(
                inside
                    .iter()
                    .all(|row| !without.matches(pane.rows.get(*row).unwrap()))
            );
        }
    }

    fn rows_of(pane: &Pane, group: &Group) -> Vec<RowIndex> {
        pane.tree.order[group.rows.start as usize..group.rows.end as usize].to_vec()
    }
}
