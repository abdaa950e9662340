#!/usr/bin/env bash
# Makes an environment what the repository says, from an empty subscription or from any earlier state, again and again.
#
#   infra/deploy.sh dev|stg|prod [--what-if] [--only build|infra|code|web|smoke] [--package FILE]
#
#   --what-if   shows what would change and changes nothing
#   --only      one step instead of all; build makes the package and deploys nothing
#   --package   the code: a package that was built before, instead of building one
#
# Wants az (signed in, the right subscription chosen), dotnet, node, zip, jq, curl, openssl; infra/README.md says the rest.

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

# Shows what main.bicep would change; a deployment never deletes what the template does not name.
what_if() {
  group_exists || fail "$GROUP does not exist yet: the first deployment makes everything, see infra/main.bicep"
  say "what-if of $GROUP"
  use_pinned_bicep
  KENCOM_BUDGET_START="$(budget_start)" az deployment group what-if --resource-group "$GROUP" --name "$DEPLOYMENT" \
    --parameters "$INFRA/environments/$ENVIRONMENT.bicepparam" --validation-level ProviderNoRbac
}

# The compiler that the tests use, not the newest one of the day.
use_pinned_bicep() {
  az bicep install --version "v$(sed -n 's:.*<BicepVersion>\(.*\)</BicepVersion>.*:\1:p' "$ROOT/tests/Kencom.Infra.Tests/Kencom.Infra.Tests.csproj")" >&2
}

bootstrap() {
  if group_exists; then return; fi
  say "bootstrap of $GROUP (needs an owner, once)"
  az group create --name "$GROUP" --location "$LOCATION" --output none
  az deployment group create --resource-group "$GROUP" --name "$DEPLOYMENT-bootstrap" --template-file "$INFRA/bootstrap.bicep" \
    --parameters environmentName="$ENVIRONMENT" repository="${KENCOM_REPOSITORY:-}" --query properties.outputs --output json >&2
}

deploy_infra() {
  use_pinned_bicep
  bootstrap
  say "infrastructure of $GROUP"
  KENCOM_BUDGET_START="$(budget_start)" az deployment group create --resource-group "$GROUP" --name "$DEPLOYMENT" \
    --parameters "$INFRA/environments/$ENVIRONMENT.bicepparam" --query properties.outputs --output json >&2
  secret_exists hash-key-1 || make_secret hash-key-1
  secret_exists app-keys || make_secret app-keys
  say "DNS records to publish, if not yet done"
  output mailDnsRecords >&2
  output webValidationToken >&2
}

build_package() {
  local version out
  version="$(git -C "$ROOT" rev-parse --short HEAD)"
  out="$ROOT/artifacts/functions"
  say "build of $version"
  rm -rf "$out"
  dotnet publish "$ROOT/src/Kencom.Functions" --configuration Release --runtime linux-x64 --self-contained false -p:MailPackage=true --output "$out" >&2
  PACKAGE="$ROOT/artifacts/kencom-functions-$version.zip"
  rm -f "$PACKAGE"
  (cd "$out" && zip --quiet --recurse-paths "$PACKAGE" .)
}

deploy_web() {
  say "front end"
  local out="$ROOT/artifacts/web"
  rm -rf "$out"
  npm --prefix "$ROOT/src/Kencom.Web" ci >&2
  npm --prefix "$ROOT/src/Kencom.Web" run build >&2
  mkdir -p "$out"
  cp -R "$ROOT/src/Kencom.Web/dist/." "$out/"
  only_through_front_door "$out/staticwebapp.config.json"
  # The token is read when it is needed, kept nowhere and never on a command line.
  SWA_CLI_DEPLOYMENT_TOKEN="$(az staticwebapp secrets list --name "$(output webSiteName)" --query properties.apiKey --output tsv)" \
    npx --yes @azure/static-web-apps-cli@2.0.10 deploy "$out" --env production >&2
}

# On the Standard plan the front end's own host answers nobody but our Front Door.
only_through_front_door() {
  local config="$1" plan
  plan="$(az staticwebapp show --name "$(output webSiteName)" --query sku.name --output tsv)"
  [[ "$plan" == Standard ]] || return 0
  [[ -f "$config" ]] || printf '{}' >"$config"
  jq --arg id "$(output frontDoorId)" --arg edge "$(output edgeHostName)" --arg public "$(output publicUrl)" \
    '.networking.allowedIpRanges = ["AzureFrontDoor.Backend"]
     | .forwardingGateway = {requiredHeaders: {"X-Azure-FDID": $id}, allowedForwardedHosts: ([$edge, ($public | ltrimstr("https://"))] | unique)}' "$config" >"$config.new"
  mv "$config.new" "$config"
}

main() {
  local only=all preview=false
  PACKAGE=''
  case "${1:-}" in -h | --help) usage; exit 0 ;; esac
  use_environment "${1:-}"
  shift
  while (($#)); do
    case "$1" in
      --what-if) preview=true ;;
      --only) only="${2:?--only what?}"; shift ;;
      --package) PACKAGE="${2:?--package which file?}"; shift ;;
      *) usage >&2; fail "what is $1?" ;;
    esac
    shift
  done
  [[ "$only" =~ ^(all|build|infra|code|web|smoke)$ ]] || fail "--only knows build, infra, code, web and smoke"
  if [[ "$only" == build ]]; then need dotnet zip git; build_package; return; fi

  need az curl
  say "subscription $(az account show --query name --output tsv)"
  if $preview; then what_if; return; fi

  # Infrastructure before code, never together: both restart the app.
  if [[ "$only" =~ ^(all|infra)$ ]]; then need openssl; deploy_infra; fi
  if [[ "$only" =~ ^(all|code)$ ]]; then
    if [[ -z "$PACKAGE" ]]; then need dotnet zip git; build_package; fi
    deploy_package "$PACKAGE"
  fi
  if [[ "$only" =~ ^(all|web)$ ]]; then need npm npx jq; deploy_web; fi
  if [[ "$only" =~ ^(all|smoke)$ ]]; then smoke_test; fi
}

main "$@"
