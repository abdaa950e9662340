#!/usr/bin/env bash
# Takes a mail domain of our own from "made" to "may send": prints the DNS records, looks whether they are published, lets Azure verify them one after
# the other and waits. Can be repeated at any time. Last comes KENCOM_MAIL_DOMAIN_LINKED=true and another deployment.
#
#   infra/mail-domain.sh stg|prod [--show]
#
#   --show   prints records and states, and changes nothing

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

API=2025-09-01

state_of() { arm get "$DOMAIN" "$API" | jq --raw-output --arg kind "$1" '.properties.verificationStates[$kind].status // "NotStarted"'; }

# kind, type, full name and value of each record, tab-separated. Azure tells names below the registered domain (@ is itself).
records() {
  arm get "$DOMAIN" "$API" | jq --raw-output --arg domain "$(name_of "$DOMAIN")" '.properties.verificationRecords | to_entries[] |
    [.key, .value.type, (if .value.name == "@" or .value.name == $domain then $domain elif (.value.name | endswith($domain)) then .value.name else .value.name + "." + $domain end), .value.value] | @tsv'
}

is_published() {
  local type="$1" name="$2" value="$3"
  dns "$name" "$type" | sed 's/\.$//' | grep --quiet --fixed-strings --line-regexp -- "${value%.}"
}

verify() {
  local kind="$1" state attempt
  state="$(state_of "$kind")"
  if [[ "$state" == Verified ]]; then return; fi
  if [[ "$state" != VerificationInProgress && "$state" != VerificationRequested ]]; then
    printf '{"verificationType":"%s"}' "$kind" >"$BODY"
    arm post "$DOMAIN/initiateVerification" "$API" --body "@$BODY" >/dev/null
  fi
  for ((attempt = 1; attempt <= 60; attempt++)); do
    state="$(state_of "$kind")"
    case "$state" in
      Verified) printf '%s is verified\n' "$kind" >&2; return ;;
      VerificationFailed | CancellationRequested) fail "$kind: Azure says $state. Does DNS answer what is printed above everywhere? Then run this again" ;;
    esac
    sleep 30
  done
  fail "$kind is still $state after half an hour: run this again later"
}

use_environment "${1:-}"
need az jq curl
[[ "$ENVIRONMENT" != dev ]] || fail "dev sends from a domain of Azure, which needs no records"
DOMAIN="$(resource mail-domain)"
BODY="$(mktemp)"
trap 'rm -f "$BODY"' EXIT

missing=0
while IFS=$'\t' read -r kind type name value; do
  published=published
  is_published "$type" "$name" "$value" || { published=MISSING; missing=$((missing + 1)); }
  printf '%-9s %-6s %-45s %s  [%s, %s]\n' "$kind" "$type" "$name" "$value" "$published" "$(state_of "$kind")"
done < <(records)
if [[ "${2:-}" == --show ]]; then exit; fi
((missing == 0)) || fail "$missing of the records above are not published yet, or not known to the world yet"

# The others are refused before the domain itself is verified. DMARC is our own policy, which Azure does not wait for.
for kind in Domain SPF DKIM DKIM2; do verify "$kind"; done
printf 'now set KENCOM_MAIL_DOMAIN_LINKED=true and run infra/deploy.sh %s --only infra\n' "$ENVIRONMENT"
