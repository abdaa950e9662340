#!/usr/bin/env bash
# Makes the next hash key. The app goes on with the current one until currentHashKey is raised in the parameters: see infra/README.md,
# section Rotating the hash key.
#
#   infra/rotate-hash-key.sh dev|stg|prod

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

use_environment "${1:-}"
need az openssl
version=1
while secret_exists "hash-key-$version"; do version=$((version + 1)); done
((version > 1)) || fail "there is no hash-key-1: deploy first"
make_secret "hash-key-$version"
printf 'now set currentHashKey to %s and deploy\n' "$version"
