#!/bin/sh
# Stands in for az, curl, gh, npx and sleep: tells azure.mjs how it was called, and ends as that says.
home="$(dirname "$0")"
for argument; do
  # What comes through a pipe of the shell can be read here only.
  case "$argument" in /dev/fd/*) cat "$argument" >"$home/pipe.$$" && argument="$home/pipe.$$" ;; esac
  set -- "$@" "$argument"
  shift
done
printf '%s\0' "$$" "$AZURE_CONFIG_DIR" "$REAL_BICEP" "$SWA_CLI_DEPLOYMENT_TOKEN" "$@" |
  "$REAL_CURL" --silent --unix-socket "$home/socket" --data-binary @- "http://azure/$(basename "$0")"
if [ -s "$home/errors.$$" ]; then cat "$home/errors.$$" >&2; fi
read -r code <"$home/exit.$$"
exit "$code"
