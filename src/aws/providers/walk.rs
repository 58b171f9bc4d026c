//! A list read to its end outside of a query, parents first: for the one resource that a person has opened.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::app::resource_explorer::source::{
    BoxFuture, CallInput, ListJob, ListParameter, Page, ResourceSource as _, SourceError,
};
use crate::aws::AwsSource;
use crate::aws::page_trail::PageTrail;
use crate::model::ResourceEntry;

impl AwsSource {
    /// The first row of a list that is the one.
    pub(in crate::aws) async fn find_in_list(
        &self,
        job: &ListJob,
        is_it: &(dyn Fn(&ResourceEntry) -> bool + Sync),
    ) -> Result<Option<ResourceEntry>, SourceError> {
        let mut due = self.calls_of(job).await?;
        let mut same = None;
        while let Some(input) = due.pop() {
            let take = |page: Page| {
                due.extend(page.below);
                same = page.entries.into_iter().find(|row| is_it(row));
                match same {
                    Some(_) => ControlFlow::Break(()),
                    None => ControlFlow::Continue(()),
                }
            };
            self.each_page(job, &input, take).await?;
            if same.is_some() {
                break;
            }
        }
        Ok(same)
    }

    /// Hands out the pages of one call until there are no more, or no more are wanted.
    async fn each_page(
        &self,
        job: &ListJob,
        input: &[ListParameter],
        mut take: impl FnMut(Page) -> ControlFlow<()>,
    ) -> Result<(), SourceError> {
        let mut trail = PageTrail::default();
        let mut token = None;
        loop {
            let page = self.page(job, input, token.take()).await?;
            token.clone_from(&page.next);
            let ids = page.entries.iter().map(|row| row.id.as_str());
            let followed = token.as_deref().map(|next| trail.follow(ids, next));
            let followed = followed.transpose();
            if take(page).is_break() || token.is_none() {
                return Ok(());
            }
            followed.map_err(|reason| SourceError::BadAnswer {
                action: self.list_lane(job).api.into(),
                reason: reason.into(),
            })?;
        }
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
                let take = |page: Page| {
                    rows.extend(page.entries);
                    due.extend(page.below);
                    ControlFlow::Continue(())
                };
                self.each_page(&job, &input, take).await?;
            }
            Ok(rows)
        })
    }
}
