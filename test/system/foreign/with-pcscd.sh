#!/bin/bash
# with-pcscd.sh COMMAND [ARGUMENT]...
# Runs a command beside a pcscd of its own, with Debian's virtual reader, in mount, network and process namespaces of their
# own: no other pcscd is met, and nothing outlives the command, which is told $PCSCD_PID. pcscd's words go to $PCSCD_LOG.
# Needs root.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  exec unshare --mount --net --pid --fork --kill-child --mount-proc -- "$0" --inside "$@"
fi
shift
mount -t tmpfs tmpfs /run
mkdir -p /run/pcscd
ip link set lo up
options=(--foreground)
# newer ones ask polkit, which does not run here
if pcscd --help 2>&1 | grep -q -- --disable-polkit; then options+=(--disable-polkit); fi
pcscd "${options[@]}" ${PCSCD_OPTIONS:-} >"${PCSCD_LOG:-/dev/null}" 2>&1 </dev/null &
export PCSCD_PID=$!
for _ in $(seq 100); do
  [ -S /run/pcscd/pcscd.comm ] && exec "$@"
  sleep 0.05
done
echo "with-pcscd: pcscd did not start" >&2
exit 125
