# Sourced by the benchmarks: builds the native binary if needed, and starts a broker that is stopped with the script.
# Sets HAULBEAT, BROKER (its address) and BROKER_LOG.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
broker=bench-$$
trap 'jobs -p | xargs -r kill 2>/dev/null; eng/broker stop "$broker"; rm -rf "${scratch:-}"' EXIT
trap 'exit 130' INT TERM HUP
scratch=$(mktemp -d)

HAULBEAT=${HAULBEAT_BINARY:-$PWD/artifacts/bin/haulbeat}
if [[ ! -x $HAULBEAT ]]; then
  echo "publishing the native binary first" >&2
  dotnet publish src/Haulbeat.Cli -c Release -r linux-x64 -o artifacts/bin -v quiet >&2
fi

lines=$(eng/broker start "$broker")
BROKER=$(sed -n 's/^url=//p' <<<"$lines")
BROKER_LOG=$(sed -n 's/^log=//p' <<<"$lines")
export HAULBEAT BROKER BROKER_LOG XDG_STATE_HOME=$scratch/state
