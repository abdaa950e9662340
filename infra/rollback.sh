#!/usr/bin/env bash
# Puts an earlier package back, functions and pages. Tables and messages stay: each version reads what the one before and after it writes.
#
#   infra/rollback.sh dev|stg|prod FOLDER     a package that is at hand
#   infra/rollback.sh dev|stg|prod RUN_ID     the package that this run of the deployment workflow built (kept for 90 days)

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source-path=SCRIPTDIR source=release.sh
source "$(dirname "${BASH_SOURCE[0]}")/release.sh"

use_environment "${1:-}"
need az curl jq npx unzip
package="${2:?which package or run?}"
if [[ ! -d "$package" && "$package" =~ ^[0-9]+$ ]]; then
  need gh
  run="$package"
  package="$(mktemp --directory)"
  trap 'rm -rf "$package"' EXIT
  gh run download "$run" --name package --dir "$package"
fi
[[ -f "$package/functions.zip" && -f "$package/web.zip" ]] || fail "there is no package in $package"
deploy_functions "$package"
deploy_web "$package"
smoke_test
