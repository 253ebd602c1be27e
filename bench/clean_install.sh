#!/usr/bin/env bash
# Installs and tests the last commit as a stranger would: on a stock Debian 12 with nothing but Python and make.
#
#   sudo bench/clean_install.sh [FOLDER]     FOLDER keeps the bare system for the next time (default: a new one)
#
# BIND="PATH..." shows further paths of this machine inside (pip's own configuration, certificates);
# variables named PIP_* are handed in. SECONDS_TO_RUN (default 20) is how long `make run` may run.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || { echo "skipped: a chroot needs root"; exit 0; }
command -v debootstrap >/dev/null || { echo "skipped: no debootstrap here (apt install debootstrap)"; exit 0; }

folder=$(realpath -m "${1:-$(mktemp -d)}")
bare=$folder/debian-12
room=$folder/room
mkdir -p "$folder"

say() { printf '%-46s %s\n' "$1" "$2"; }
timed() {
    local what=$1 began=$SECONDS
    shift
    "$@" >"$folder/last.log" 2>&1 || { tail -n 40 "$folder/last.log"; say "$what" FAILED; exit 1; }
    say "$what" "$((SECONDS - began)) s"
}
inside() { # as root of the room; its mounts and processes end with the command
    unshare --mount --pid --fork --kill-child bash -euc '
        room=$1; shift
        mount -t proc proc "$room/proc"
        mount --rbind /dev "$room/dev"
        for path in /etc/resolv.conf /etc/hosts $BIND; do
            if [ -d "$path" ]; then mkdir -p "$room$path"; else mkdir -p "$(dirname "$room$path")"; touch "$room$path"; fi
            mount --bind "$path" "$room$path"
        done
        exec chroot "$room" "$@"' - "$room" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "${pip[@]}" "$@"
}
stranger() { inside su stranger -c "cd ~/watcher; $1"; }

export BIND=${BIND:-}
mapfile -t pip < <(env | grep '^PIP_' || true)

[ -d "$bare" ] || timed "debootstrap (outside the count)" \
    debootstrap --variant=minbase --include=python3,make,ca-certificates bookworm "$bare"
rm -rf --one-file-system "$room"
cp -a "$bare" "$room"
chroot "$room" useradd --create-home --shell /bin/bash stranger
git clone -q --no-hardlinks . "$room/home/stranger/watcher"
chroot "$room" chown -R stranger: /home/stranger/watcher

if stranger "make run" >"$folder/last.log" 2>&1; then say "make run without python3-venv" "went on?"; exit 1; fi
grep -q "apt install python3-venv" "$folder/last.log" || { cat "$folder/last.log"; say "the hint" MISSING; exit 1; }
say "make run without python3-venv" "says: apt install python3-venv"

timed "apt install python3-venv" inside sh -c "apt-get update -q && apt-get install -qy --no-install-recommends python3-venv"
say "Python and pip" "$(inside python3 -V), $(stranger 'python3 -m venv /tmp/v && /tmp/v/bin/pip --version' | cut -d' ' -f1,2)"

timed "make .venv/run.done (what make run sets up)" stranger "make .venv/run.done"
say "size of .venv" "$(du -sm "$room/home/stranger/watcher/.venv" | cut -f1) MB"
timed "make run, stopped after ${SECONDS_TO_RUN:=20} s" \
    stranger "make run & sleep $SECONDS_TO_RUN; kill -TERM \$(cat state/lock); wait \$!"
say "  its last words" "$(tail -n 1 "$folder/last.log" | cut -c1-110)"
timed "make test" stranger "make test"
say "  its last words" "$(tail -n 1 "$folder/last.log")"
say "size of .venv with the checks" "$(du -sm "$room/home/stranger/watcher/.venv" | cut -f1) MB"
rm -rf --one-file-system "$room"
