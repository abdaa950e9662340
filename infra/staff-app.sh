#!/usr/bin/env bash
# Makes the app registration of staff in Entra ID, or makes an earlier one what it should be: app roles, scope, where the console comes back to, who may
# ask for tokens. Can be repeated at any time; roles, scopes and clients that somebody else added stay. Prints the variables that the environment needs.
#
#   infra/staff-app.sh dev|stg|prod
#
# With KENCOM_STAFF_CLIENT_ID set it takes that registration, else the one that it made for this environment. Wants az, signed in to the tenant of staff
# as an application administrator.

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

GRAPH=https://graph.microsoft.com/v1.0
# Its commands in infra/README.md take staff's tokens by az account get-access-token.
AZURE_CLI=04b07795-8ddb-461a-bbee-02f9e1bf7b46

# graph METHOD PATH [az rest's other arguments]
graph() { az rest --method "$1" --uri "$GRAPH/$2" "${@:3}" --output json --only-show-errors; }

# Nothing where there is none. "I may not look" is not "there is none".
find_app() {
  local answer
  if answer="$(graph get "$APP" 2>&1)"; then
    printf '%s' "$answer"
  elif [[ "$answer" != *Request_ResourceNotFound* ]]; then
    fail "cannot tell whether there is an app registration: $answer"
  fi
}

# The name is unique in the tenant, so that two who run this at once make one (Graph: "upsert application").
make_app() {
  jq --null-input --arg name "kencom staff $ENVIRONMENT" '{displayName: $name, signInAudience: "AzureADMyOrg"}' >"$BODY"
  graph patch "$APP" --headers Prefer=create-if-missing --body "@$BODY" >/dev/null
}

# change ID: sends what is in BODY. What was just made takes some seconds to be known everywhere.
change() {
  local attempt answer
  for attempt in 1 2 3 4 5 6; do
    if answer="$(graph patch "$1" --body "@$BODY" "${@:2}" 2>&1)"; then return; fi
    [[ "$answer" == *Request_ResourceNotFound* ]] || break
    if ((attempt < 6)); then sleep 10; fi
  done
  fail "$1 could not be changed: $answer"
}

# What each call adds keeps its id, since people have been given the roles by it. An enabled one cannot be changed (CannotDeleteOrUpdateEnabledEntitlement).
roles_and_scope() {
  jq --argjson uris "$1" --arg scopeName "$SCOPE" '
    def with($mine): reduce $mine[] as $one (. // []; if any(.[]; .value == $one.value) then map(if .value == $one.value then .isEnabled = true else . end) else . + [$one] end);
    {
      identifierUris: ((.identifierUris // []) + ["api://\(.appId)"] | unique),
      signInAudience: "AzureADMyOrg",
      appRoles: (.appRoles | with([
        {id: "6b0a4ff9-7f3c-4c3e-9d5e-0a6a2f1d7c01", value: "Support", displayName: "Support", description: "Answers inquiries and helps members", allowedMemberTypes: ["User"], isEnabled: true},
        {id: "6b0a4ff9-7f3c-4c3e-9d5e-0a6a2f1d7c02", value: "Operator", displayName: "Operator", description: "Keeps insurers, files, mails and queues", allowedMemberTypes: ["User"], isEnabled: true}])),
      api: ((.api // {}) + {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: (.api.oauth2PermissionScopes | with([
          {id: "6b0a4ff9-7f3c-4c3e-9d5e-0a6a2f1d7c03", value: $scopeName, type: "User", isEnabled: true,
            adminConsentDisplayName: "Work in kencom as oneself", adminConsentDescription: "Lets the console and the commands of operators work with the roles of who is signed in",
            userConsentDisplayName: "Work in kencom as yourself", userConsentDescription: "Lets the console and your commands work with your roles"}]))}),
      # Exactly these: each further one is a place to which a code can be led away.
      spa: (if $uris == [] then (.spa // {redirectUris: []}) else {redirectUris: $uris} end)
    }' <<<"$2" >"$BODY"
}

# By itself, since Entra ID takes only scopes that it knows already.
clients() {
  jq --arg client "$AZURE_CLI" --arg scopeName "$SCOPE" '
    (.api.oauth2PermissionScopes[] | select(.value == $scopeName) | .id) as $scope |
    {api: (.api + {preAuthorizedApplications: ((.api.preAuthorizedApplications // []) | map(select(.appId != $client)) + [{appId: $client, delegatedPermissionIds: [$scope]}])})}' <<<"$1" >"$BODY"
}

# As a list for jq; empty as long as dev has no host, which Front Door names.
redirect_uris() {
  local host="${KENCOM_HOST_NAME:-}"
  if [[ "$ENVIRONMENT" == dev ]]; then
    host=''
    if group_exists; then host="$(edge_host)"; fi
  fi
  jq --null-input --compact-output --arg host "$host" 'if $host == "" then [] else ["https://\($host)/staff/signed-in", "https://\($host)/staff"] end'
}

use_environment "${1:-}"
need az jq
SCOPE=access_as_user
[[ "$ENVIRONMENT" == dev || -n "${KENCOM_HOST_NAME:-}" ]] || fail "KENCOM_HOST_NAME is not set: the console could not come back from signing in"
tenant="$(az account show --output json | jq --raw-output .tenantId)"
none=00000000-0000-0000-0000-000000000000
if [[ -n "${KENCOM_STAFF_TENANT_ID:-}" && "$KENCOM_STAFF_TENANT_ID" != "$none" && "$KENCOM_STAFF_TENANT_ID" != "$tenant" ]]; then
  fail "signed in to the tenant $tenant, but staff of $ENVIRONMENT are in $KENCOM_STAFF_TENANT_ID: az login --tenant $KENCOM_STAFF_TENANT_ID"
fi
BODY="$(mktemp)"
trap 'rm -f "$BODY"' EXIT

known="${KENCOM_STAFF_CLIENT_ID:-$none}"
if [[ "$known" != "$none" ]]; then APP="applications(appId='$known')"; else APP="applications(uniqueName='kencom-staff-$ENVIRONMENT')"; fi
uris="$(redirect_uris)"
app="$(find_app)"
if [[ -z "$app" ]]; then
  [[ "$known" == "$none" ]] || fail "there is no app registration $known (KENCOM_STAFF_CLIENT_ID) in the tenant $tenant"
  say "app registration of staff in $ENVIRONMENT"
  make_app
  for attempt in 1 2 3 4 5 6; do
    app="$(find_app)"
    if [[ -n "$app" ]]; then break; fi
    if ((attempt < 6)); then sleep 10; fi
  done
  [[ -n "$app" ]] || fail "the app registration is made, but not to be seen yet: run this again"
fi
id="$(jq --raw-output .id <<<"$app")"
client="$(jq --raw-output .appId <<<"$app")"

roles_and_scope "$uris" "$app"
change "applications/$id"
clients "$(jq --slurpfile sent "$BODY" '. + {api: $sent[0].api}' <<<"$app")"
change "applications/$id"
# Who has been given no role gets no token at all.
printf '{"appRoleAssignmentRequired":true}' >"$BODY"
change "servicePrincipals(appId='$client')" --headers Prefer=create-if-missing

if [[ "$uris" == '[]' ]]; then say "dev has no host yet: run this again after its first deployment, for the console's redirect addresses"; fi
say "now set these for $ENVIRONMENT, and give people or groups a role (Entra ID, Enterprise applications, kencom staff $ENVIRONMENT)"
printf 'KENCOM_STAFF_TENANT_ID=%s\nKENCOM_STAFF_CLIENT_ID=%s\n' "$tenant" "$client"
