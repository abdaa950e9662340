# shellcheck shell=bash
# Puts a package into place and proves that the service lives: what deploy.sh and rollback.sh share. Sourced, not run.

# Sends a request to the app's deployment endpoint as who is signed in. The token is asked for each time, since one may end between two
# requests, and goes past the command line, which others on the machine can read. Prints the status; the answer is in the file $1.
scm_request() {
  local answer="$1" token
  token="$(az account get-access-token --resource https://management.azure.com --output json | jq --raw-output .accessToken)" ||
    fail "the sign-in has ended: sign in again (az login) and give the same command, which goes on from here"
  curl --silent --output "$answer" --max-time 600 --write-out '%{http_code}' \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$token") "${@:2}" || true
}

# Puts the functions of a package into place. The host restarts; queue messages in work come back.
#
# Not by `az functionapp deployment source config-zip`: that one then asks the app for its health, which answers nobody but our Front Door, and
# older versions ask for ever (azure-cli issues 30870 and 31394). What happens here is what azd does (azure-dev, funcapp_host_client.go):
# POST /api/publish answers 202 and an id, /api/deployments/{id} tells how it goes.
deploy_functions() {
  local package="$1/functions.zip" site scm answer status='' id='' attempt
  [[ -f "$package" ]] || fail "there is no package $package"
  site="$(resource function-app)"
  scm="$(arm get "$site" 2025-03-01 | jq --raw-output '.properties.hostNameSslStates[]? | select(.hostType == "Repository") | .name')"
  [[ -n "$scm" ]] || fail "$(name_of "$site") does not tell where it is deployed to"
  say "code: $package to $(name_of "$site")"
  answer="$(mktemp)"
  # Roles of a new app take up to ten minutes to be known everywhere, and so does its name.
  for ((attempt = 1; attempt <= 60; attempt++)); do
    status="$(scm_request "$answer" --request POST --header 'Content-Type: application/zip' --header 'Accept: application/json' \
      --data-binary "@$package" "https://$scm/api/publish?RemoteBuild=false&Deployer=kencom")"
    case "$status" in
      200 | 202) id="$(jq --raw-output 'strings' "$answer")"; break ;;
      409) fail "another deployment of $(name_of "$site") is under way: try again when it has ended" ;;
      401 | 403 | 404 | 429 | 5?? | 000) printf '%s answers %s, again in 15 s\n' "$scm" "$status" >&2; sleep 15 ;;
      *) fail "$scm refuses the package ($status): $(head --bytes 500 "$answer")" ;;
    esac
  done
  [[ "$id" ]] || fail "$scm did not take the package within 15 minutes, the last answer was $status: is this identity allowed to deploy to $(name_of "$site")?"
  await_functions "$scm" "$id" "$answer"
  rm -f "$answer"
}

await_functions() {
  local scm="$1" id="$2" answer="$3" status state known=false attempt
  for ((attempt = 1; attempt <= 120; attempt++)); do
    status="$(scm_request "$answer" --header 'Accept: application/json' "https://$scm/api/deployments/$id")"
    if [[ "$status" == 200 || "$status" == 202 ]]; then
      known=true
      state="$(jq .status "$answer")"
      case "$state" in
        4) printf 'deployed (%s)\n' "$id" >&2; return ;;
        3 | 6 | -1) fail "the deployment $id failed: $(jq --raw-output '[.status_text, .message, (.build_summary.errors[]? | tostring)] | map(select(. != null and . != "")) | join("; ")' "$answer")" ;;
        5) fail "the deployment $id gave way to another one that was under way" ;;
      esac
    elif [[ "$status" == 404 ]] && $known; then
      # The one who knew it is gone, which happens at the end only: the smoke test has the last word.
      printf 'deployed, as it seems (%s)\n' "$id" >&2
      return
    fi
    sleep 5
  done
  fail "the deployment $id did not end within 10 minutes"
}

# Puts the pages of a package into place.
deploy_web() {
  local package="$1/web.zip" site name plan out token
  [[ -f "$package" ]] || fail "there is no package $package"
  site="$(resource web)"
  name="$(name_of "$site")"
  say "front end: $package to $name"
  out="$(mktemp --directory)"
  unzip -q "$package" -d "$out"
  plan="$(arm get "$site" 2025-03-01 | jq --raw-output .sku.name)"
  if [[ "$plan" == Standard ]]; then only_through_front_door "$out/staticwebapp.config.json"; fi
  write_staff_settings "$out/staff-settings.json"
  # The token is read when it is needed, kept nowhere and never on a command line.
  token="$(arm post "$site/listSecrets" 2025-03-01 | jq --raw-output '.properties.apiKey // empty')"
  [[ -n "$token" ]] || fail "$name gave no deployment token"
  SWA_CLI_DEPLOYMENT_TOKEN="$token" npx --yes @azure/static-web-apps-cli@2.0.10 deploy "$out" --env production >&2
  rm -rf "$out"
}

# Where staff sign in, as the console reads it. One package goes through all environments, and each has its own app registration; nothing of it is secret.
write_staff_settings() {
  local tenant client
  use_pinned_bicep
  tenant="$(parameter .staff.value.tenantId)"
  client="$(parameter .staff.value.clientId)"
  [[ -n "$tenant" && -n "$client" ]] || fail "the parameter staff names no tenant or no app registration"
  jq --null-input --arg tenant "$tenant" --arg client "$client" \
    '{authority: "https://login.microsoftonline.com/\($tenant)/v2.0", clientId: $client, scope: "openid profile offline_access api://\($client)/access_as_user"}' >"$1"
}

# On the Standard plan the front end's own host answers nobody but our Front Door.
only_through_front_door() {
  local config="$1" profile id hosts
  profile="$(resource edge)"
  id="$(arm get "$profile" 2025-04-15 | jq --raw-output .properties.frontDoorId)"
  hosts="$(edge_host)"
  hosts="$(jq --null-input --compact-output --arg edge "$hosts" --arg own "${KENCOM_HOST_NAME:-}" '[$edge, $own] | map(select(. != ""))')"
  [[ -f "$config" ]] || printf '{}' >"$config"
  jq --arg id "$id" --argjson hosts "$hosts" '.networking.allowedIpRanges = ["AzureFrontDoor.Backend"]
     | .forwardingGateway = {requiredHeaders: {"X-Azure-FDID": $id}, allowedForwardedHosts: $hosts}' "$config" >"$config.new"
  mv "$config.new" "$config"
}

status_of() { curl --silent --output /dev/null --max-time 20 --write-out '%{http_code}' "$@" || true; }

# Asks until the answer is the wanted one: ten minutes, as an instance may start cold and roles have to spread.
expect_status() {
  local wanted="$1" status='' attempt
  for ((attempt = 1; attempt <= 60; attempt++)); do
    status="$(status_of "${@:2}")"
    if [[ "$status" == "$wanted" ]]; then
      printf '%s %s\n' "$status" "${*:2}" >&2
      return
    fi
    sleep 10
  done
  fail "${*:2} answers $status, not $wanted"
}

# A new Front Door, or a changed one, knows its routes within 20 minutes as a rule and takes up to 60: until then it answers 404 itself, or its name
# cannot be resolved. An app that does not start answers otherwise, and is not waited for as long.
await_edge() {
  local host="$1" status='' attempt
  for ((attempt = 1; attempt <= 120; attempt++)); do
    status="$(status_of "https://$host/api/health/live")"
    if [[ "$status" != 404 && "$status" != 000 ]]; then return; fi
    if ((attempt == 1)); then say "Front Door does not know its routes yet: that may take an hour"; fi
    sleep 30
  done
  fail "Front Door still answers $status after an hour"
}

# Walks the live service the way members come: the app runs and reaches what it needs, pages come, requests get through the firewall and are
# checked, methods that nobody needs do not, and nobody gets around the edge.
smoke_test() {
  local edge site web url
  edge="$(edge_host)"
  site="$(resource function-app)"
  web="$(resource web)"
  url="https://$edge"
  say "smoke test of $url"
  await_edge "$edge"
  expect_status 200 "$url/api/health/live"
  expect_status 200 "$url/api/health/ready"
  expect_status 200 "$url/"
  expect_status 401 "$url/api/me"
  expect_status 400 --request POST --header 'Content-Type: application/json' --data '{}' "$url/api/registrations"
  expect_status 429 --request OPTIONS "$url/api/me"
  expect_status 403 "https://$(arm get "$site" 2025-03-01 | jq --raw-output .properties.defaultHostName)/api/health/live"
  if [[ "$(arm get "$web" 2025-03-01 | jq --raw-output .sku.name)" == Standard ]]; then
    expect_status 403 "https://$(arm get "$web" 2025-03-01 | jq --raw-output .properties.defaultHostname)/"
  fi
  if [[ "${KENCOM_HOST_NAME_LIVE:-false}" == true ]]; then
    expect_status 200 "https://$KENCOM_HOST_NAME/api/health/live"
    expect_status 200 "https://$KENCOM_HOST_NAME/"
  elif [[ -n "${KENCOM_HOST_NAME:-}" ]]; then
    say "$KENCOM_HOST_NAME is not asked: set KENCOM_HOST_NAME_LIVE=true once its DNS records are published"
  fi
}
