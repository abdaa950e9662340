# shellcheck shell=bash
# shellcheck disable=SC2034 # The scripts that source it use the variables.
# What the scripts of this folder share. Sourced, not run.

set -euo pipefail

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
  DEPLOYMENT="kencom-$ENVIRONMENT"
  local variables="$INFRA/environments/$ENVIRONMENT.env"
  if [[ -f "$variables" ]]; then
    set -a
    # shellcheck disable=SC1090
    source "$variables"
    set +a
  fi
}

group_exists() { [[ "$(az group exists --name "$GROUP")" == true ]]; }

# A value that the last deployment of main.bicep put out.
output() {
  az deployment group show --resource-group "$GROUP" --name "$DEPLOYMENT" --query "properties.outputs.$1.value" --output tsv
}

# A budget keeps the month in which it began; a new one begins this month.
budget_start() {
  local known
  known="$(az rest --method get \
    --uri "/subscriptions/{subscriptionId}/resourceGroups/$GROUP/providers/Microsoft.Consumption/budgets/kencom-$ENVIRONMENT?api-version=2024-08-01" \
    --query properties.timePeriod.startDate --output tsv 2>/dev/null || true)"
  if [[ -n "$known" ]]; then printf '%s' "${known%%T*}"; else date -u +%Y-%m-01; fi
}

# Whether the vault has a secret. Asked of the management plane, which knows names only: nobody needs the right to read one for that.
secret_exists() {
  local answer
  if answer="$(az rest --method get --uri "$(output vaultId)/secrets/$1?api-version=2024-11-01" --query name --output tsv 2>&1)"; then return 0; fi
  [[ "$answer" == *NotFound* ]] || fail "cannot tell whether the secret $1 exists: $answer"
  return 1
}

# Makes a secret of 32 random bytes, past every command line and log. Never for one that exists: without its hash key no row is found again.
make_secret() {
  local body
  if secret_exists "$1"; then fail "the secret $1 exists"; fi
  body="$(mktemp)"
  printf '{"properties":{"value":"%s"}}' "$(openssl rand -base64 32)" >"$body"
  az rest --method put --uri "$(output vaultId)/secrets/$1?api-version=2024-11-01" --body "@$body" --output none || { rm -f "$body"; fail "the secret $1 could not be made"; }
  rm -f "$body"
  say "secret $1 is made"
}

# Puts a package of the functions into place. The host restarts; queue messages in work come back.
deploy_package() {
  local package="$1"
  [[ -f "$package" ]] || fail "there is no package $package"
  say "code: $(basename "$package")"
  az functionapp deployment source config-zip --resource-group "$GROUP" --name "$(output functionAppName)" --src "$package" --only-show-errors --output none
}

# Asks until the answer is the wanted one, at most for five minutes: an instance may start cold, and routes take a while to spread.
expect_status() {
  local wanted="$1" url="$2" status='' deadline=$((SECONDS + 300))
  until [[ "$status" == "$wanted" ]]; do
    ((SECONDS < deadline)) || fail "$url answers $status, not $wanted"
    status="$(curl --silent --output /dev/null --max-time 20 --write-out '%{http_code}' "$url" || true)"
    [[ "$status" == "$wanted" ]] || sleep 5
  done
  printf '%s %s\n' "$status" "$url" >&2
}

# The smallest proof that members are served: the app runs, reaches what it needs, the page comes, and nobody gets around the edge.
smoke_test() {
  local url public
  url="https://$(output edgeHostName)"
  public="$(output publicUrl)"
  say "smoke test of $url"
  expect_status 200 "$url/api/health/live"
  expect_status 200 "$url/api/health/ready"
  expect_status 200 "$url/"
  expect_status 401 "$url/api/me"
  expect_status 403 "https://$(output functionAppHostName)/api/health/live"
  if [[ "$public" == "$url" ]]; then return 0; fi
  if curl --silent --head --output /dev/null --max-time 20 "$public"; then
    expect_status 200 "$public/api/health/live"
  else
    say "$public does not answer yet: publish its DNS records"
  fi
}
