#!/usr/bin/env bash
# Makes the next hash or data key. The app goes on with the current one until currentHashKey or currentDataKey is raised in the parameters: see
# infra/README.md, section Rotating a key.
#
#   infra/rotate-key.sh dev|stg|prod hash|data

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

use_environment "${1:-}"
kind="${2:-}"
[[ "$kind" == hash || "$kind" == data ]] || fail "say which key: hash or data"
need az openssl
version=1
while secret_exists "$kind-key-$version"; do version=$((version + 1)); done
((version > 1)) || fail "there is no $kind-key-1: deploy first"
make_secret "$kind-key-$version"
printf 'now set current%sKey to %s and deploy\n' "${kind^}" "$version"
