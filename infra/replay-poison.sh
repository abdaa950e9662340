#!/usr/bin/env bash
# Puts the messages of a poison queue back into their queue, oldest first. A message is deleted from the poison queue only after
# it is in the other: what is interrupted in between comes twice, and every handler stands that.
#
#   infra/replay-poison.sh dev|stg|prod QUEUE [--show]
#
#   --show   lists the messages (ids only, as all our messages) and changes nothing

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

use_environment "${1:-}"
need az jq
queue="${2:?which queue?}"
jq --exit-status --arg queue "$queue" '.queues | index($queue)' "$INFRA/names.json" >/dev/null || fail "there is no queue $queue"
account="$(resource data-account)"
account="$(name_of "$account")"
storage() { az storage message "$@" --account-name "$account" --auth-mode login --output json; }

if [[ "${3:-}" == --show ]]; then
  storage peek --queue-name "$queue-poison" --num-messages 32 | jq --raw-output '.[] | [.insertionTime, .id, (.content | @base64d)] | @tsv'
  exit
fi

count=0
while true; do
  messages="$(storage get --queue-name "$queue-poison" --num-messages 32 --visibility-timeout 300)"
  [[ "$(jq length <<<"$messages")" != 0 ]] || break
  while IFS=$'\t' read -r id receipt content; do
    # The content stays as it is: base64, as the trigger expects it.
    storage put --queue-name "$queue" --content "$content" --time-to-live 604800 >/dev/null
    storage delete --queue-name "$queue-poison" --id "$id" --pop-receipt "$receipt" >/dev/null
    count=$((count + 1))
  done < <(jq --raw-output '.[] | [.id, .popReceipt, .content] | @tsv' <<<"$messages")
done
printf '%s messages put back into %s\n' "$count" "$queue"
