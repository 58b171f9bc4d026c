//! Signals that end a run: Ctrl-C, `SIGTERM`, and `SIGHUP` when the terminal is closed.

use tokio::sync::mpsc;

use super::summary::StoppedBy;
use crate::cli::exit::Exit;

/// A message for the first of them. The second ends the program on the spot, even while standard
/// output is stuck. Listens on a thread of its own, for those of the engine may be busy for a while.
pub(super) fn listen() -> mpsc::Receiver<StoppedBy> {
    let (sender, receiver) = mpsc::channel(1);
    let listen = async move {
        // The receiver is gone only when the program is ending.
        let _ = sender.send(next().await).await;
        let exit = match next().await {
            StoppedBy::HangUp => Exit::HungUp,
            _ => Exit::Interrupted,
        };
        std::process::exit(exit.code().into());
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "one for the life of the process; the command line has no jobs"
    )]
    let started = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .and_then(|runtime| {
            std::thread::Builder::new()
                .name("signals".to_owned())
                .spawn(move || runtime.block_on(listen))
        });
    if let Err(error) = started {
        // Ctrl-C then ends the program at once, without a ledger.
        tracing::warn!(%error, "no thread to listen for Ctrl-C");
    }
    receiver
}

#[cfg(unix)]
async fn next() -> StoppedBy {
    use tokio::signal::unix::SignalKind;
    let hang_up = async {
        if hang_ups_are_ignored() {
            std::future::pending::<()>().await;
        }
        one(SignalKind::hangup()).await;
    };
    tokio::select! {
        () = one(SignalKind::terminate()) => StoppedBy::Interrupt,
        () = one(SignalKind::interrupt()) => StoppedBy::Interrupt,
        () = hang_up => StoppedBy::HangUp,
    }
}

/// Waits for one signal of a kind; for ever where it cannot be listened for, which leaves the
/// system's own way of ending the program.
#[cfg(unix)]
async fn one(kind: tokio::signal::unix::SignalKind) {
    match tokio::signal::unix::signal(kind) {
        Ok(mut signals) => _ = signals.recv().await,
        Err(_) => std::future::pending::<()>().await,
    }
}

/// Whether the program was started to outlive its terminal, as `nohup` does: a handler of ours would undo that.
/// On Linux the process's status says so; elsewhere it is not known, and hang-ups end the run.
#[cfg(unix)]
fn hang_ups_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignored_signals(&status) & (1 << (libc::SIGHUP - 1)) != 0
}

/// The set of signals that a process ignores, one bit each from signal 1 on.
#[cfg(unix)]
fn ignored_signals(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    line.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok())
        .unwrap_or(0)
}

#[cfg(not(unix))]
async fn next() -> StoppedBy {
    // When the handler cannot be installed, Ctrl-C ends the program without a summary.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    StoppedBy::Interrupt
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_read_from_the_status() {
        let status = "Name:\tawsdash\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n";
        assert_eq!(ignored_signals(status), 0x1001);
        assert_eq!(ignored_signals(""), 0);
    }
}
