#!/bin/bash
# on-usbip.sh
# In the virtual machine: two emulated keys over USB/IP, attached by the kernel's own client; libfido2 reads the HID side, and
# pcscd with libccid, through pyscard, the card side. What each program said goes to stdout after a line "== NAME CODE".
set -u
here=$(dirname "$(readlink -f "$0")")
log=$(mktemp)
say() { # say NAME COMMAND...
  local name=$1 out code
  shift
  out=$("$@" 2>&1)
  code=$?
  printf '== %s %s\n%s\n' "$name" "$code" "$out"
}
until_there() { # until_there PATTERN COUNT
  for _ in $(seq 300); do
    [ "$(compgen -G "$1" | wc -l)" -eq "$2" ] && return
    sleep 0.1
  done
}

modprobe vhci-hcd
# libccid takes readers that its list names, whatever they say of themselves: one that has a FIDO and a CCID side
"$NODE" "$BINARY" emulate fido2 --count 2 --on 'usbip?id=1209:beee' >"$log" 2>&1 &
emulator=$!
for _ in $(seq 600); do
  grep -q 'attach' "$log" && break
  kill -0 $emulator || { cat "$log" >&2; exit 125; }
  sleep 0.1
done
say version usbip version
say listed usbip list -r 127.0.0.1
say attached usbip attach -r 127.0.0.1 -b 1-1
until_there '/dev/hidraw*' 1
say taken usbip attach -r 127.0.0.1 -b 1-1
say second usbip attach -r 127.0.0.1 -b 1-2
until_there '/dev/hidraw*' 2
sleep 1
say serials sh -c 'cat /sys/bus/usb/devices/*/serial | grep TS | sort'
say keys fido2-token -L
say info fido2-token -I /dev/hidraw0
say interfaces sh -c 'cat /sys/bus/usb/devices/*-*:1.*/bInterfaceClass | grep -v 09 | sort'

mkdir -p /run/pcscd /tmp/no-readers
pcscd --foreground --config /tmp/no-readers ${PCSCD_OPTIONS:-} >/tmp/pcscd.log 2>&1 </dev/null &
daemon=$!
for _ in $(seq 200); do [ -S /run/pcscd/pcscd.comm ] && break; sleep 0.1; done
say card timeout 60 /usr/bin/python3 -B "$here/pyscard_client.py" card
say registration timeout 60 /usr/bin/python3 -B "$here/../python_fido2_client.py" pcsc registration
kill $daemon
wait $daemon
say pcscd cat /tmp/pcscd.log

say detached usbip detach -p 00
until_there '/dev/hidraw*' 1
say again usbip attach -r 127.0.0.1 -b 1-1
until_there '/dev/hidraw*' 2
say keys-again fido2-token -L
kill $emulator
wait $emulator
echo "== emulator $?"
cat "$log"
until_there '/dev/hidraw*' 0
say gone fido2-token -L
