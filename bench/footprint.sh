#!/usr/bin/env bash
# What Haulbeat takes: the program's size and start, the memory of an idle worker and of a runner, and 500 jobs at once
# on one worker: its share of a core, and whether any heartbeat is late.
# usage: bench/footprint.sh [JOBS]
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
/usr/bin/python3 bench/footprint.py "${1:-500}" "$scratch"
