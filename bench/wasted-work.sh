#!/usr/bin/env bash
# The work that faults waste: 8 jobs of 20 s on 2 slots, all connections reset every 15 s, and one restart of the worker
# halfway through. All programs run side by side on one broker and meet the same faults at the same moments. The jobs keep a ledger, and
# all figures come from it: seconds worked over seconds needed, runs per job, jobs run twice at once, ended twice, and lost.
#
#   Haulbeat         defaults. Restarted by SIGTERM with --on-stop detach, and in a separate row by kill -9 of the worker.
#                    The runners survive, as with systemd's KillMode=process.
#   Celery           acks late, prefetch multiplier 1, reject on worker lost, concurrency 2: see celery_app.py.
#   two-process      the tutorials' consumer, see two_process.py: the work in a child while the parent serves the connection;
#                    two of them, prefetch 1, ack at the end; and with auto-ack, as in tutorials that never mention acks.
#   amqp-consume     two of them, prefetch 1 (amqp-consume(1): acks when the command has exited with 0).
#
# Each program is restarted as by systemd (Restart=always, RestartSec=100ms). The peers are restarted with KillMode=mixed,
# TimeoutStopSec=10: SIGTERM to the main process, on which Celery finishes its running tasks ("warm shutdown"). After the 10 s
# that a deploy waits, everything that is left is killed, so that no peer is blamed for processes that its service manager left behind.
#
# usage: bench/wasted-work.sh [SECONDS_OF_FAULTS] [SECONDS_TO_FINISH]   120 and 300: how long after the faults a job may still end
# HAULBEAT_OPTIONS: further options for haulbeat work. KEEP: a folder in which to keep the ledgers and logs. Needs the Debian package celery.
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
if ! /usr/bin/python3 -c 'import celery' 2>/dev/null; then echo "Celery is not installed: apt-get install celery" >&2; exit 1; fi
folder=$scratch
if [[ -n ${KEEP:-} ]]; then folder=$(mktemp -d "$KEEP/wasted-work.XXXXXX"); fi
broker_version=$(eng/broker ctl "$broker" version)
BENCH_BROKER=$broker BROKER_VERSION=$broker_version /usr/bin/python3 bench/wasted_work.py "${1:-120}" "${2:-300}" "$folder"
