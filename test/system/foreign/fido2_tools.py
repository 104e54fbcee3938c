"""libfido2's own tools against a key on hidraw, as a person would use them.

  fido2_tools.py EMULATOR-PID

Runs in the virtual machine. Prints a JSON object: for each step the exit code and what the tool said. PINs are typed at the
terminal that each tool believes it has.
"""

import base64
import glob
import json
import os
import pty
import re
import select
import signal
import sys
import time

DEADLINE_S = 60
HASH = base64.b64encode(b"c" * 32).decode()
SALT = base64.b64encode(b"s" * 32).decode()
OTHER_SALT = base64.b64encode(b"t" * 32).decode()
RP = "tools.example"
found = {}


def run(*command, answers=()):
    """Exit code and words of a program on a terminal; `answers` are typed, one a prompt."""
    left = list(answers)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    said = b""
    deadline = time.time() + DEADLINE_S
    while time.time() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                chunk = os.read(terminal, 4096)
            except OSError:
                break
            if not chunk:
                break
            said += chunk
            if left and re.search(rb"(PIN|again)[^\n]*: $", said):
                os.write(terminal, left.pop(0).encode() + b"\n")
    else:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return {"code": os.waitstatus_to_exitcode(status), "said": said.decode(errors="replace").replace("\r\n", "\n")}


def step(name, *command, answers=()):
    found[name] = run(*command, answers=answers)
    return found[name]


def device(gone=None):
    """The hidraw node of the key; another than `gone`, when that is given a time to go."""
    deadline = time.time() + DEADLINE_S
    while time.time() < deadline:
        nodes = sorted(glob.glob("/dev/hidraw*"))
        if nodes and (gone is None or os.stat(nodes[0]).st_ino != gone):
            return nodes[0]
        time.sleep(0.05)
    raise RuntimeError("no hidraw node")


def written(path, *lines):
    with open(path, "w") as out:
        out.write("\n".join(lines) + "\n")
    return path


def lines(path):
    with open(path) as source:
        return source.read().splitlines()


def credential(name, node, *options, kind="es256", verify=(), answers=()):
    """A credential made and verified; gives its id and the file of its public key."""
    asked = written("/tmp/ask", HASH, RP, name, base64.b64encode(name.encode()).decode())
    made = step(name + ".make", "fido2-cred", "-M", *options, "-i", asked, "-o", "/tmp/made", node, kind, answers=answers)
    if made["code"] != 0:
        return None, None
    step(name + ".verify", "fido2-cred", "-V", *verify, "-i", "/tmp/made", "-o", "/tmp/" + name, kind)
    identifier, *key = lines("/tmp/" + name)
    return identifier, written("/tmp/" + name + ".pem", *key)


def assertion(name, node, *options, kind="es256", key=None, ids=(), salt=None, verify=(), answers=()):
    """An assertion got and verified; gives the lines of the first."""
    asked = written("/tmp/ask", HASH, RP, *ids, *([salt] if salt else []))
    got = step(name + ".get", "fido2-assert", "-G", *options, "-i", asked, "-o", "/tmp/got", node, answers=answers)
    if got["code"] != 0:
        return []
    if key is not None:
        step(name + ".verify-assertion", "fido2-assert", "-V", *verify, "-i", "/tmp/got", key, kind)
    return lines("/tmp/got")


def main():
    emulator = int(sys.argv[1])
    node = device()
    found["version"] = run("fido2-token", "-V")["said"].strip()
    step("list", "fido2-token", "-L")
    step("info", "fido2-token", "-I", node)

    plain, key = credential("plain", node)
    assertion("plain", node, key=key, ids=[plain])
    eddsa, key = credential("eddsa", node, kind="eddsa")
    assertion("eddsa", node, kind="eddsa", key=key, ids=[eddsa])

    step("set-pin", "fido2-token", "-S", node, answers=["1234", "1234"])
    step("change-pin", "fido2-token", "-C", node, answers=["1234", "87654321", "87654321"])
    pin = ["87654321"]
    step("wrong-pin", "fido2-token", "-I", "-c", node, answers=["0000"])
    step("credentials", "fido2-token", "-I", "-c", node, answers=pin)

    verified, key = credential("verified", node, "-v", verify=["-v"], answers=pin)
    assertion("verified", node, "-v", key=key, ids=[verified], verify=["-v"], answers=pin)

    secret, key = credential("secret", node, "-h", verify=["-h"], answers=pin)
    outputs = [
        assertion("secret", node, "-h", key=key, ids=[secret], salt=salt, verify=["-h"], answers=pin)[-1:]
        for salt in (SALT, OTHER_SALT, SALT)
    ]
    found["secrets"] = {
        "length": [len(base64.b64decode(output[0])) for output in outputs if output],
        "same": outputs[0] == outputs[2],
        "differ": outputs[0] != outputs[1],
    }

    protected, key = credential("protected", node, "-v", "-c", "3", verify=["-v", "-c", "3"], answers=pin)
    assertion("protected.without-pin", node, ids=[protected])
    assertion("protected.with-pin", node, "-v", key=key, ids=[protected], verify=["-v"], answers=pin)

    _, key = credential("resident", node, "-r", answers=pin)
    assertion("resident", node, "-r", key=key)
    step("rps", "fido2-token", "-L", "-r", node, answers=pin)
    step("residents", "fido2-token", "-L", "-k", RP, node, answers=pin)

    inode = os.stat(node).st_ino
    os.kill(emulator, signal.SIGUSR2)
    node = device(inode)
    step("reset", "fido2-token", "-R", node)
    step("info-after-reset", "fido2-token", "-I", node)
    print(json.dumps(found))


main()
