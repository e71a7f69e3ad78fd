#!/bin/sh
# Makes the environments from nothing but Python 3 with its venv module.
# usage: bootstrap.sh uv | hub | dev | superset | browser
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
umask 022

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Locked environments carry the lock's checksum, so that a second call costs nothing.
is_current() { [ -f "$1/.lock" ] && [ "$(cat "$1/.lock")" = "$(cksum <"$2")" ]; }

make_uv() {
    is_current .tools requirements/uv.txt && return
    python=$(command -v python3.11 || command -v python3.12 || command -v python3) ||
        fail "Python 3 is missing: install it with: apt-get install python3 python3-venv"
    say "Setting up uv …"
    rm -rf .tools
    "$python" -m venv .tools >/dev/null 2>&1 ||
        fail "Python's venv module is missing: install it with: apt-get install python3-venv"
    .tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
    cksum <requirements/uv.txt >.tools/.lock
}

# make_environment FOLDER LOCK
make_environment() {
    is_current "$1" "$2" && return
    make_uv
    say "Setting up $1 from $2 (a few minutes of downloads the first time) …"
    if [ ! -x "$1/bin/python" ]; then
        .tools/bin/uv venv --quiet --python '>=3.11,<3.13' "$1" ||
            fail "No Python 3.11 or 3.12 was found or could be fetched: install one with: apt-get install python3.11 python3.11-venv"
    fi
    # psycopg2-binary and every other dependency come as wheels: no compiler is needed.
    .tools/bin/uv pip install --quiet --compile-bytecode --require-hashes --python "$1/bin/python" -r "$2"
    cksum <"$2" >"$1/.lock"
}

# The project itself, editable, built by the locked hatchling without a download.
install_project() {
    [ -x .venv/bin/superbrain ] && return
    .tools/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
    say "Compiling the masking engine and the brain (half a minute, once) …"
    .venv/bin/python -m superbrain.warm_up
}

make_hub() {
    # The development lock contains the hub's, so a checkout set up for tests also runs the demo.
    is_current .venv requirements/dev.txt || make_environment .venv requirements/hub.txt
    make_uv
    install_project
}

make_dev() {
    make_environment .venv requirements/dev.txt
    make_uv
    install_project
}

make_browser() {
    command -v chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi cjk && return
    packages="chromium fonts-noto-cjk fontconfig poppler-utils"
    if [ "$(id -u)" = 0 ]; then
        sudo=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo="sudo -n"
    else
        fail "The browser tests need Chromium: run: sudo apt-get install -y $packages"
    fi
    say "Installing Chromium and Chinese fonts for the browser tests …"
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $packages >/dev/null
}

case "${1:-}" in
uv) make_uv ;;
hub) make_hub ;;
dev) make_dev ;;
superset) make_environment .venv-superset requirements/superset.txt ;;
browser) make_browser ;;
*) fail "usage: bootstrap.sh uv | hub | dev | superset | browser" ;;
esac
