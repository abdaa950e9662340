# shellcheck shell=bash
# shellcheck disable=SC2034 # The scripts that source it use the variables.
# What the scripts of this folder share. Sourced, not run.

set -euo pipefail
if ((BASH_VERSINFO[0] < 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] < 4))); then
  printf 'error: bash 4.4 or newer is needed, this is %s\n' "$BASH_VERSION" >&2
  exit 1
fi
# Else a command that fails inside "$(…)" would go unnoticed.
shopt -s inherit_errexit

INFRA="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT="$(dirname "$INFRA")"
LOCATION="${KENCOM_LOCATION:-japaneast}"

say() { printf '\n== %s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || fail "$program is missing: see infra/README.md, section Before the first time"
  done
}

# Sets ENVIRONMENT and GROUP, and reads environments/<name>.env (git-ignored) where there is one: ids and names, never secrets.
use_environment() {
  case "${1:-}" in
    dev | stg | prod) ENVIRONMENT="$1" ;;
    *) fail "which environment? dev, stg or prod" ;;
  esac
  GROUP="rg-kencom-$ENVIRONMENT"
  # Always the same name: of two deployments at once Azure Resource Manager refuses the second (DeploymentActive).
  DEPLOYMENT="kencom-$ENVIRONMENT"
  local variables="${KENCOM_ENVIRONMENT_FILES:-$INFRA/environments}/$ENVIRONMENT.env"
  if [[ -f "$variables" ]]; then
    set -a
    # shellcheck disable=SC1090
    source "$variables"
    set +a
  fi
}

group_exists() { [[ "$(az group exists --name "$GROUP" --output json)" == true ]]; }

# Asks the management plane: arm METHOD ID-AND-PATH API-VERSION [az rest's other arguments]
arm() { az rest --method "$1" --uri "$2?api-version=$3" "${@:4}" --output json --only-show-errors; }

# The id of what has this part in the environment, by its tag. Never from the outputs of the last deployment, which a failed or running one
# does not have; and never nothing: a command with an empty name would hit something else.
resource() {
  local part="$1" found attempt
  for attempt in 1 2 3; do
    found="$(az resource list --resource-group "$GROUP" --output json --only-show-errors |
      jq --raw-output --arg environment "$ENVIRONMENT" --arg part "$part" \
        '.[] | select(.tags["kencom-environment"] == $environment and .tags["kencom-part"] == $part) | .id')"
    if [[ "$found" == *$'\n'* ]]; then fail "$GROUP has more than one $part (tag kencom-part): $found"; fi
    if [[ -n "$found" ]]; then
      printf '%s' "$found"
      return
    fi
    # What was just made takes some seconds to be listed.
    if ((attempt < 3)); then sleep 5; fi
  done
  fail "$GROUP has no $part: infra/deploy.sh $ENVIRONMENT --only infra makes it"
}

name_of() { printf '%s' "${1##*/}"; }

# Where Front Door answers, whatever DNS says.
edge_host() {
  local profile host
  profile="$(resource edge)"
  host="$(arm get "$profile/afdEndpoints" 2025-04-15 | jq --raw-output '.value[0].properties.hostName // empty')"
  [[ -n "$host" ]] || fail "Front Door has no endpoint yet: infra/deploy.sh $ENVIRONMENT --only infra makes it"
  printf '%s' "$host"
}

# Whether the vault has a secret. Asked of the management plane, which knows names only: nobody needs the right to read one for that.
secret_exists() {
  local vault answer
  vault="$(resource vault)" || exit 1
  if answer="$(arm get "$vault/secrets/$1" 2025-05-01 2>&1)"; then return 0; fi
  [[ "$answer" == *NotFound* ]] || fail "cannot tell whether the secret $1 exists: $answer"
  return 1
}

# Makes a secret of 32 random bytes, past every command line and log. Never for one that exists: without its hash key no row is found again.
make_secret() {
  local vault body
  if secret_exists "$1"; then fail "the secret $1 exists"; fi
  vault="$(resource vault)"
  body="$(mktemp)"
  printf '{"properties":{"value":"%s"}}' "$(openssl rand -base64 32)" >"$body"
  arm put "$vault/secrets/$1" 2025-05-01 --body "@$body" >/dev/null || { rm -f "$body"; fail "the secret $1 could not be made"; }
  rm -f "$body"
  say "secret $1 is made"
}

# The compiler that the tests use, not the newest one of the day, nor the one that GitHub's runners have on the PATH.
use_pinned_bicep() {
  export AZURE_BICEP_USE_BINARY_FROM_PATH=false AZURE_BICEP_CHECK_VERSION=false
  local version
  version="$(sed -n 's:.*<BicepVersion>\(.*\)</BicepVersion>.*:\1:p' "$ROOT/tests/Kencom.Infra.Tests/Kencom.Infra.Tests.csproj")"
  az bicep install --version "v$version" --only-show-errors >&2
  BICEP="${AZURE_CONFIG_DIR:-$HOME/.azure}/bin/bicep"
}

# A value of the environment's parameters, as jq writes it: parameter .alerts.value.monthlyBudget
parameter() {
  az bicep build-params --file "$INFRA/environments/$ENVIRONMENT.bicepparam" --stdout --only-show-errors |
    jq --raw-output ".parametersJson | fromjson | .parameters$1 // empty"
}

# Records of a public resolver: the machine's own may know names that members' do not.
dns() {
  curl --silent --show-error --fail --max-time 20 "https://dns.google/resolve?name=$1&type=$2" | jq --raw-output '.Answer[]? | .data | gsub("\""; "")'
}
