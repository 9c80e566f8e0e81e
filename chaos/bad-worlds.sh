#!/usr/bin/env bash
# Does to a Cloudburst of separate processes what docs/reliability.md has under "Bad worlds" and no test does at each build, and says
# what came of it. For root on Linux, who may mount small file systems; takes some minutes.
#
#   chaos/bad-worlds.sh [DIRECTORY]      with the cloudburst of this checkout, or that of $CLOUDBURST
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cloudburst=${CLOUDBURST:-$here/cloudburst}
work=${1:-$(mktemp -d)}
disks=("$work/checkpoints" "$work/broker")
port=${PORT:-22700}
gateway=127.0.0.1:$((port + 5))
broker=127.0.0.1:$port
export KAFKA_BOOTSTRAP_SERVERS=$broker CLOUDBURST_BROKER_ADDRESSES=$broker
export CLOUDBURST_JOBMANAGER_PORT=$((port + 1)) CLOUDBURST_JOBMANAGER_REST_PORT=$((port + 2))
export CLOUDBURST_JOBMANAGER_BLOB_PORT=$((port + 3)) CLOUDBURST_KVS_PORT=$((port + 4))
export CLOUDBURST_GATEWAY_PORT=$((port + 5))
export CLOUDBURST_DIRECTORY=$work/data CLOUDBURST_JOB_CHECKPOINTS=$work/checkpoints/of-the-job
declare -A launchers=()

start() { # ROLE
  echo >"$work/$1.out"
  local directory=$CLOUDBURST_DIRECTORY
  if [ "$1" = broker ]; then directory=$work/broker; fi
  printf '+0000000' >"$work/$1.clock"
  CLOUDBURST_DIRECTORY=$directory CLOUDBURST_HEALTH_FILE=$work/$1.health \
    LD_PRELOAD=${clock:-} STEPPED_CLOCK=$work/$1.clock setsid "$cloudburst" "$1" >>"$work/$1.out" 2>>"$work/$1.log" </dev/null &
  launchers[$1]=$!
  # Or the shell would say of each that it was killed.
  disown
}

kill_now() { # ROLE: the launcher and its JVM
  kill -9 -- "-${launchers[$1]}" 2>/dev/null || true
  unset "launchers[$1]"
}

end() {
  local role
  for role in "${!launchers[@]}"; do kill_now "$role"; done
  local disk
  for disk in "${disks[@]}"; do umount -l "$disk" 2>/dev/null || true; done
  echo "what the processes said is in $work"
}

within() { # SECONDS WHAT COMMAND...
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -gt $until ]; then
      echo "FAILED: $what"
      exit 1
    fi
    sleep 0.5
  done
  echo "ok: $what"
}

says() { grep -q -- "$2" "$work/$1"; } # FILE PATTERN
started_twice() { [ "$(grep -c ^ready "$work/$1.out")" -ge 2 ]; } # ROLE
answers() { [ "$("$cloudburst" call --server "$broker" --timeout 10s square 12)" = 144 ]; }
answers_http() { # PATTERN of the answer
  curl -sS -m 10 -H 'Content-Type: application/json' -d '{"args": [12]}' "http://$gateway/v1/functions/square/calls" | grep -q -- "$1"
}
set_clock() { printf '%+08d' "$2" | dd of="$work/$1.clock" conv=notrunc status=none; } # ROLE SECONDS
fill() { dd if=/dev/zero of="$1/filler" bs=4k 2>/dev/null || true; }
newest() { find "$work/checkpoints" -path '*/chk-*/_metadata' -not -path '*/damaged-*' | sort -V | tail -1; }

trap end EXIT
mkdir -p "$work/data" "${disks[@]}"
if command -v cc >/dev/null; then
  clock=$work/stepped-clock.so
  cc -shared -fPIC -O2 -o "$clock" "$here/chaos/stepped-clock.c"
fi
mount -t tmpfs -o size=16m cloudburst-checkpoints "${disks[0]}"
mount -t tmpfs -o size=260m cloudburst-broker "${disks[1]}"
start broker
within 60 "a broker starts" says broker.out ^ready
for role in kvs jobmanager taskmanager gateway; do start $role; done
"$cloudburst" deploy --server "$broker" "${FUNCTIONS:-$here/examples/target/examples-0.1.0.jar}" >/dev/null
within 90 "calls are answered" answers

echo "no room for checkpoints:"
fill "${disks[0]}"
within 60 "the job manager says so" says jobmanager.health "No space left on device"
within 30 "calls are answered meanwhile" answers
rm "${disks[0]}/filler"
within 30 "the job manager is well again" says jobmanager.health " ok"

echo "the newest checkpoint is cut off:"
kill_now jobmanager
truncate -s 1000 "$(newest)"
start jobmanager
within 60 "it is put aside" says jobmanager.log "is damaged .* put aside"
within 90 "calls are answered" answers

echo "no room for the broker:"
fill "${disks[1]}"
within 60 "its launcher says why it does not start" says broker.log "MiB free, and needs at least"
rm "${disks[1]}/filler"
within 60 "it starts by itself" started_twice broker
within 90 "calls are answered" answers

if [ -z "${clock:-}" ]; then
  echo "clocks are left alone: there is no C compiler"
  exit
fi
echo "clocks are set:"
within 60 "calls are answered over HTTP" answers_http '"result":144'
for role in gateway taskmanager; do
  for seconds in 3600 -3600; do
    set_clock $role $seconds
    # The caller is the gateway: behind the task manager, it is told so.
    case $role$seconds in
      gateway-3600 | taskmanager3600) within 5 "$role by $seconds s: a clear error" answers_http "clock is behind" ;;
      *) within 5 "$role by $seconds s: calls are answered" answers_http '"result":144' ;;
    esac
    set_clock $role 0
    within 5 "$role set right: calls are answered" answers_http '"result":144'
  done
done
