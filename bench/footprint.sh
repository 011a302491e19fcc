#!/usr/bin/env bash
# What Haulbeat needs: the binary's size and start time, the memory of an idle worker and of a runner. Then, with 500 jobs at once
# on one worker, its share of a core, and whether any heartbeat is late.
# usage: bench/footprint.sh [JOBS]
set -euo pipefail
# shellcheck source=bench/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
/usr/bin/python3 bench/footprint.py "${1:-500}" "$scratch"
