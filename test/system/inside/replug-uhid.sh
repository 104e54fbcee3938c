#!/bin/bash
# replug-uhid.sh EMULATOR
# Plugs the emulated key on uhid out and in, and returns when it is back. A signal is obeyed after it was sent: the key is back
# when its node belongs to another device than before.
devices() { readlink -f /sys/class/hidraw/*/device; }
before=$(devices)
kill -USR2 "$1" || exit 1
for _ in $(seq 400); do
  now=$(devices)
  [ "$now" != "$before" ] && compgen -G '/dev/hidraw*' >/dev/null && exit 0
  sleep 0.05
done
echo 'replug-uhid: the key did not come back' >&2
exit 1
