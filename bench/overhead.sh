#!/usr/bin/env bash
# What it costs to run each job in its own process: 1,000 persistent no-op messages, against amqp-consume (bare fork and exec in C)
# and the tutorial's two-process Python consumer, on one broker, in turns. Also the latencies, measured on the wire.
# usage: bench/overhead.sh [ROUNDS] [MESSAGES]
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
cc -O2 -o "$scratch/stamp" bench/stamp.c
/usr/bin/python3 bench/overhead.py "${1:-5}" "${2:-1000}" "$scratch"
