//! Lists that have to be asked for parent by parent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use compact_str::{CompactString, format_compact};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::listing::{Listing, Values, can_list};
use super::page;
use crate::app::resource_explorer::source::{Page, Rows, SourceError};
use crate::aws::session::AccountSession;
use crate::aws::transport::errors::Failure;
use crate::model::{QueryKey, ResourceEntry, TypeId};

/// The models of lists that are under way: what each of their calls is asked with.
#[derive(Debug, Default)]
pub(in crate::aws) struct Children {
    models: Mutex<HashMap<QueryKey, Arc<Vec<Value>>>>,
}

/// Where such a list stands: which model, and which page of it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    model: usize,
    token: Option<String>,
}

/// The types whose resources a list has to be asked with.
pub(in crate::aws) fn parent_types(ty: TypeId) -> Vec<TypeId> {
    let Some(Listing::UnderParents(inputs)) = can_list(ty) else {
        return Vec::new();
    };
    let mut types = Vec::new();
    for input in inputs {
        if let Values::Of(parent) = input.values
            && !types.contains(&parent.ty)
        {
            types.push(parent.ty);
        }
    }
    types
}

/// One page of a type, with its parents' rows where it has to be asked with them.
pub(in crate::aws) async fn children(
    session: &AccountSession,
    key: &QueryKey,
    parents: &[Rows],
    token: Option<&str>,
) -> Result<Page, Failure> {
    let Some(Listing::UnderParents(_)) = can_list(key.resource_type) else {
        return page(session, key, None, token).await;
    };
    let under_way = &session.children;
    let at = match token {
        None => Cursor::default(),
        Some(text) => serde_json::from_str(text).map_err(|_| SourceError::BadAnswer {
            action: super::LIST_PERMISSION.into(),
            reason: "a page token that is not ours".into(),
        })?,
    };
    let models = under_way.models(key, parents, token.is_none())?;
    let Some(model) = models.get(at.model) else {
        under_way.forget(key);
        return Ok(Page::default());
    };
    let answered = page(session, key, Some(model), at.token.as_deref()).await;
    let page = match answered {
        Ok(page) => page,
        // A parent that is gone by now has no children.
        Err(failure) if is_gone(&failure.error) => Page::default(),
        Err(failure) => {
            under_way.forget(key);
            return Err(failure);
        }
    };
    let next = match page.next {
        Some(token) => Some(Cursor {
            model: at.model,
            token: Some(token.into()),
        }),
        None => (at.model + 1 < models.len()).then(|| Cursor {
            model: at.model + 1,
            token: None,
        }),
    };
    if next.is_none() {
        under_way.forget(key);
    }
    Ok(Page {
        entries: page.entries,
        next: next.map(|cursor| cursor.text()),
        ..Page::default()
    })
}

impl Cursor {
    fn text(&self) -> CompactString {
        serde_json::to_string(self)
            .expect("a number and a text")
            .into()
    }
}

impl Children {
    fn forget(&self, key: &QueryKey) {
        self.lock().remove(key);
    }

    /// Made when a list begins: every row's properties are read for it, which is not for every page.
    fn models(
        &self,
        key: &QueryKey,
        parents: &[Rows],
        is_first_page: bool,
    ) -> Result<Arc<Vec<Value>>, SourceError> {
        if !is_first_page && let Some(known) = self.lock().get(key) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(models(key, parents)?);
        self.lock().insert(*key, Arc::clone(&made));
        Ok(made)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<QueryKey, Arc<Vec<Value>>>> {
        self.models
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// What the calls of a list are asked with: every combination of its inputs' values. Where one row tells
/// several inputs, they are taken from the same row.
///
/// # Errors
/// A parent that does not tell its value: its children would be missing without a word.
fn models(key: &QueryKey, parents: &[Rows]) -> Result<Vec<Value>, SourceError> {
    let Some(Listing::UnderParents(inputs)) = can_list(key.resource_type) else {
        return Ok(Vec::new());
    };
    let mut models: Vec<Model> = vec![Default::default()];
    let rows: Vec<&ResourceEntry> = parents.iter().flat_map(|rows| rows.iter()).collect();
    for input in &inputs {
        if let Some(silent) = rows.iter().find(|row| input.is_silent(row)) {
            let reason = format_compact!(
                "{} {} does not tell the {} of its {}",
                silent.resource_type,
                silent.id,
                input.property,
                key.resource_type
            );
            return Err(SourceError::Unsupported { reason });
        }
        let Values::Of(parent) = &input.values else {
            let values = input.values(key.account, &[]);
            models = combine(models, input.property, None, |_| {
                values
                    .iter()
                    .map(|value| (usize::MAX, value.clone()))
                    .collect()
            });
            continue;
        };
        models = combine(models, input.property, Some(parent.ty), |chosen| {
            let of_row = |at: usize| {
                let values = input.values(key.account, std::slice::from_ref(rows[at]));
                values.into_iter().map(move |value| (at, value))
            };
            match chosen {
                Some(at) => of_row(at).collect(),
                None => (0..rows.len())
                    .filter(|at| rows[*at].resource_type == parent.ty)
                    .flat_map(of_row)
                    .collect(),
            }
        });
    }
    let models = models.into_iter();
    Ok(models.map(|(model, _)| Value::Object(model)).collect())
}

type Model = (Map<String, Value>, HashMap<TypeId, usize>);

fn combine(
    models: Vec<Model>,
    property: &str,
    parent: Option<TypeId>,
    values: impl Fn(Option<usize>) -> Vec<(usize, Value)>,
) -> Vec<Model> {
    let mut wider = Vec::new();
    for (model, chosen) in models {
        let known = parent.and_then(|ty| chosen.get(&ty).copied());
        for (at, value) in values(known) {
            let (mut model, mut chosen) = (model.clone(), chosen.clone());
            model.insert(property.to_owned(), value);
            if let Some(ty) = parent {
                chosen.insert(ty, at);
            }
            wider.push((model, chosen));
        }
    }
    wider
}

fn is_gone(error: &SourceError) -> bool {
    match error {
        SourceError::Service { code, .. } => code.contains("NotFound"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{ArnText, Properties, Provider, StatusClass, Tags};

    fn key(ty: &str) -> QueryKey {
        QueryKey {
            account: "001234567890".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            resource_type: ty.parse().unwrap(),
        }
    }

    fn rows(ty: &str, properties: &[Value]) -> Rows {
        let row = |properties: &Value| {
            let key = key(ty);
            ResourceEntry {
                account: key.account,
                region: key.region,
                resource_type: key.resource_type,
                provider: Provider::Native,
                status_class: StatusClass::Unknown,
                managed: false,
                id: "id".into(),
                status: Default::default(),
                arn: ArnText::NONE,
                tags: Tags::NONE,
                properties: Properties::from_json(properties),
            }
        };
        Arc::new(properties.iter().map(row).collect())
    }

    #[test]
    fn a_list_is_asked_once_for_each_parent() {
        let clusters = [json!({"Name": "a"}), json!({"Name": "b"})];
        let key = key("AWS::EKS::Nodegroup");
        let made = models(&key, &[rows("AWS::EKS::Cluster", &clusters)]).unwrap();
        assert_eq!(
            made,
            [json!({"ClusterName": "a"}), json!({"ClusterName": "b"})]
        );
        assert!(
            models(&key, &[]).unwrap().is_empty(),
            "no parent, no children"
        );
        let parents = parent_types(key.resource_type);
        assert_eq!(parents, ["AWS::EKS::Cluster".parse().unwrap()]);
    }

    #[test]
    fn a_parent_that_does_not_tell_its_value_is_an_error_and_no_empty_list() {
        let key = key("AWS::AppSync::DataSource");
        let other = [rows(
            "AWS::AppSync::GraphQLApi",
            &[json!({"name": "no id"})],
        )];
        assert!(matches!(
            models(&key, &other),
            Err(SourceError::Unsupported { .. })
        ));
        let spelled = [rows("AWS::AppSync::GraphQLApi", &[json!({"apiId": "a"})])];
        assert_eq!(models(&key, &spelled).unwrap(), [json!({"ApiId": "a"})]);
    }

    #[test]
    fn choices_need_no_parent() {
        let key = key("AWS::WAFv2::WebACL");
        assert!(parent_types(key.resource_type).is_empty());
        let made = models(&key, &[]).unwrap();
        assert_eq!(
            made,
            [json!({"Scope": "CLOUDFRONT"}), json!({"Scope": "REGIONAL"})]
        );
    }

    #[test]
    fn models_are_made_when_a_list_begins_and_kept_to_its_end() {
        let key = key("AWS::EKS::Nodegroup");
        let under_way = Children::default();
        let two = [rows(
            "AWS::EKS::Cluster",
            &[json!({"Name": "a"}), json!({"Name": "b"})],
        )];
        assert_eq!(under_way.models(&key, &two, true).unwrap().len(), 2);
        assert_eq!(under_way.models(&key, &[], false).unwrap().len(), 2);
        assert_eq!(under_way.models(&key, &[], true).unwrap().len(), 0);
        under_way.forget(&key);
        assert_eq!(under_way.models(&key, &two, false).unwrap().len(), 2);
    }
}
