# Sourced by the scripts here: messages, checks and the steps that several share.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/portico/target}"

# Room that a first build takes, with a margin.
readonly NEEDED_MIB=6000

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf 'portico: %s\n' "$*" >&2; exit 1; }

# need PROGRAM WHAT-TO-DO
need() { command -v "$1" >/dev/null || fail "$1 is missing: $2"; }

# step NAME COMMAND...: runs it and says how long it took.
step() {
    local name=$1 start=$SECONDS
    shift
    say "== $name"
    "$@" || fail "$name failed"
    say "== $name: $((SECONDS - start)) s"
}

build_tools() {
    need cargo "install Rust 1.95 or newer with rustup"
    need cc "install a C compiler (Debian: apt-get install gcc)"
    need node "install Node 20 or newer"
    need npm "install npm, which comes with Node"
    local major
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    [ "$major" -ge 20 ] || fail "Node $(node --version) is too old: install Node 20 or newer"
}

# Only before a first build: later ones take little.
disk_room() {
    mkdir -p "$CARGO_TARGET_DIR" || fail "$CARGO_TARGET_DIR cannot be made: set CARGO_TARGET_DIR to a folder that can"
    [ -e "$CARGO_TARGET_DIR/.portico-built" ] && return
    local free
    free=$(df -Pm "$CARGO_TARGET_DIR" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$NEEDED_MIB" ] ||
        fail "only $free MiB are free where $CARGO_TARGET_DIR lies, a first build takes $NEEDED_MIB: free some, or set CARGO_TARGET_DIR to another disk"
}

# What is built may take this much before it is cleared away: cargo itself never removes what no build uses any more.
readonly TARGET_BOUND_MIB=40000

# Clears the target folder when it has outgrown its bound: what only speeds up the next build first, then all.
bound_target() {
    [ "$(target_size)" -gt "$TARGET_BOUND_MIB" ] || return 0
    say "$CARGO_TARGET_DIR has outgrown $TARGET_BOUND_MIB MiB: clearing it"
    rm -rf "$CARGO_TARGET_DIR"/*/incremental
    [ "$(target_size)" -le "$TARGET_BOUND_MIB" ] || rm -rf "${CARGO_TARGET_DIR:?}"/*
}

target_size() { du -sm "$CARGO_TARGET_DIR" | cut -f1; }

# fresh STAMP PATH...: whether the stamp is newer than all files below the paths.
fresh() {
    local stamp=$1
    shift
    [ -e "$stamp" ] && [ -z "$(find "$@" -newer "$stamp" -not -path '*/node_modules/*' -not -path '*/build/*' -not -path '*/dist/*' -not -path '*/.svelte-kit/*' -print -quit)" ]
}

# npm_packages FOLDER: installs what its lock file names, once.
npm_packages() {
    local stamp=$1/node_modules/.portico-installed
    fresh "$stamp" "$1/package.json" "$1/package-lock.json" && return
    say "installing the packages of $1"
    npm --prefix "$1" ci --no-audit --no-fund --loglevel=error || fail "npm could not install the packages of $1"
    touch "$stamp"
}

storefront() {
    npm_packages web
    local stamp=web/build/.portico-built
    fresh "$stamp" web schema/api.graphql && return
    say "building the storefront"
    npm --prefix web run --silent build || fail "the storefront could not be built"
    touch "$stamp"
}

# The playground is embedded in the gateway when that is compiled.
playground() {
    npm_packages gateway/server/playground
    local stamp=gateway/server/playground/dist/.portico-built
    fresh "$stamp" gateway/server/playground && return
    say "building the playground"
    npm --prefix gateway/server/playground run --silent build >&2 || fail "the playground could not be built"
    touch gateway/server/playground/dist/.gitkeep "$stamp"
}

# Installs Debian packages when their PROGRAM is missing: debian PROGRAM PACKAGE...
debian() {
    local program=$1
    shift
    [ -e "$program" ] || command -v "$program" >/dev/null && return
    command -v apt-get >/dev/null || fail "$program is missing: install it (in Debian: $*)"
    [ "$(id -u)" = 0 ] || fail "$program is missing: run as root: apt-get install $*"
    say "installing $*"
    # Installing a server must not start the system's service.
    local policy=/usr/sbin/policy-rc.d made=
    if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made=1; fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        { [ -z "$made" ] || rm -f "$policy"; fail "$* could not be installed"; }
    [ -z "$made" ] || rm -f "$policy"
}
