#!/bin/bash
# on-uhid.sh COMMAND [ARGUMENT]...
# In the virtual machine: plugs an emulated key in over uhid ($EMULATE adds options), runs the command with the emulator's
# process id as its last argument, ends the key by SIGTERM and checks that its node went with it; then the same by SIGKILL.
set -u
modprobe uhid
log=$(mktemp)

plug_in() {
  "$NODE" "$BINARY" emulate fido2 --on uhid ${EMULATE:-} >"$log" 2>&1 &
  emulator=$!
  for _ in $(seq 600); do
    grep -q 'plugged in' "$log" && return
    kill -0 $emulator || { cat "$log" >&2; exit 125; }
    sleep 0.1
  done
}

node_is_gone() { # node_is_gone HOW
  for _ in $(seq 50); do
    compgen -G '/dev/hidraw*' >/dev/null || return
    sleep 0.1
  done
  echo "on-uhid: the key was $1 and its node is still there" >&2
  exit 123
}

plug_in
"$@" $emulator
code=$?
kill $emulator
wait $emulator || { cat "$log" >&2; exit 124; }
node_is_gone stopped

plug_in
kill -KILL $emulator
wait $emulator 2>/dev/null
node_is_gone killed
exit $code
