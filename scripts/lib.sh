# shellcheck shell=bash
# What the scripts share. Source it; it moves to the project's root and stops at the first error.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

if [ -t 1 ]; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' blue=$'\e[34m' dim=$'\e[2m' plain=$'\e[0m'
else
  bold='' red='' green='' yellow='' blue='' dim='' plain=''
fi

say() { printf '%s\n' "$*"; }
headline() { printf '\n%s== %s ==%s\n' "$bold" "$*" "$plain"; }
fail() { printf '%s%s%s\n' "$red" "$*" "$plain" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# need PACKAGE...: installs what is missing as root; otherwise prints the line to type and exits with 3.
need() {
  local missing=() package
  for package in "$@"; do
    installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  if ! is_root; then
    say "Some packages are missing. Type this once, then start again:"
    say "  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${missing[*]}'"
    exit 3
  fi
  install_packages "${missing[@]}"
}

install_packages() {
  say "Installing: $*"
  local log=build/apt.log
  mkdir -p build
  export DEBIAN_FRONTEND=noninteractive
  apt-cache show "$@" >/dev/null 2>&1 || apt-get update >"$log" 2>&1 || { tail -5 "$log"; fail "apt-get update failed"; }
  # Lists may be older than the archive: refresh them once before giving up.
  apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1 ||
    { apt-get update && apt-get install -y --no-install-recommends "$@"; } >>"$log" 2>&1 ||
    { tail -20 "$log"; fail "apt-get install failed (build/apt.log)"; }
}

# fetch PACKAGE...: unpacks packages into build/pkgs (scripts/fetch), quietly.
fetch() { scripts/fetch "$@" >/dev/null; }

# build PRESET [TARGET...] with $cmake_options: configures and builds; the log is shown when it fails.
build() {
  local preset=$1 log
  shift
  mkdir -p build
  log=build/$preset.log
  # shellcheck disable=SC2086
  if ! { cmake --preset "$preset" ${cmake_options:-} && cmake --build "build/$preset" --target "${@:-all}"; } >"$log" 2>&1; then
    grep -E -A3 "error|FAILED|CMake Error" "$log" | head -60 || tail -40 "$log"
    fail "The build failed ($log)."
  fi
}
