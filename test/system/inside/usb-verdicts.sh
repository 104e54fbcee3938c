#!/bin/bash
# usb-verdicts.sh OUT
# In the virtual machine: judges one key on uhid, then its like over USB/IP, with every leave. $RULES holds options that choose
# rules, $ON the wires. Reports and what was said go into the folder OUT as WIRE.json, WIRE.said, WIRE.code and WIRE.s (seconds).
# Then a key that waits for the finger of --touch-command (touched.*), and a run that Ctrl-C ends (interrupted.*), on uhid.
# Where the folder OUT/store holds a key, that is judged first, on uhid and without any leave, as bare.json and so on.
set -u
out=$1
here=$(dirname "$(readlink -f "$0")")
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

if [ -d "$out/store" ]; then
  plug_in uhid 'plugged in' --store "$out/store"
  judge bare --record "$out/bare.jsonl"
  kill $key; wait $key; until_gone
fi

case " $ON " in *' uhid '*)
  plug_in uhid 'plugged in' --seed 5
  echo "$here/replug-uhid.sh $key" >"$replug"
  allow uhid "$replug"
  kill $key; wait $key; until_gone ;;
esac

finger=$(mktemp -u)
plug_in uhid 'plugged in' --touch "command:while [ ! -e $finger ]; do sleep 0.05; done; rm $finger"
RULES='--rule hid.keepalive.* --rule hid.cancel.* --rule hid.busy.waiting --rule ctap2.make-credential.exclude-list.own' \
  judge touched --allow reset,pin,write --touch-command "touch $finger"
kill $key; wait $key; until_gone

plug_in uhid 'plugged in'
"$NODE" "$BINARY" test usb: --allow write --no-tui --report json="$out/interrupted.json" \
  >"$out/interrupted.log" 2>"$out/interrupted.said" &
run=$!
for _ in $(seq 600); do grep -q ' upheld' "$out/interrupted.log" && break; sleep 0.1; done
kill -INT $run
wait $run
echo $? >"$out/interrupted.code"
kill $key; wait $key; until_gone

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
