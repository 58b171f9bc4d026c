//! A list read to its end outside of a query, parents first: for the one resource that a person has opened.

use std::sync::Arc;

use crate::app::resource_explorer::source::{
    BoxFuture, CallInput, ListJob, ResourceSource as _, SourceError,
};
use crate::aws::AwsSource;
use crate::model::ResourceEntry;

impl AwsSource {
    /// The first row of a list that is the one.
    pub(in crate::aws) async fn find_in_list(
        &self,
        job: &ListJob,
        is_it: &(dyn Fn(&ResourceEntry) -> bool + Sync),
    ) -> Result<Option<ResourceEntry>, SourceError> {
        let mut due = self.calls_of(job).await?;
        while let Some(input) = due.pop() {
            let mut token = None;
            loop {
                let page = self.page(job, &input, token).await?;
                due.extend(page.below);
                if let Some(same) = page.entries.into_iter().find(|row| is_it(row)) {
                    return Ok(Some(same));
                }
                token = page.next;
                if token.is_none() {
                    break;
                }
            }
        }
        Ok(None)
    }

    /// The calls of a list, the first one last.
    async fn calls_of(&self, job: &ListJob) -> Result<Vec<CallInput>, SourceError> {
        let mut parents = Vec::new();
        for parent in self.parents(job) {
            parents.push(Arc::new(self.whole_list(parent).await?));
        }
        let mut inputs = self.calls(job, &parents).inputs;
        inputs.reverse();
        Ok(inputs)
    }

    /// Every row of a list. Boxed: a parent may have parents of its own.
    pub(in crate::aws) fn whole_list(
        &self,
        job: ListJob,
    ) -> BoxFuture<'_, Result<Vec<ResourceEntry>, SourceError>> {
        Box::pin(async move {
            let mut rows = Vec::new();
            let mut due = self.calls_of(&job).await?;
            while let Some(input) = due.pop() {
                let mut token = None;
                loop {
                    let page = self.page(&job, &input, token).await?;
                    rows.extend(page.entries);
                    due.extend(page.below);
                    token = page.next;
                    if token.is_none() {
                        break;
                    }
                }
            }
            Ok(rows)
        })
    }
}
