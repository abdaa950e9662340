# shellcheck shell=bash
# Everything that can stop a deployment, looked at before anything is made and said all at once. Changes nothing. Sourced, not run.

PROBLEMS=0
# Whether who is signed in may make roles and register providers, as an owner may.
OWNER=false

good() { printf '  ok       %s\n' "$*" >&2; }
remark() { printf '  note     %s\n' "$*" >&2; }
problem() {
  printf '  PROBLEM  %s\n' "$*" >&2
  PROBLEMS=$((PROBLEMS + 1))
}

# With --check all that is known is said, then it ends with 1 if anything is wrong. What needs an answer of Azure is left out where nobody is signed in.
check() {
  say "check of $ENVIRONMENT"
  check_programs
  check_variables
  if check_sign_in; then
    check_group
    check_rights
    # Matters of the subscription, which the workflow's identity may not even see: bootstrap settles them, by an owner.
    if $OWNER; then check_providers; check_region; check_deleted_vault; fi
    check_other_deployment
  fi
  check_parameters
  check_dns
  if ((PROBLEMS > 0)); then fail "$PROBLEMS problem(s), see above. Nothing was changed."; fi
  say "nothing stands in the way"
}

check_programs() {
  local program version before=$PROBLEMS
  for program in az jq curl openssl zip unzip git dotnet node npm npx; do
    command -v "$program" >/dev/null || problem "$program is missing"
  done
  # --validation-level came with 2.76.0.
  version="$(az version --output json 2>/dev/null | jq --raw-output '."azure-cli" // empty')" || version=''
  at_least 2.76.0 "$version" || problem "az is ${version:-not to be asked}, at least 2.76.0 is needed: az upgrade"
  version="$(node --version 2>/dev/null)" || version=''
  at_least 20.19.0 "${version#v}" || problem "node is ${version:-not to be asked}, at least 20.19 is needed"
  ((PROBLEMS > before)) || good "programs and their versions"
}

at_least() { [[ -n "$2" && "$(printf '%s\n%s\n' "$1" "$2" | sort --version-sort | head -n 1)" == "$1" ]]; }

# A variable of GitHub that is not set arrives as an empty one.
check_variables() {
  local before=$PROBLEMS guid='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' host='^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$' address network
  [[ -n "${KENCOM_OPERATOR_NAME:-}" ]] || problem "KENCOM_OPERATOR_NAME is not set"
  [[ "${KENCOM_STAFF_TENANT_ID:-}" =~ $guid ]] || problem "KENCOM_STAFF_TENANT_ID is not an id: '${KENCOM_STAFF_TENANT_ID:-}'"
  [[ "${KENCOM_STAFF_CLIENT_ID:-}" =~ $guid ]] || problem "KENCOM_STAFF_CLIENT_ID is not an id: '${KENCOM_STAFF_CLIENT_ID:-}'"
  [[ -z "${KENCOM_OPERATORS_GROUP_ID:-}" || "$KENCOM_OPERATORS_GROUP_ID" =~ $guid ]] || problem "KENCOM_OPERATORS_GROUP_ID is not an id: '$KENCOM_OPERATORS_GROUP_ID'"
  [[ -n "${KENCOM_ALERT_ADDRESSES:-}" ]] || problem "KENCOM_ALERT_ADDRESSES is not set: nobody would be told"
  while IFS= read -r address; do
    [[ "$address" =~ ^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$ ]] || problem "KENCOM_ALERT_ADDRESSES has '$address', which is no mail address"
  done < <(list "${KENCOM_ALERT_ADDRESSES:-}")
  while IFS= read -r network; do
    [[ "$network" =~ ^[0-9]{1,3}(\.[0-9]{1,3}){3}(/([0-9]|[12][0-9]|30))?$ ]] || problem "KENCOM_INSURER_NETWORKS has '$network': storage takes IPv4 networks up to /30, and single addresses without a suffix"
  done < <(list "${KENCOM_INSURER_NETWORKS:-}")
  if [[ "$ENVIRONMENT" != dev ]]; then
    [[ "${KENCOM_HOST_NAME:-}" =~ $host ]] || problem "KENCOM_HOST_NAME is not a host name: '${KENCOM_HOST_NAME:-}'"
    [[ "${KENCOM_MAIL_DOMAIN:-}" =~ $host ]] || problem "KENCOM_MAIL_DOMAIN is not a domain: '${KENCOM_MAIL_DOMAIN:-}'"
  fi
  [[ "${KENCOM_HOST_NAME_LIVE:-false}" =~ ^(true|false)$ ]] || problem "KENCOM_HOST_NAME_LIVE is neither true nor false: '$KENCOM_HOST_NAME_LIVE'"
  [[ "${KENCOM_MAIL_DOMAIN_LINKED:-false}" =~ ^(true|false)$ ]] || problem "KENCOM_MAIL_DOMAIN_LINKED is neither true nor false: '$KENCOM_MAIL_DOMAIN_LINKED'"
  [[ -z "${KENCOM_REPOSITORY:-}" || "$KENCOM_REPOSITORY" =~ ^[^/[:space:]]+/[^/[:space:]]+$ ]] || problem "KENCOM_REPOSITORY is not owner/name: '$KENCOM_REPOSITORY'"
  ((PROBLEMS > before)) || good "variables"
}

# The parts of a comma-separated list, a line each; nothing for an empty one.
list() { if [[ -n "$1" ]]; then tr ',' '\n' <<<"$1"; fi; }

check_sign_in() {
  local account
  if ! account="$(az account show --output json 2>/dev/null)"; then
    problem "nobody is signed in: az login, then az account set --subscription …"
    return 1
  fi
  SUBSCRIPTION="$(jq --raw-output .id <<<"$account")"
  if [[ "$(jq --raw-output .state <<<"$account")" != Enabled ]]; then problem "the subscription $SUBSCRIPTION is $(jq --raw-output .state <<<"$account")"; fi
  if [[ -n "${KENCOM_SUBSCRIPTION_ID:-}" && "$KENCOM_SUBSCRIPTION_ID" != "$SUBSCRIPTION" ]]; then
    problem "the chosen subscription is $(jq --raw-output .name <<<"$account") ($SUBSCRIPTION), but $ENVIRONMENT belongs to $KENCOM_SUBSCRIPTION_ID: az account set"
    return 1
  fi
  # Signed in long ago is not signed in: a token shows it.
  if ! az account get-access-token --resource https://management.azure.com --output json >/dev/null 2>&1; then
    problem "the sign-in has ended: az login"
    return 1
  fi
  good "signed in to $(jq --raw-output .name <<<"$account")"
}

# A group that somebody else made for something else must not get all this; an empty one, or our own, may.
check_group() {
  local found foreign
  if ! group_exists; then
    good "$GROUP will be made"
    return
  fi
  found="$(az group show --name "$GROUP" --output json)"
  if [[ "$(jq --raw-output .location <<<"$found")" != "$LOCATION" ]]; then
    problem "$GROUP lies in $(jq --raw-output .location <<<"$found"), not in $LOCATION (KENCOM_LOCATION), and everything would go there"
  fi
  foreign="$(az resource list --resource-group "$GROUP" --output json | jq --raw-output --arg environment "$ENVIRONMENT" \
    '[.[] | select(.tags["kencom-environment"] != $environment) | .name] | join(", ")')"
  if [[ "$(jq --raw-output '.tags["kencom-environment"] // empty' <<<"$found")" == "$ENVIRONMENT" ]]; then
    good "$GROUP is ours"
  elif [[ -n "$foreign" ]]; then
    problem "$GROUP was made by somebody else and holds $foreign: take another subscription, or empty it"
  else
    good "$GROUP is there, empty, and will be ours"
  fi
}

# What who is signed in may do, as Azure sees it (Permissions - List). Only an owner can make roles; afterwards the workflow's rights suffice.
check_rights() {
  local scope="/subscriptions/$SUBSCRIPTION" permissions
  if group_exists; then scope+="/resourceGroups/$GROUP"; fi
  if ! permissions="$(arm get "$scope/providers/Microsoft.Authorization/permissions" 2022-04-01 2>/dev/null)"; then
    problem "who is signed in may not even see its rights on $scope"
    return
  fi
  if may "$permissions" Microsoft.Authorization/roleDefinitions/write && may "$permissions" Microsoft.Authorization/roleAssignments/write; then OWNER=true; fi
  if may "$permissions" Microsoft.Resources/deployments/write && may "$permissions" Microsoft.Authorization/roleAssignments/write; then
    if $OWNER; then good "rights of an owner"; else good "rights to deploy"; fi
  elif [[ "${LOOKING:-false}" == true ]] && may "$permissions" Microsoft.Resources/deployments/whatIf/action; then
    good "rights to look"
  else
    problem "who is signed in may not deploy to $scope: it takes Owner, or what bootstrap.bicep gives to the workflow"
  fi
  if ! $OWNER && [[ "${LOOKING:-false}" != true ]] && ! bootstrap_is_current; then
    problem "an owner must run infra/deploy.sh $ENVIRONMENT --only bootstrap: bootstrap.bicep, roles.json or KENCOM_REPOSITORY changed since, or it never ended"
  fi
}

# may PERMISSIONS ACTION: one of the grants has it, with its stars, and does not take it away again.
may() {
  jq --exit-status --arg action "${2,,}" '
    def covers($pattern): $action | test("^" + ($pattern | ascii_downcase | gsub("\\."; "\\.") | gsub("\\*"; ".*")) + "$");
    any(.value[]; any(.actions[]; covers(.)) and (any(.notActions[]?; covers(.)) | not))' >/dev/null <<<"$1"
}

check_providers() {
  local states missing
  states="$(az provider list --output json)"
  missing="$(jq --raw-output --slurpfile needed "$INFRA/providers.json" \
    '(map(select(.registrationState == "Registered") | .namespace)) as $there | $needed[0] - $there | join(" ")' <<<"$states")"
  if [[ -z "$missing" ]]; then good "resource providers"; else remark "will be registered: $missing"; fi
}

check_region() {
  local accounts
  if ! az functionapp list-flexconsumption-locations --output json | jq --exit-status --arg location "$LOCATION" 'any(.[]; .name == $location)' >/dev/null; then
    problem "Flex Consumption is not to be had in $LOCATION"
    return
  fi
  if ! az functionapp list-flexconsumption-runtimes --location "$LOCATION" --runtime dotnet-isolated --output json |
    jq --exit-status 'any(.. | objects; .version? == "10.0")' >/dev/null; then
    problem "Flex Consumption has no .NET 10 in $LOCATION"
  fi
  accounts="$(az storage account show-usage --location "$LOCATION" --output json | jq '.limit - .currentValue')"
  if ((accounts < 2)) && ! group_exists; then problem "$LOCATION takes $accounts more storage accounts in this subscription, two are needed"; fi
  good "$LOCATION has Flex Consumption with .NET 10, and room"
}

# A vault that was deleted keeps its name. Ours comes back with its keys, where the group is new.
check_deleted_vault() {
  local vault
  vault="$(deleted_vault)"
  if [[ -n "$vault" ]]; then remark "the deleted vault $vault will be recovered, with its hash keys"; fi
}

deleted_vault() {
  az keyvault list-deleted --resource-type vault --output json --only-show-errors | jq --raw-output --arg environment "$ENVIRONMENT" --arg group "/resourceGroups/$GROUP/" \
    'first(.[] | select(.properties.tags["kencom-environment"] == $environment and (.properties.vaultId | ascii_downcase | contains($group | ascii_downcase))) | .name) // empty'
}

check_other_deployment() {
  local running
  if ! group_exists; then return; fi
  running="$(az deployment group list --resource-group "$GROUP" --output json | jq --raw-output '[.[] | select(.properties.provisioningState == "Running" or .properties.provisioningState == "Accepted") | .name] | join(", ")')"
  if [[ -n "$running" ]]; then problem "another deployment of $GROUP is under way ($running): try again when it has ended"; else good "no other deployment is under way"; fi
}

# The compiler resolves the parameters, and says which contradict each other (main.bicep), without asking Azure.
check_parameters() {
  local folder said memory
  use_pinned_bicep
  folder="$(mktemp --directory)"
  cp -R "$INFRA/." "$folder/"
  if said="$("$BICEP" snapshot "$folder/environments/$ENVIRONMENT.bicepparam" --mode overwrite --subscription-id "${SUBSCRIPTION:-00000000-0000-0000-0000-000000000000}" \
    --resource-group "$GROUP" --location "$LOCATION" 2>&1)"; then
    good "parameters"
    memory="$(parameter '.app.value | .instanceMemoryMB * .maximumInstanceCount')"
    if ((memory > 512000)); then remark "all instances take $memory MB, a region gives 512,000 to a subscription until raised: the rest would not start"; fi
  else
    problem "parameters: ${said//$'\n'/ }"
  fi
  rm -rf "$folder"
}

# Front Door gets its certificate from DigiCert, which a CAA record may forbid; the records themselves are printed once they are known.
check_dns() {
  local name="${KENCOM_HOST_NAME:-}" allowed
  if [[ "$ENVIRONMENT" == dev || -z "$name" ]]; then return; fi
  while [[ "$name" == *.* ]]; do
    allowed="$(dns "$name" CAA)" || { problem "DNS cannot be asked about $name"; return; }
    if [[ -n "$allowed" ]]; then
      if [[ "$allowed" != *digicert.com* ]]; then problem "CAA of $name allows only $(tr '\n' ';' <<<"$allowed"): Front Door's certificate comes from digicert.com"; fi
      break
    fi
    name="${name#*.}"
  done
  if [[ "${KENCOM_HOST_NAME_LIVE:-false}" == true && -z "$(dns "$KENCOM_HOST_NAME" CNAME)" ]]; then
    problem "KENCOM_HOST_NAME_LIVE is true, but $KENCOM_HOST_NAME has no CNAME"
  fi
  good "DNS of $KENCOM_HOST_NAME"
}
