#!/usr/bin/env bash
# Puts an earlier build of the functions back. Tables and messages stay: each version reads what the one before and after it writes.
#
#   infra/rollback.sh dev|stg|prod PACKAGE.zip     a package that is at hand
#   infra/rollback.sh dev|stg|prod RUN_ID          the package that this run of the deployment workflow built (kept for 90 days)

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

use_environment "${1:-}"
need az curl
package="${2:?which package or run?}"
if [[ ! -f "$package" && "$package" =~ ^[0-9]+$ ]]; then
  need gh
  downloaded="$(mktemp -d)"
  trap 'rm -rf "$downloaded"' EXIT
  gh run download "$package" --name functions --dir "$downloaded"
  package="$(find "$downloaded" -name '*.zip' -print -quit)"
fi
deploy_package "$package"
smoke_test
