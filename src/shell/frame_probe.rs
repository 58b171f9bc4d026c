//! What each frame of the window costs, as lines of a CSV file (`--profile-frames FILE`).
//!
//! The thread that draws only takes the time and hands a small record over; another thread writes.
//! When that cannot keep up, frames are left out of the file, never held up: their numbers are
//! missing. Columns are explained in `docs/performance-monitoring-infrastructure.md`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::app::memory_profiling::thread_cpu_time;

/// The first line of the file.
pub const HEADER: &str = "seconds,frame,logic_cpu_us,ui_cpu_us,logic_wall_us,ui_wall_us,previous_frame_us,\
rows,lines_drawn,messages,rss_mb,counted_mb,between_cpu_us";

/// Frames that may wait to be written: some seconds of them.
const MOST_WAITING: usize = 1024;

/// What is written reaches the file at least this often.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

const MIB: f64 = crate::text::bytes::MIB as f64;

/// What a frame found, beside the time it took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FrameCounts {
    /// Rows in all panes.
    pub rows: usize,
    /// Lines of trees that were drawn.
    pub lines_drawn: usize,
    /// Messages of the engine that were taken in.
    pub messages: u64,
    /// Resident bytes as sampled last; 0 when they cannot be read.
    pub rss_bytes: u64,
    /// Bytes that the allocator counts.
    pub counted_bytes: u64,
}

/// One line.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    at: Duration,
    frame: u64,
    logic: Cost,
    ui: Cost,
    between_cpu: Duration,
    previous_frame_secs: Option<f32>,
    counts: FrameCounts,
}

/// What a part of a frame took.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    cpu: Duration,
    wall: Duration,
}

/// A moment, on both clocks.
#[derive(Clone, Copy, Debug)]
struct Moment {
    cpu: Duration,
    wall: Instant,
}

impl Moment {
    fn now() -> Self {
        Self {
            cpu: thread_cpu_time().unwrap_or_default(),
            wall: Instant::now(),
        }
    }

    fn cost(self) -> Cost {
        let now = Self::now();
        Cost {
            cpu: now.cpu.saturating_sub(self.cpu),
            wall: now.wall.saturating_duration_since(self.wall),
        }
    }
}

impl Cost {
    fn add(&mut self, more: Self) {
        self.cpu += more.cpu;
        self.wall += more.wall;
    }
}

/// Whether what was drawn is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// It is.
    Shown,
    /// The frame is drawn once more before it is: both count as one.
    Discarded,
}

/// Writes a line for every frame.
pub struct FrameProbe {
    started: Instant,
    frame: u64,
    /// The frame that is under way, and whether it will be drawn once more.
    line: Option<(Line, Pass)>,
    since: Moment,
    /// When the frame before ended; `None` before the first.
    ended: Option<Moment>,
    lines: Option<SyncSender<Line>>,
    writer: Option<JoinHandle<()>>,
}

impl FrameProbe {
    /// A probe that writes to a new file at `path`, in place of any that is there.
    ///
    /// # Errors
    /// When the file cannot be written, or no thread can be had to write it.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut file = File::create(path)?;
        writeln!(file, "{HEADER}")?;
        let (lines, waiting) = sync_channel(MOST_WAITING);
        #[expect(clippy::disallowed_methods, reason = "the probe joins it when it ends")]
        let writer = std::thread::Builder::new()
            .name("frame-probe".into())
            .spawn(move || {
                if let Err(error) = write_lines(file, &waiting) {
                    tracing::warn!(%error, "frame times cannot be written any more");
                }
            })?;
        Ok(Self {
            started: Instant::now(),
            frame: 0,
            line: None,
            since: Moment::now(),
            ended: None,
            lines: Some(lines),
            writer: Some(writer),
        })
    }

    /// A frame begins, and with it what happens between two frames.
    pub fn begin_logic(&mut self) {
        self.since = Moment::now();
        if matches!(self.line, Some((_, Pass::Discarded))) {
            return;
        }
        // The window is hidden: nothing was drawn after the last time.
        self.send();
        self.frame += 1;
        let between_cpu = self
            .ended
            .map(|ended| self.since.cpu.saturating_sub(ended.cpu));
        let line = Line {
            at: self.since.wall.saturating_duration_since(self.started),
            frame: self.frame,
            between_cpu: between_cpu.unwrap_or_default(),
            ..Line::default()
        };
        self.line = Some((line, Pass::Shown));
    }

    /// What happens between two frames is done. `previous_frame_secs` is what eframe says that the frame
    /// before took.
    pub fn end_logic(&mut self, previous_frame_secs: Option<f32>, messages: u64) {
        if let Some((line, _)) = &mut self.line {
            line.logic.add(self.since.cost());
            line.previous_frame_secs = previous_frame_secs;
            line.counts.messages += messages;
        }
        self.ended = Some(Moment::now());
    }

    /// Drawing begins.
    pub fn begin_ui(&mut self) {
        self.since = Moment::now();
    }

    /// Drawing is done.
    pub fn end_ui(&mut self, counts: FrameCounts, pass: Pass) {
        if let Some((line, is_shown)) = &mut self.line {
            line.ui.add(self.since.cost());
            let messages = line.counts.messages;
            line.counts = FrameCounts { messages, ..counts };
            *is_shown = pass;
        }
        if pass == Pass::Shown {
            self.send();
        }
        self.ended = Some(Moment::now());
    }

    fn send(&mut self) {
        if let (Some((line, _)), Some(lines)) = (self.line.take(), &self.lines) {
            // Full, or the disk is: this frame is left out.
            let _ = lines.try_send(line);
        }
    }
}

impl Drop for FrameProbe {
    fn drop(&mut self) {
        self.send();
        drop(self.lines.take());
        if let Some(writer) = self.writer.take() {
            // It has said why, if it could not write.
            let _ = writer.join();
        }
    }
}

fn write_lines(file: File, waiting: &Receiver<Line>) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    let mut flushed = Instant::now();
    loop {
        match waiting.recv_timeout(FLUSH_EVERY.saturating_sub(flushed.elapsed())) {
            Ok(line) => write_line(&mut file, &line)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return file.flush(),
        }
        if flushed.elapsed() >= FLUSH_EVERY {
            file.flush()?;
            flushed = Instant::now();
        }
    }
}

fn write_line(file: &mut impl Write, line: &Line) -> io::Result<()> {
    let Line {
        at,
        frame,
        logic,
        ui,
        between_cpu,
        previous_frame_secs,
        counts,
    } = line;
    let previous = previous_frame_secs.map(|seconds| format!("{:.0}", seconds * 1e6));
    writeln!(
        file,
        "{:.6},{frame},{},{},{},{},{},{},{},{},{:.1},{:.1},{}",
        at.as_secs_f64(),
        logic.cpu.as_micros(),
        ui.cpu.as_micros(),
        logic.wall.as_micros(),
        ui.wall.as_micros(),
        previous.unwrap_or_default(),
        counts.rows,
        counts.lines_drawn,
        counts.messages,
        counts.rss_bytes as f64 / MIB,
        counts.counted_bytes as f64 / MIB,
        between_cpu.as_micros(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rows: usize) -> FrameCounts {
        FrameCounts {
            rows,
            lines_drawn: 30,
            messages: 0,
            rss_bytes: 100 << 20,
            counted_bytes: 52_953_088,
        }
    }

    fn columns(text: &str) -> Vec<Vec<String>> {
        let lines = text.lines().skip(1);
        lines
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn a_frame_is_a_line_with_what_it_took_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frames.csv");
        let mut probe = FrameProbe::create(&path).unwrap();
        for (rows, previous) in [(7, None), (8, Some(0.0015))] {
            probe.begin_logic();
            probe.end_logic(previous, 3);
            probe.begin_ui();
            let until = Instant::now() + Duration::from_millis(3);
            while Instant::now() < until {
                std::hint::spin_loop();
            }
            probe.end_ui(counts(rows), Pass::Shown);
        }
        drop(probe);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().next(), Some(HEADER));
        let lines = columns(&text);
        assert_eq!(lines.len(), 2);
        for line in &lines {
            assert_eq!(line.len(), HEADER.split(',').count());
            let (logic_wall, ui_wall): (u64, u64) =
                (line[4].parse().unwrap(), line[5].parse().unwrap());
            assert!(ui_wall >= 3_000 && logic_wall < ui_wall, "{line:?}");
        }
        assert_eq!((&*lines[0][1], &*lines[1][1]), ("1", "2"));
        assert_eq!((&*lines[0][6], &*lines[1][6]), ("", "1500"));
        assert_eq!(lines[1][7..12], ["8", "30", "3", "100.0", "50.5"]);
    }

    #[test]
    fn a_frame_that_is_drawn_twice_is_one_line_and_a_hidden_one_is_a_line_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frames.csv");
        let mut probe = FrameProbe::create(&path).unwrap();
        for pass in [Pass::Discarded, Pass::Shown] {
            probe.begin_logic();
            probe.end_logic(None, 2);
            probe.begin_ui();
            probe.end_ui(counts(1), pass);
        }
        for _ in 0..2 {
            probe.begin_logic();
            probe.end_logic(None, 5);
        }
        drop(probe);
        let lines = columns(&std::fs::read_to_string(&path).unwrap());
        let messages: Vec<&str> = lines.iter().map(|line| &*line[9]).collect();
        assert_eq!(messages, ["4", "5", "5"]);
        assert_eq!(lines[2][8], "0", "nothing was drawn");
    }

    #[test]
    fn lines_reach_the_file_while_the_window_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frames.csv");
        let mut probe = FrameProbe::create(&path).unwrap();
        probe.begin_logic();
        probe.end_logic(None, 0);
        probe.begin_ui();
        probe.end_ui(counts(1), Pass::Shown);
        let started = Instant::now();
        while columns(&std::fs::read_to_string(&path).unwrap()).is_empty() {
            assert!(started.elapsed() < Duration::from_secs(20), "never written");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    #[test]
    fn where_nothing_can_be_written_there_is_no_probe() {
        let folder = tempfile::tempdir().unwrap();
        assert!(FrameProbe::create(&folder.path().join("no/such/folder.csv")).is_err());
        assert!(FrameProbe::create(folder.path()).is_err());
    }
}
