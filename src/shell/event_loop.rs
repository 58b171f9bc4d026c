//! The event loop: what the system tells of windows, on its way to the window library.
//!
//! Another X11 program can destroy a window without asking it to close. The window library has no case for that: it
//! asks the system once more where the window lies, and panics. Here such a window is asked to close before the
//! library hears of it, and `close_lost_windows` takes it out of what is drawn. A panic of the library
//! itself, while the system has not told yet, is survived a few times in a row.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::{EframeWinitApplication, NativeOptions, UserEvent};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, EventLoop};
use winit::window::WindowId as NativeId;

use super::{AwsDash, StartOptions};
use crate::app::crash_note;

/// Runs the program until its first window is closed.
///
/// # Errors
/// One sentence when no window can be opened.
pub(super) fn run(native: NativeOptions, options: StartOptions) -> Result<(), String> {
    let event_loop = EventLoop::with_user_event()
        .build()
        .map_err(|error| error.to_string())?;
    let is_open = Arc::new(AtomicBool::new(false));
    let opened = Arc::clone(&is_open);
    let create: eframe::AppCreator<'_> = Box::new(move |cc| {
        opened.store(true, Ordering::Relaxed);
        Ok(Box::new(AwsDash::new(&cc.egui_ctx, options)))
    });
    let inner = eframe::create_native("awsdash", native, create, &event_loop);
    let mut events = Events {
        inner,
        survived: 0,
        first: None,
    };
    event_loop
        .run_app(&mut events)
        .map_err(|error| error.to_string())?;
    if is_open.load(Ordering::Relaxed) {
        Ok(())
    } else {
        Err("OpenGL could not be set up; the log says why".into())
    }
}

/// How often in a row the window library may panic: one lost window takes a frame or two to be known as such. What
/// goes on longer is another fault.
const SURVIVED_IN_A_ROW: u32 = 3;

/// Hands events on.
struct Events<'a> {
    inner: EframeWinitApplication<'a>,
    /// Panics of the window library since it drew a window whole.
    survived: u32,
    /// The first window: the one that anything was told of first.
    first: Option<NativeId>,
}

impl<'a> Events<'a> {
    /// Hands something on. What our own code does meanwhile ends the program if it panics.
    fn hand_on(&mut self, act: impl FnOnce(&mut EframeWinitApplication<'a>)) {
        if self.survived >= SURVIVED_IN_A_ROW {
            return act(&mut self.inner);
        }
        let inner = &mut self.inner;
        if crash_note::survive(|| act(inner)) == Err(crash_note::Survived) {
            self.survived += 1;
        }
    }
}

impl ApplicationHandler<UserEvent> for Events<'_> {
    fn window_event(&mut self, event_loop: &ActiveEventLoop, id: NativeId, event: WindowEvent) {
        let first = *self.first.get_or_insert(id);
        if matches!(event, WindowEvent::Destroyed) {
            if first == id {
                // The program ends with its first window, however that goes.
                event_loop.exit();
                return;
            }
            // One that we closed is not known any more, and this says nothing.
            self.hand_on(|inner| inner.window_event(event_loop, id, WindowEvent::CloseRequested));
        }
        let is_drawn = matches!(event, WindowEvent::RedrawRequested);
        let before = self.survived;
        self.hand_on(|inner| inner.window_event(event_loop, id, event));
        if is_drawn && self.survived == before {
            self.survived = 0;
        }
    }

    fn new_events(&mut self, event_loop: &ActiveEventLoop, cause: StartCause) {
        self.hand_on(|inner| inner.new_events(event_loop, cause));
    }

    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.resumed(event_loop);
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, event: UserEvent) {
        self.hand_on(|inner| inner.user_event(event_loop, event));
    }

    fn device_event(&mut self, event_loop: &ActiveEventLoop, device: DeviceId, event: DeviceEvent) {
        self.inner.device_event(event_loop, device, event);
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.about_to_wait(event_loop);
    }

    fn suspended(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.suspended(event_loop);
    }

    fn exiting(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.exiting(event_loop);
    }

    fn memory_warning(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.memory_warning(event_loop);
    }
}
