//! The thread that reads the file, wherever it goes.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::assembler::Assembler;
use super::chunk;
use super::inbox::{Inbox, Older, Order, TailState};
use super::limits::{OLDER_CHUNK_BYTES, POLL_INTERVAL, TAIL_CHUNK_BYTES};
use super::line::Place;

/// Bytes of one read.
const READ_BYTES: u64 = 64 * 1024;

/// Reads between two looks at what the window wants.
const READS_PER_POLL: usize = 64;

/// Starts the thread `log-tail`. It ends when the inbox is told to stop.
pub(super) fn spawn(path: &Path, inbox: &Arc<Inbox>) -> Option<JoinHandle<()>> {
    let mut follower = Follower::new(path, inbox);
    #[expect(
        clippy::disallowed_methods,
        reason = "the tail joins it when its window closes"
    )]
    let spawned = thread::Builder::new()
        .name("log-tail".into())
        .spawn(move || follower.run());
    match spawned {
        Ok(handle) => Some(handle),
        Err(error) => {
            let reason = format!("no thread to read it with: {error}");
            inbox.set_state(TailState::Unreadable(reason));
            None
        }
    }
}

/// Whether everything that is in the file has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    CaughtUp,
    Behind,
}

/// Reads one file, and its successor when it is rotated.
pub(super) struct Follower {
    path: PathBuf,
    inbox: Arc<Inbox>,
    current: Option<Source>,
    /// The file before the last rotation, for older lines.
    previous: Option<(u32, File)>,
}

/// An open file.
struct Source {
    file: File,
    id: FileId,
    assembler: Assembler,
}

impl Source {
    fn generation(&self) -> u32 {
        self.assembler.next().generation
    }
}

impl Follower {
    pub(super) fn new(path: &Path, inbox: &Arc<Inbox>) -> Self {
        Self {
            path: path.into(),
            inbox: Arc::clone(inbox),
            current: None,
            previous: None,
        }
    }

    fn run(&mut self) {
        loop {
            let patience = match self.poll() {
                Progress::CaughtUp => POLL_INTERVAL,
                Progress::Behind => Duration::ZERO,
            };
            match self.inbox.next_order(patience) {
                Order::Poll => {}
                Order::Older(before) => self.load_older(before),
                Order::Stop => return,
            }
        }
    }

    /// Reads what is new, and finds out whether the file is still the same.
    pub(super) fn poll(&mut self) -> Progress {
        let result = match &mut self.current {
            None => self.open(),
            Some(source) => match read_new(source, &self.inbox) {
                Ok(Progress::Behind) => return Progress::Behind,
                Ok(Progress::CaughtUp) => self.check_place(),
                Err(error) => Err(error),
            },
        };
        let state = match result {
            Ok(()) => TailState::Following,
            Err(error) if error.kind() == io::ErrorKind::NotFound => TailState::Missing,
            Err(error) => TailState::Unreadable(error.to_string()),
        };
        self.inbox.set_state(state);
        Progress::CaughtUp
    }

    /// Opens the file for the first time, near its end.
    fn open(&mut self) -> io::Result<()> {
        let (file, metadata) = open_file(&self.path)?;
        let (offset, bytes) = chunk::tail_start(&file, metadata.len(), TAIL_CHUNK_BYTES)?;
        self.inbox.count_read(bytes);
        let start = Place {
            generation: 0,
            offset,
        };
        self.inbox.begin_at(start);
        let source = self.current.insert(Source {
            file,
            id: FileId::of(&metadata),
            assembler: Assembler::at(start),
        });
        read_new(source, &self.inbox).map(|_| ())
    }

    /// Everything of the open file is read. Is it still the one at our path, and still as long?
    fn check_place(&mut self) -> io::Result<()> {
        let Some(source) = &mut self.current else {
            return Ok(());
        };
        let position = source.assembler.next().offset;
        if source.file.metadata()?.len() < position {
            return self.start_over();
        }
        let there = fs::metadata(&self.path)?;
        if FileId::of(&there) != source.id || there.len() < position {
            return self.change_file();
        }
        Ok(())
    }

    /// The file was emptied: its next byte is the first one.
    fn start_over(&mut self) -> io::Result<()> {
        if let Some(source) = &mut self.current {
            self.inbox
                .push(source.assembler.flush().into_iter().collect());
            let generation = source.generation() + 1;
            source.assembler = Assembler::at(Place {
                generation,
                offset: 0,
            });
            self.previous = None;
            self.inbox.set_first_generation(generation);
            read_new(source, &self.inbox)?;
        }
        Ok(())
    }

    /// Another file is at our path: finish the old one, go on in the new one.
    fn change_file(&mut self) -> io::Result<()> {
        let (file, metadata) = open_file(&self.path)?;
        let mut generation = 0;
        if let Some(mut old) = self.current.take() {
            // What was written between our last read and the renaming.
            while read_new(&mut old, &self.inbox)? == Progress::Behind && !self.inbox.is_stopped() {
            }
            self.inbox.push(old.assembler.flush().into_iter().collect());
            let old_generation = old.generation();
            generation = old_generation + 1;
            self.previous = Some((old_generation, old.file));
            self.inbox.set_first_generation(old_generation);
        }
        let source = self.current.insert(Source {
            file,
            id: FileId::of(&metadata),
            assembler: Assembler::at(Place {
                generation,
                offset: 0,
            }),
        });
        read_new(source, &self.inbox).map(|_| ())
    }

    pub(super) fn load_older(&mut self, before: Place) {
        let file = match (&self.current, &self.previous) {
            (Some(source), _) if source.generation() == before.generation => Some(&source.file),
            (_, Some((generation, file))) if *generation == before.generation => Some(file),
            _ => None,
        };
        let Some(file) = file else {
            self.inbox.answer(None);
            return;
        };
        match chunk::lines_before(file, before, OLDER_CHUNK_BYTES) {
            Ok((lines, start)) => {
                self.inbox.count_read(before.offset - start.offset);
                self.inbox.answer(Some(Older {
                    before,
                    start,
                    lines,
                }));
            }
            Err(error) => {
                self.inbox
                    .set_state(TailState::Unreadable(error.to_string()));
                self.inbox.answer(None);
            }
        }
    }
}

/// Reads to the end of the file, or until it is time to look at something else.
fn read_new(source: &mut Source, inbox: &Inbox) -> io::Result<Progress> {
    let begin = source.assembler.next();
    for _ in 0..READS_PER_POLL {
        let from = source.assembler.next().offset;
        let bytes = chunk::read_range(&source.file, from, from + READ_BYTES)?;
        if bytes.is_empty() {
            // A line that has had no end for a whole interval may never get one: show it.
            let rests = source.assembler.next() == begin;
            inbox.set_unfinished(rests.then(|| source.assembler.unfinished()).flatten());
            return Ok(Progress::CaughtUp);
        }
        inbox.count_read(bytes.len() as u64);
        let mut lines = Vec::new();
        source.assembler.feed(&bytes, &mut |line| lines.push(line));
        inbox.push(lines);
    }
    Ok(Progress::Behind)
}

/// Opens a regular file; anything else (a folder, a pipe that would block) is refused.
fn open_file(path: &Path) -> io::Result<(File, Metadata)> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

/// Tells a file from another of the same name. While we hold one open, no other gets its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileId {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
    #[cfg(not(unix))]
    created: Option<std::time::SystemTime>,
}

impl FileId {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self {
            device_and_inode: (metadata.dev(), metadata.ino()),
        }
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self {
            created: metadata.created().ok(),
        }
    }
}
