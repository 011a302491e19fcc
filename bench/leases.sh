#!/usr/bin/env bash
# What leases cost and what they give, in sections, each with its own queue on one broker:
#
#   cost        1,000 sleeping jobs at lease 60 s on one worker, all leased: for 60 s the shares of a core that worker, runners and
#               broker take, and the messages a second that the broker is sent (its own counter); the latencies of leases (1,000 at
#               once) and renewals, from the field "took" (milliseconds) of the events leased and renewed
#   quiet       these latencies when there are ten jobs at a time
#   reattach    200 running jobs, kill -9 of the worker, and how long the next one takes to reattach them all
#   takeover    worker, runner and job killed at once, as if the host were gone: until another worker starts the job, less the lease
#   crash       kill -9 of a job's process: until the time in the event that tells its end, and until that line is there
#   throughput  1,000 no-op jobs (cat), against the program that --baseline names, in turns
#
# usage: bench/leases.sh [--jobs N] [--baseline PROGRAM] [SECTION…]   all sections, throughput only with a baseline
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
ulimit -n "$(ulimit -Hn)"
BROKER_PID=$(sed -n 's/^pid=//p' <<<"$lines") BROKER_NAME=$broker /usr/bin/python3 bench/leases.py --folder "$scratch" "$@"
