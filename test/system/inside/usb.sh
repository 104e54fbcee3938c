#!/bin/bash
# usb.sh EMULATOR
# In the virtual machine, with an emulated key plugged in: what the tool makes of it over hidraw. Prints one JSON object: the
# reports, what was said, exit codes and times by their names. EMULATOR is the process of the key.
set -u
key=$1
here=$(dirname "$(readlink -f "$0")")
out=$(mktemp -d)
tool() { "$NODE" "$BINARY" "$@"; }
tool devices --json >"$out/devices.json" 2>"$out/devices.said"
# nothing may be written, reset or unlocked without leave
tool test usb: --runs 1 --quiet --report json="$out/bare.json" >/dev/null 2>"$out/bare.said"
echo $? >"$out/bare.code"
tool test usb: --allow reset,pin,write --replug-command "$here/replug-uhid.sh $key" --runs 1 --quiet --report json="$out/allowed.json" \
  --rule 'hid.init.*' --rule 'ctap2.get-info.*' --rule 'ctap2.reset.*' --rule 'ctap2.make-credential.credential-id.*' >/dev/null 2>"$out/allowed.said"
echo $? >"$out/allowed.code"
# a twin beside it: which of the two is meant must be said
"$NODE" "$BINARY" emulate fido2 --on uhid >/dev/null 2>&1 &
twin=$!
for _ in $(seq 300); do [ -e /dev/hidraw1 ] && break; sleep 0.1; done
tool test usb: >/dev/null 2>"$out/twins.said"
echo $? >"$out/twins.code"
# the twin is pulled out in mid-run, for good
"$NODE" "$BINARY" test usb:/dev/hidraw1 --quiet --report json="$out/pulled.json" >/dev/null 2>"$out/pulled.said" &
test=$!
for _ in $(seq 300); do
  sleep 0.1
  ls -l /proc/$test/fd 2>/dev/null | grep -q hidraw && break
done
sleep 3
began=$(date +%s%N)
kill -KILL $twin
wait $test
echo $? >"$out/pulled.code"
echo $((($(date +%s%N) - began) / 1000000)) >"$out/pulled.ms"
"$NODE" -e '
  const { readdirSync, readFileSync } = require("node:fs");
  const folder = process.argv[1];
  const texts = readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")]);
  console.log(JSON.stringify(Object.fromEntries(texts)));' "$out"
