//! Keeps the details side up to date with the selected row. Small documents are read between two frames, large
//! ones by another thread: what was shown before stays until that is done.

use std::sync::Arc;

use super::model::{DetailsModel, Read, ReadDetails};
use super::source::{Source, Stamp};
use crate::app::off_thread::{Failure, OffThread, Progress, drop_in_background};
use crate::app::pane::Pane;
use crate::ui::widgets::outline::Outline;

/// An outline of more lines than this is dropped by another thread.
const MANY_LINES: usize = 10_000;

/// What changed since the side was drawn last.
pub enum News {
    /// Nothing.
    Nothing,
    /// Phase 2 or another list said something of the row.
    Details(Outline),
    /// Another row, or its properties came or went: its properties, and what phase 2 said.
    Row(Outline, Outline),
}

/// Which row the side shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It shows the selected row.
    Row,
    /// It shows what it showed before, while the selected row is being read.
    Before,
    /// The selected row could not be read.
    Failed(Failure),
}

enum Job {
    Row(OffThread<Read>),
    Details(OffThread<ReadDetails>),
}

/// What is shown, and what is being read.
#[derive(Default)]
pub struct Reader {
    model: Option<DetailsModel>,
    job: Option<(Stamp, Job)>,
    broken: Option<(Stamp, Failure)>,
}

impl Reader {
    /// What is shown.
    pub fn model(&self) -> Option<&DetailsModel> {
        self.model.as_ref()
    }

    /// Whether the side shows the row that is selected in `pane`.
    pub fn shown(&self, pane: &Pane) -> Shown {
        let Some(stamp) = Stamp::of(pane) else {
            return Shown::Row;
        };
        let failed = self.broken.filter(|(of, _)| *of == stamp);
        match (&self.model, failed) {
            (Some(model), _) if model.stamp.same_row(&stamp) => Shown::Row,
            (_, Some((_, failure))) => Shown::Failed(failure),
            _ => Shown::Before,
        }
    }

    /// Takes in what was read, and reads what changed. `wake` is called when another thread is done.
    pub fn follow(&mut self, pane: &Pane, wake: impl Fn() + Send + 'static) -> News {
        let Some(stamp) = Stamp::of(pane) else {
            *self = Self::default();
            return News::Nothing;
        };
        let news = self.take_read(stamp);
        if !matches!(news, News::Nothing) {
            return news;
        }
        let known = self
            .model
            .as_ref()
            .is_some_and(|model| model.stamp == stamp);
        // One thread at a time: moving quickly through rows must not start a thread for each.
        let failed = self.broken.is_some_and(|(of, _)| of == stamp);
        if known || self.job.is_some() || failed {
            return News::Nothing;
        }
        let Some(source) = Source::of(pane) else {
            return News::Nothing;
        };
        let listed = self.model.as_ref();
        let listed = listed.filter(|model| model.stamp.same_row(&stamp));
        let listed = listed.map(|model| Arc::clone(&model.listed));
        if !source.is_large() {
            return match listed {
                Some(listed) => self.take_details(source.read_details(&listed)),
                None => self.take_row(source.read()),
            };
        }
        let name = "document-reader";
        let job = match listed {
            Some(listed) => Job::Details(OffThread::start(name, wake, move || {
                source.read_details(&listed)
            })),
            None => Job::Row(OffThread::start(name, wake, move || source.read())),
        };
        self.job = Some((stamp, job));
        News::Nothing
    }

    fn take_read(&mut self, wanted: Stamp) -> News {
        let Some((stamp, job)) = &self.job else {
            return News::Nothing;
        };
        let stamp = *stamp;
        match job {
            Job::Row(job) => match job.progress() {
                Progress::Pending => return News::Nothing,
                Progress::Done(read) => {
                    self.job = None;
                    // What phase 2 said meanwhile is read next.
                    if stamp.same_row(&wanted) {
                        return self.take_row(read);
                    }
                    drop_in_background(read);
                }
                Progress::Failed(failure) => self.broken = Some((stamp, failure)),
            },
            Job::Details(job) => match job.progress() {
                Progress::Pending => return News::Nothing,
                Progress::Done(read) => {
                    self.job = None;
                    if stamp.same_row(&wanted) {
                        return self.take_details(read);
                    }
                    drop_in_background(read);
                }
                Progress::Failed(failure) => self.broken = Some((stamp, failure)),
            },
        }
        self.job = None;
        News::Nothing
    }

    fn take_row(&mut self, read: Read) -> News {
        let Read {
            model,
            properties,
            sections,
        } = read;
        self.model = Some(model);
        News::Row(properties, sections)
    }

    fn take_details(&mut self, read: ReadDetails) -> News {
        match &mut self.model {
            Some(model) => News::Details(model.take(read)),
            None => News::Nothing,
        }
    }
}

/// Drops an outline that is not shown any more.
pub fn drop_outline(outline: Outline) {
    if outline.len() > MANY_LINES {
        drop_in_background(outline);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::*;
    use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
    use crate::model::{DetailSection, Fingerprint, Properties};
    use crate::ui::fixtures::{self, World};

    fn select(world: &mut World, name: &str) {
        let rows = &world.pane().rows;
        let row = rows.iter().find(|(_, entry)| entry.display_name() == name);
        let row = row.map(|(row, _)| row);
        world.pane().selected = row;
    }

    fn until_news(reader: &mut Reader, pane: &Pane) -> News {
        let started = Instant::now();
        loop {
            match reader.follow(pane, || ()) {
                News::Nothing => {
                    assert!(started.elapsed() < Duration::from_secs(60), "never read");
                    std::thread::sleep(Duration::from_millis(5));
                }
                news => return news,
            }
        }
    }

    #[test]
    fn a_row_is_read_once_and_what_phase_2_says_joins_it() {
        let mut world = World::with_rows(2, 0);
        select(&mut world, "web-1");
        let mut reader = Reader::default();
        assert!(matches!(reader.follow(world.pane(), || ()), News::Row(..)));
        assert!(matches!(reader.follow(world.pane(), || ()), News::Nothing));
        let say = |world: &mut World, name: &str| {
            let rows = &world.pane().rows;
            let (_, entry) = rows
                .iter()
                .find(|(_, entry)| entry.display_name() == name)
                .unwrap();
            let section = DetailSection {
                operation: "DescribeInstanceStatus",
                answer: Ok(Properties::from_json(&json!({"A": 1}))),
            };
            let resource = Fingerprint::from(entry);
            world.event(ProgressEvent::Details(vec![DetailUpdate {
                resource,
                section,
            }]));
        };
        say(&mut world, "web-2");
        assert!(
            matches!(reader.follow(world.pane(), || ()), News::Nothing),
            "of another row"
        );
        say(&mut world, "web-1");
        assert!(matches!(
            reader.follow(world.pane(), || ()),
            News::Details(_)
        ));
        assert_eq!(reader.model().unwrap().section_count, 1);
        world.pane().selected = None;
        reader.follow(world.pane(), || ());
        assert!(reader.model().is_none());
    }

    #[test]
    fn a_large_document_is_read_elsewhere_while_the_one_before_stays() {
        let mut world = World::with_rows(2, 0);
        world.add_rows(vec![fixtures::laden("laden", 5 << 20)]);
        let mut reader = Reader::default();
        select(&mut world, "web-1");
        reader.follow(world.pane(), || ());
        select(&mut world, "laden");
        assert!(matches!(reader.follow(world.pane(), || ()), News::Nothing));
        assert_eq!(reader.shown(world.pane()), Shown::Before);
        let before = reader.model().unwrap().overview.iter();
        assert!(before.clone().any(|fact| fact.text == "t3.large"));
        let News::Row(properties, _) = until_news(&mut reader, world.pane()) else {
            panic!("another row")
        };
        assert!(properties.len() > MANY_LINES);
        assert_eq!(reader.shown(world.pane()), Shown::Row);
        assert!(reader.model().unwrap().json.len() > MANY_LINES);
        drop_outline(properties);
    }

    #[test]
    fn what_was_read_of_a_row_that_is_not_wanted_any_more_is_not_shown() {
        let mut world = World::with_rows(2, 0);
        world.add_rows(vec![fixtures::laden("laden", 1 << 20)]);
        let mut reader = Reader::default();
        select(&mut world, "laden");
        reader.follow(world.pane(), || ());
        select(&mut world, "web-2");
        let News::Row(..) = until_news(&mut reader, world.pane()) else {
            panic!("another row")
        };
        let stamp = Stamp::of(world.pane()).unwrap();
        assert_eq!(reader.model().unwrap().stamp, stamp);
    }
}
