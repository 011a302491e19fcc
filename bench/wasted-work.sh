#!/usr/bin/env bash
# The work that faults waste: 8 jobs of 20 s on 2 slots, all connections reset every 15 s, and one restart of the worker
# half-way; the same faults at the same moments for everybody, on one broker, side by side. The jobs keep a ledger, from which
# all figures come: seconds worked over seconds needed, runs per job, jobs run twice at once, ended twice, and lost.
#
#   Haulbeat         defaults. Restarted by SIGTERM with --on-stop detach, and (a row of its own) by kill -9 of the worker;
#                    as with systemd's KillMode=process, the runners stay.
#   Celery           acks late, prefetch multiplier 1, reject on worker lost, concurrency 2: see celery_app.py.
#   two-process      the tutorials' consumer, see two_process.py: the work in a child while the parent serves the connection;
#                    two of them, prefetch 1, ack at the end; and auto-ack, as tutorials that never speak of acks have it.
#   amqp-consume     two of them, prefetch 1 (amqp-consume(1): acks when the command has exited with 0).
#
# Everybody is kept up as by systemd (Restart=always, RestartSec=100ms). The peers' restart is KillMode=mixed,
# TimeoutStopSec=10: SIGTERM to the main process, at which Celery finishes its running tasks ("warm shutdown"); what is left after
# the 10 s a deploy waits is killed, all of it, so that no peer is blamed for processes its service manager left behind.
#
# usage: bench/wasted-work.sh [SECONDS_OF_FAULTS] [SECONDS_TO_FINISH]   120 and 300: how long after the faults a job may still end
# HAULBEAT_OPTIONS: further options for haulbeat work. KEEP: a folder in which the ledgers and logs are kept. Needs the Debian package celery.
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
if ! /usr/bin/python3 -c 'import celery' 2>/dev/null; then echo "Celery is not installed: apt-get install celery" >&2; exit 1; fi
folder=$scratch
if [[ -n ${KEEP:-} ]]; then folder=$(mktemp -d "$KEEP/wasted-work.XXXXXX"); fi
broker_version=$(eng/broker ctl "$broker" version)
BENCH_BROKER=$broker BROKER_VERSION=$broker_version /usr/bin/python3 bench/wasted_work.py "${1:-120}" "${2:-300}" "$folder"
