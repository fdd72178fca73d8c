#!/usr/bin/env bash
# Installs what the tests against real servers need, where that is possible without asking anybody: Dovecot's IMAP server,
# Radicale, Xandikos, the name server Knot, PostgreSQL and the browser Chromium from Debian's or Ubuntu's packages, as root. Without names all of them are meant. Prints one line for
# each that says how it ended.
# Exit codes: 0 they are there now; 3 one is not, and this account or system cannot install it.
set -euo pipefail

LOCK="${TMPDIR:-/tmp}/godwit-servers.lock"
LOCK_WAIT_SECONDS=300

[ $# -gt 0 ] || set -- dovecot radicale xandikos knot postgresql chromium

has() {
  # Debian keeps PostgreSQL's programs by version and in no PATH.
  if [ "$1" = postgres ] && compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then return; fi
  PATH="$PATH:/usr/bin:/usr/sbin:/usr/local/sbin" command -v "$1" >/dev/null
}

program_of() {
  case "$1" in
    knot) echo knotd ;;
    postgresql) echo postgres ;;
    *) echo "$1" ;;
  esac
}

package_of() {
  case "$1" in
    dovecot) echo dovecot-imapd ;;
    *) echo "$1" ;;
  esac
}

missing=()
for server in "$@"; do
  if has "$(program_of "$server")"; then echo "servers: $server is installed"; else missing+=("$server"); fi
done
[ ${#missing[@]} -gt 0 ] || exit 0

for server in "${missing[@]}"; do
  package="$(package_of "$server")"
  if [ "$(id -u)" -ne 0 ]; then
    echo "servers: $server is missing, and only root can install it (apt-get install $package)" >&2
    exit 3
  fi
  if ! command -v apt-get >/dev/null; then
    echo "servers: $server is missing, and this system has no apt-get; install $package by its own means" >&2
    exit 3
  fi
done

# Several test files may ask at once; the second one waits for the first and then finds it installed.
exec 9>"$LOCK"
if command -v flock >/dev/null; then flock -w "$LOCK_WAIT_SECONDS" 9; fi

# The packages would start services of their own on the real ports; the tests start private instances instead.
POLICY=/usr/sbin/policy-rc.d
if [ ! -e "$POLICY" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$POLICY"
  chmod 755 "$POLICY"
  trap 'rm -f "$POLICY"' EXIT
fi

# Nor is a cluster wanted that belongs to the whole machine.
CLUSTERS=/etc/postgresql-common/createcluster.conf
for server in "${missing[@]}"; do
  if [ "$server" != postgresql ] || [ -e "$CLUSTERS" ]; then continue; fi
  mkdir -p "$(dirname "$CLUSTERS")"
  echo 'create_main_cluster = false' > "$CLUSTERS"
done

export DEBIAN_FRONTEND=noninteractive
status=0
for server in "${missing[@]}"; do
  package="$(package_of "$server")"
  install_it() { apt-get install -y -q --no-install-recommends "$package" >/dev/null; }
  if ! has "$(program_of "$server")"; then install_it || { apt-get update -q >/dev/null && install_it; } || true; fi
  if has "$(program_of "$server")"; then
    echo "servers: installed $server"
  else
    echo "servers: apt-get could not install $package; its own words are above" >&2
    status=3
  fi
done
exit "$status"
