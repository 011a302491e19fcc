#!/bin/sh
# The embedded queue against SQLite's raw commit rate, on this machine, in one run.
# usage: bench/embedded-queue.sh [FOLDER]   measures the disk of that folder (default: the current one)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
disk=$(mktemp -d "${1:-$PWD}/haulbeat-bench.XXXXXX")
trap 'rm -rf "$disk"' EXIT
dotnet build "$here/embedded-queue" -c Release -o "$here/embedded-queue/bin/run" -v quiet --nologo >&2
queue=$here/embedded-queue/bin/run/EmbeddedQueue

ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }

full1=$(python3 "$here/embedded-queue/raw.py" "$disk" 4000 1 FULL)
full4=$(python3 "$here/embedded-queue/raw.py" "$disk" 4000 4 FULL)
one=$("$queue" throughput "$disk" 8000 4 1)
many=$("$queue" throughput "$disk" 16000 4 32)
latency=$("$queue" latency "$disk" 300)
idle=$("$queue" idle "$disk/idle.db" 10)

row() { printf '%-46s %9s   %5s   %5s\n' "$1" "$2" "$(ratio "$2" "$full1")" "$(ratio "$2" "$full4")"; }
printf '%-46s %9s   %5s   %5s\n' '' 'per s' '/raw1' '/raw4'
row 'raw SQLite, WAL, synchronous FULL, 1 process' "$full1"
row 'raw SQLite, WAL, synchronous FULL, 4 processes' "$full4"
row 'jobs sent, 4 senders, 1 at a time each' "${one% *}"
row 'jobs sent, 4 senders, 32 at a time each' "${many% *}"
row 'jobs leased and completed, 4 workers, 1 slot' "${one#* }"
row 'jobs leased and completed, 4 workers, 32 slots' "${many#* }"
printf 'from send to another process: median %s µs, p99 %s µs\n' "${latency% *}" "${latency#* }"
printf 'an idle receiver, 10 s: %s ms of processor time\n' "$idle"
