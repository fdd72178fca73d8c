#!/usr/bin/env bash
# Installs what the tests against real servers need, where that is possible without asking anybody: Dovecot's IMAP server
# from Debian's or Ubuntu's packages, as root. Prints one line that says how it ended.
# Exit codes: 0 it is there now; 3 it is not, and this account or system cannot install it.
set -euo pipefail

LOCK="${TMPDIR:-/tmp}/godwit-servers.lock"
LOCK_WAIT_SECONDS=300

has_dovecot() {
  PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v dovecot >/dev/null
}

if has_dovecot; then
  echo "servers: dovecot is installed"
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "servers: dovecot is missing, and only root can install it (apt-get install dovecot-imapd)" >&2
  exit 3
fi
if ! command -v apt-get >/dev/null; then
  echo "servers: dovecot is missing, and this system has no apt-get; install Dovecot 2.3 or newer with its IMAP server" >&2
  exit 3
fi

# Several test files may ask at once; the second one waits for the first and then finds it installed.
exec 9>"$LOCK"
if command -v flock >/dev/null; then flock -w "$LOCK_WAIT_SECONDS" 9; fi
if has_dovecot; then
  echo "servers: dovecot is installed"
  exit 0
fi

# The package would start a service of its own on the real IMAP ports; the tests start private instances instead.
POLICY=/usr/sbin/policy-rc.d
if [ ! -e "$POLICY" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$POLICY"
  chmod 755 "$POLICY"
  trap 'rm -f "$POLICY"' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
install_dovecot() { apt-get install -y -q --no-install-recommends dovecot-imapd >/dev/null; }
install_dovecot || { apt-get update -q >/dev/null && install_dovecot; } || true
if has_dovecot; then
  echo "servers: installed dovecot"
else
  echo "servers: apt-get could not install dovecot-imapd; its own words are above" >&2
  exit 3
fi
