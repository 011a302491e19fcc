#!/usr/bin/env bash
# What leases cost and what they give, in sections, each with its own queue on one broker:
#
#   cost        1,000 sleeping jobs on one worker, all leased, with a lease of 60 s. Measured for 60 s: the share of a core that worker,
#               runners and broker use, and the messages per second that the broker receives (its own counter). Also the latencies of
#               acquiring (1,000 at once) and renewing leases, from the field "took" (milliseconds) of the events leased and renewed
#   quiet       these latencies with ten jobs at a time
#   reattach    200 running jobs, kill -9 of the worker, and the time until the next worker has reattached to all of them
#   takeover    worker, runner and job killed at once, as if the host were gone: the time until another worker starts the job, minus the lease
#   crash       kill -9 of a job's process: the time until its end according to the event, and until that line is printed
#   throughput  1,000 no-op jobs (cat), in turns with the binary that --baseline names
#
# usage: bench/leases.sh [--jobs N] [--baseline PROGRAM] [SECTION…]   all sections; throughput only with a baseline
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
ulimit -n "$(ulimit -Hn)"
BROKER_PID=$(sed -n 's/^pid=//p' <<<"$lines") BROKER_NAME=$broker /usr/bin/python3 bench/leases.py --folder "$scratch" "$@"
