#!/bin/bash
# on-uhid.sh COMMAND [ARGUMENT]...
# In the virtual machine: plugs an emulated key in over uhid ($EMULATE adds options), runs the command with the emulator's
# process id as its last argument, ends the key by SIGTERM and checks that its node went with it.
set -u
modprobe uhid
log=$(mktemp)
"$NODE" "$BINARY" emulate fido2 --on uhid ${EMULATE:-} >"$log" 2>&1 &
emulator=$!
for _ in $(seq 600); do
  grep -q 'plugged in' "$log" && break
  kill -0 $emulator || { cat "$log" >&2; exit 125; }
  sleep 0.1
done
"$@" $emulator
code=$?
kill $emulator
wait $emulator || { cat "$log" >&2; exit 124; }
for _ in $(seq 50); do
  compgen -G '/dev/hidraw*' >/dev/null || exit $code
  sleep 0.1
done
echo 'on-uhid: the key is gone and its node is not' >&2
exit 123
