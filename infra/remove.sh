#!/usr/bin/env bash
# Removes an environment that nobody uses: locks, resource group, and the vault for good, so that its name is free. Never prod, where the vault is
# protected and a person has to do it step by step (infra/README.md).
#
#   infra/remove.sh dev|stg --yes

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source-path=SCRIPTDIR source=check.sh
source "$(dirname "${BASH_SOURCE[0]}")/check.sh"

use_environment "${1:-}"
need az jq
[[ "$ENVIRONMENT" != prod ]] || fail "prod is not removed by a script"
[[ "${2:-}" == --yes ]] || fail "all data of $ENVIRONMENT would be gone: say --yes"
if group_exists; then
  [[ "$(az group show --name "$GROUP" --output json | jq --raw-output '.tags["kencom-environment"] // empty')" == "$ENVIRONMENT" ]] || fail "$GROUP is not ours"
  say "$GROUP goes"
  az group delete --name "$GROUP" --yes --output none
fi
vault="$(deleted_vault)"
if [[ -n "$vault" ]]; then
  say "vault $vault goes for good"
  az keyvault purge --name "$vault" --location "$LOCATION" --output none
fi
