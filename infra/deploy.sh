#!/usr/bin/env bash
# Makes an environment what the repository says, from an empty subscription or from any earlier state, again and again. What broke off is
# continued by the same command.
#
#   infra/deploy.sh dev|stg|prod [--check|--what-if] [--only STEP] [--package FOLDER] [--yes]
#
#   --check     says everything that stands in the way, and changes nothing
#   --what-if   shows what would change, and changes nothing
#   --only      one step instead of all: build (deploys nothing), bootstrap, infra, code, web or smoke
#   --package   code and pages that were built before, instead of building them
#   --yes       does not ask after what-if
#
# Wants az (signed in, the right subscription chosen), dotnet, node, zip, unzip, jq, curl, openssl; infra/README.md says the rest.

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source-path=SCRIPTDIR source=check.sh
source "$(dirname "${BASH_SOURCE[0]}")/check.sh"
# shellcheck source-path=SCRIPTDIR source=release.sh
source "$(dirname "${BASH_SOURCE[0]}")/release.sh"

usage() { sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

# Shows what main.bicep would change; a deployment never deletes what the template does not name.
what_if() {
  say "what-if of $GROUP"
  group_exists || fail "$GROUP does not exist yet: the first deployment makes everything, see infra/main.bicep"
  use_pinned_bicep
  az deployment group what-if --resource-group "$GROUP" --name "$DEPLOYMENT" --parameters "$INFRA/environments/$ENVIRONMENT.bicepparam" --validation-level ProviderNoRbac
}

approve() {
  local answer=''
  if $YES; then return; fi
  what_if >&2
  [[ -t 0 ]] || fail "nobody is there to agree: read the what-if above and say --yes"
  read -r -p "Deploy this to $ENVIRONMENT? (yes/no) " answer
  [[ "$answer" == yes ]] || fail "not deployed"
}

# Of what an owner must have made: changes whenever it has to be made again.
bootstrap_version() { { cat "$INFRA/bootstrap.bicep" "$INFRA/roles.json" "$INFRA/providers.json"; printf '%s' "${KENCOM_REPOSITORY:-}"; } | openssl dgst -sha256 -r | cut -c 1-16; }

bootstrap_is_current() {
  group_exists && [[ "$(az group show --name "$GROUP" --output json | jq --raw-output '.tags["kencom-bootstrap"] // empty')" == "$(bootstrap_version)" ]]
}

# Each part can be repeated, and is, until the mark on the group says that the last one ended.
bootstrap() {
  local vault provider
  if bootstrap_is_current; then return; fi
  say "bootstrap of $GROUP (needs an owner)"
  while IFS= read -r provider; do
    az provider register --namespace "$provider" --wait --only-show-errors --output none
  done < <(jq --raw-output '.[]' "$INFRA/providers.json")
  group_exists || az group create --name "$GROUP" --location "$LOCATION" --tags kencom-environment="$ENVIRONMENT" --output none
  vault="$(deleted_vault)"
  if [[ -n "$vault" ]]; then
    say "vault $vault comes back"
    az keyvault recover --name "$vault" --location "$LOCATION" --resource-group "$GROUP" --output none
  fi
  use_pinned_bicep
  # An empty repository takes nothing away: whose workflow may deploy stays so.
  az deployment group create --resource-group "$GROUP" --name "$DEPLOYMENT-bootstrap" --template-file "$INFRA/bootstrap.bicep" \
    --parameters environmentName="$ENVIRONMENT" repository="${KENCOM_REPOSITORY:-}" --output json | jq .properties.outputs >&2
  az tag update --resource-id "$(az group show --name "$GROUP" --output json | jq --raw-output .id)" --operation Merge \
    --tags "kencom-environment=$ENVIRONMENT" "kencom-bootstrap=$(bootstrap_version)" --output none
}

deploy_infra() {
  use_pinned_bicep
  say "infrastructure of $GROUP"
  az deployment group create --resource-group "$GROUP" --name "$DEPLOYMENT" --parameters "$INFRA/environments/$ENVIRONMENT.bicepparam" --output json |
    jq .properties.outputs >&2
  secret_exists hash-key-1 || make_secret hash-key-1
  secret_exists data-key-1 || make_secret data-key-1
  secret_exists app-keys || make_secret app-keys
  deploy_budget
  show_records
}

# Azure makes no budget in the first 48 hours of a subscription, nor for every offer: no reason to do without the rest.
deploy_budget() {
  local alerts start amount
  alerts="$(resource alerts)"
  amount="$(parameter .alerts.value.monthlyBudget)"
  # It keeps the month in which it began; a new one begins this month.
  start="$(arm get "/subscriptions/{subscriptionId}/resourceGroups/$GROUP/providers/Microsoft.Consumption/budgets/kencom-$ENVIRONMENT" 2024-08-01 2>/dev/null |
    jq --raw-output '.properties.timePeriod.startDate[:10]')" || start="$(date -u +%Y-%m-01)"
  az deployment group create --resource-group "$GROUP" --name "$DEPLOYMENT-budget" --template-file "$INFRA/budget.bicep" \
    --parameters name="kencom-$ENVIRONMENT" amount="$amount" startDate="$start" actionGroupId="$alerts" --output none ||
    say "there is no budget yet: Azure makes none in a subscription's first 48 hours, nor for every offer. The next deployment tries again."
}

# What has to be published for the host name. Those for mail: infra/mail-domain.sh.
show_records() {
  local profile edge
  profile="$(resource edge)"
  edge="$(edge_host)"
  arm get "$profile/customDomains" 2025-04-15 | jq --raw-output --arg edge "$edge" '
    .value[] | select(.properties.domainValidationState != "Approved") | .properties |
    "\nDNS records to publish, as Front Door waits for them (\(.domainValidationState)):\n\(.hostName)  CNAME  \($edge)\n_dnsauth.\(.hostName)  TXT  \(.validationProperties.validationToken)"' >&2
}

# One command publishes the app, here and nowhere else. CI=true takes packages as the lock files name them, and refuses others.
publish() {
  CI=true dotnet publish "$ROOT/src/Kencom.Functions" --configuration Release --runtime linux-x64 --self-contained false -p:MailPackage=true --output "$1" >&2
  # The one with the mail package is written by the first publish on a feed that has it. What is not in the repository may be another tomorrow.
  [[ "${GITHUB_ACTIONS:-}" != true || -z "$(git -C "$ROOT" status --porcelain -- '*.lock.json')" ]] ||
    fail "commit src/Kencom.Functions/packages.deployed.lock.json first, as this publish wrote it: $(cat "$ROOT/src/Kencom.Functions/packages.deployed.lock.json")"
}

# Functions, pages and what they consist of (CycloneDX), in one folder that goes through all environments as it is.
build_package() {
  local version out
  version="$(git -C "$ROOT" rev-parse --short=12 HEAD)"
  PACKAGE="$ROOT/artifacts/kencom-$version"
  say "build of $version"
  out="$(mktemp --directory)"
  rm -rf "$PACKAGE"
  mkdir -p "$PACKAGE"
  publish "$out/functions"
  npm --prefix "$ROOT/src/Kencom.Web" ci >&2
  npm --prefix "$ROOT/src/Kencom.Web" run build >&2
  (cd "$out/functions" && zip --quiet --recurse-paths "$PACKAGE/functions.zip" .)
  (cd "$ROOT/src/Kencom.Web/dist" && zip --quiet --recurse-paths "$PACKAGE/web.zip" .)
  (cd "$ROOT" && dotnet tool restore >&2 && dotnet tool run dotnet-CycloneDX src/Kencom.Functions/Kencom.Functions.csproj --disable-package-restore \
    --output "$PACKAGE" --filename functions.cdx.json --output-format Json >&2)
  npm --prefix "$ROOT/src/Kencom.Web" sbom --sbom-format cyclonedx --omit dev --package-lock-only >"$PACKAGE/web.cdx.json"
  rm -rf "$out"
  printf '%s\n' "$PACKAGE"
}

main() {
  local only=all task=deploy
  PACKAGE=''
  YES=false
  case "${1:-}" in -h | --help) usage; exit 0 ;; esac
  use_environment "${1:-}"
  shift
  while (($#)); do
    case "$1" in
      --check) task=check ;;
      --what-if) task=what-if ;;
      --only) only="${2:?--only what?}"; shift ;;
      --package) PACKAGE="${2:?--package which folder?}"; shift ;;
      --yes) YES=true ;;
      *) usage >&2; fail "what is $1?" ;;
    esac
    shift
  done
  [[ "$only" =~ ^(all|build|bootstrap|infra|code|web|smoke)$ ]] || fail "--only knows build, bootstrap, infra, code, web and smoke"
  if [[ -n "$PACKAGE" && ! -f "$PACKAGE/functions.zip" ]]; then fail "there is no package in $PACKAGE"; fi
  if [[ "$only" == build ]]; then need dotnet npm zip git; build_package; return; fi

  need az jq curl
  case "$task" in
    check) check; return ;;
    what-if) LOOKING=true; check; what_if; return ;;
  esac
  if [[ "$only" =~ ^(all|bootstrap|infra)$ ]]; then check; fi
  if [[ -z "$PACKAGE" && "$only" =~ ^(all|code|web)$ ]]; then need dotnet npm zip git; build_package; fi

  if [[ "$only" =~ ^(all|bootstrap|infra)$ ]] && $OWNER; then bootstrap; fi
  # Infrastructure before code, never together: both restart the app.
  if [[ "$only" =~ ^(all|infra)$ ]]; then approve; deploy_infra; fi
  if [[ "$only" =~ ^(all|code)$ ]]; then deploy_functions "$PACKAGE"; fi
  if [[ "$only" =~ ^(all|web)$ ]]; then need npx unzip; deploy_web "$PACKAGE"; fi
  if [[ "$only" =~ ^(all|smoke)$ ]]; then smoke_test; fi
}

main "$@"
