# A release binary in a real window under Xvfb, for scripts to source. Sets up the display, and tears all
# down when the script ends. Needs xvfb and xdotool.
# shellcheck shell=bash

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/awsdash/target}"
binary="$CARGO_TARGET_DIR/release/awsdash"
work=$(mktemp -d)
app='' server='' watcher=''
end_app() { [ -z "$app" ] || { kill "$app" && wait "$app" || true; } 2>/dev/null; app=''; }
end_watch() { [ -z "$watcher" ] || { kill "$watcher" && wait "$watcher" || true; } 2>/dev/null; watcher=''; }
trap 'end_watch; end_app; [ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

mkfifo "$work/display"
Xvfb -displayfd 1 -screen 0 1280x800x24 +extension GLX -nolisten tcp >"$work/display" 2>/dev/null &
server=$!
read -r number <"$work/display"
export DISPLAY=":$number"
unset WAYLAND_DISPLAY WAYLAND_SOCKET

log="$work/home/data/logs/awsdash.log"
key() { xdotool key --clearmodifiers "$1"; sleep 0.3; }
status_mb() { awk -v what="$1:" '$1 == what { print int($2 / 1024) }' "/proc/$app/status"; }
resident_mb() { status_mb VmRSS; }
ticks() { awk '{ print $14 + $15 }' "/proc/$app/stat"; }
lines_with() { grep -c "$1" "$log" 2>/dev/null || true; }

# Waits until the log has said it one more time than the given number of times.
wait_beyond() { # TEXT TIMES
    local waited=0
    until [ "$(lines_with "$1")" -gt "$2" ]; do
        sleep 0.1
        waited=$((waited + 1))
        [ $waited -lt 6000 ] || { echo "the log never said: $1" >&2; exit 1; }
    done
}
wait_for() { wait_beyond "$1" 0; }

# Starts the program with a home of its own and waits until its window has settled.
open() {
    end_app
    sleep 1 # its window goes a little later than it does
    rm -rf "$work/home"
    AWSDASH_HOME="$work/home" "$binary" "$@" >/dev/null 2>&1 &
    app=$!
    until window=$(xdotool search --onlyvisible --name '^awsdash' 2>/dev/null | head -n 1) && [ -n "$window" ]; do
        sleep 0.02
    done
    opened_ticks=$(ticks) # a window is mapped with its first frame
    xdotool windowfocus --sync "$window"
    sleep 2
}

# Resets the peak that the kernel keeps; `status_mb VmHWM` reads it.
reset_peak() { echo 5 >"/proc/$app/clear_refs"; }

# Says a figure, and leaves it for `benches/run`: WHAT UNIT VALUE..., the median of the values.
figure() {
    local what=$1 unit=$2 middle runs
    shift 2
    middle=$(printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p")
    runs=$(printf '%s,' "$@")
    echo "$what: $middle $unit (${runs%,})"
    [ -z "${BENCH_RESULTS:-}" ] || printf '{"what": "%s", "unit": "%s", "value": %s, "runs": [%s]}\n' \
        "$what" "$unit" "$middle" "${runs%,}" >>"$BENCH_RESULTS"
}
