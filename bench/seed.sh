#!/usr/bin/env bash
# The case for which Haulbeat exists: a message that takes 200 s, at a heartbeat of 2 s. First Haulbeat, then the tutorial's
# Python consumer with the work in its callback, on the same broker.
# usage: bench/seed.sh [SECONDS]
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
seconds=${1:-200}
missed() { grep -c 'missed heartbeats' "$BROKER_LOG" || true; }
waiting() { eng/broker ctl "$broker" list_queues --no-table-headers name messages | awk '$1 == "demo.hello" { print $2 }'; }
send() {
  /usr/bin/python3 tests/foreign/declare.py "$BROKER" demo.hello tutorial
  printf %s "$seconds" | /usr/bin/python3 tests/foreign/send.py "$BROKER" demo.hello
}

send
began=$SECONDS
"$HAULBEAT" work demo.hello --broker "$BROKER?heartbeat=2" --max-jobs 1 --json -- sh -c 'sleep $(cat)' >"$scratch/events" && code=0 || code=$?
echo "haulbeat:           ended with $code after $((SECONDS - began)) s, runs: $(grep -c '"event":"started"' "$scratch/events"), finished: $(grep -c '"event":"finished"' "$scratch/events"), heartbeats missed: $(missed), messages left: $(waiting)"

send
began=$SECONDS before=$(missed)
/usr/bin/python3 tests/foreign/work_in_callback.py "$BROKER?heartbeat=2" demo.hello 2>"$scratch/errors" && code=0 || code=$?
echo "work in callback:   ended with $code after $((SECONDS - began)) s, heartbeats missed: $(($(missed) - before)), messages left: $(waiting)"
echo "                    $(tail -n 1 "$scratch/errors")"
