#!/bin/bash
# usb-verdicts.sh OUT
# In the virtual machine: judges one key on uhid, then its like over USB/IP, with every leave. $RULES holds options that choose
# rules, $ON the wires. Reports and what was said go into the folder OUT as WIRE.json, WIRE.said, WIRE.code and WIRE.s (seconds).
# Where the folder OUT/store holds a key, that is judged first, on uhid and without any leave, as bare.json and so on.
set -u
out=$1
log=$(mktemp)
modprobe -a uhid vhci-hcd

plug_in() { # plug_in PLACE WORD OPTION...
  local place=$1 word=$2
  shift 2
  "$NODE" "$BINARY" emulate fido2 --on "$place" "$@" >"$log" 2>&1 &
  key=$!
  for _ in $(seq 600); do
    grep -q "$word" "$log" && return
    kill -0 $key || { cat "$log" >&2; exit 125; }
    sleep 0.1
  done
}
until_there() { for _ in $(seq 200); do compgen -G '/dev/hidraw*' >/dev/null && return; sleep 0.05; done; }
until_gone() { for _ in $(seq 200); do compgen -G '/dev/hidraw*' >/dev/null || return; sleep 0.05; done; }

judge() { # judge NAME OPTION...
  local name=$1 began=$SECONDS
  shift
  # shellcheck disable=SC2086
  "$NODE" "$BINARY" test usb: "$@" --seed 11 --runs 1 --no-tui $RULES --report json="$out/$name.json" \
    >"$out/$name.log" 2>"$out/$name.said"
  echo $? >"$out/$name.code"
  echo $((SECONDS - began)) >"$out/$name.s"
}
allow() { # allow NAME REPLUG_SCRIPT
  judge "$1" --allow reset,pin,write --replug-command "bash $2"
}

replug=$(mktemp)
node_name() { readlink -f /sys/class/hidraw/*/device; }

if [ -d "$out/store" ]; then
  plug_in uhid 'plugged in' --store "$out/store"
  judge bare --record "$out/bare.jsonl"
  kill $key; wait $key; until_gone
fi

case " $ON " in *' uhid '*)
  plug_in uhid 'plugged in' --seed 5
  # a signal is obeyed after it was sent: the key is back when its node is another one
  {
    declare -f node_name
    echo 'before=$(node_name)'
    echo "kill -USR2 $key"
    echo 'while now=$(node_name); [ -z "$now" ] || [ "$now" = "$before" ]; do sleep 0.05; done'
  } >"$replug"
  allow uhid "$replug"
  kill $key; wait $key; until_gone ;;
esac

case " $ON " in *' usbip '*)
  plug_in usbip attach --seed 5
  usbip attach -r 127.0.0.1 -b 1-1
  until_there
  # a key that comes back over the network must be attached again
  {
    declare -f until_there until_gone
    echo "kill -USR2 $key; until_gone; until usbip attach -r 127.0.0.1 -b 1-1 2>/dev/null; do sleep 0.1; done; until_there"
  } >"$replug"
  allow usbip "$replug"
  kill $key; wait $key ;;
esac
exit 0
