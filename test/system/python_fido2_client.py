"""python-fido2 0.9.1 against a key that speaks 64-byte CTAPHID reports in datagrams, or a card in pcscd's reader.

  python_fido2_client.py PORT|pcsc STEP [STATE-FILE]

Prints the findings of one step as a JSON object; `traffic` prints one line for each answer it got, `held` what of those
lines still holds. Whatever must work and does not ends it with a traceback and exit code 1.
"""

import hashlib
import json
import os
import socket
import sys
import threading
import time

from fido2.attestation import Attestation
from fido2.cose import CoseKey
from fido2.ctap import CtapError
from fido2.ctap1 import ApduError, Ctap1
from fido2.ctap2 import ClientPin, CredentialManagement, Ctap2
from fido2.ctap2.extensions import HmacSecretExtension
from fido2.ctap2.pin import PinProtocolV1, PinProtocolV2
from fido2.hid import CtapHidDevice
from fido2.hid.base import CtapHidConnection, HidDescriptor

RP = {"id": "python-fido2.example", "name": "python-fido2"}
HASH = hashlib.sha256(b"client data").digest()
ES256 = [{"type": "public-key", "alg": -7}]
EDDSA = [{"type": "public-key", "alg": -8}]
PIN = "12345678"
READ_TIMEOUT_S = 20

POWER_CYCLE = bytes.fromhex(
    "ac1052ca95e569de69e02ebff333485f13f9b2da34c5a8a340526697a9ab2e0b"
    "394d8d04973c134005be1a0140bff6045bb26eb77a73eaa47813f6b49a7250dc"
)


class UdpConnection(CtapHidConnection):
    def __init__(self, port):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))
        self.socket.settimeout(READ_TIMEOUT_S)

    def read_packet(self):
        return self.socket.recv(64)

    def write_packet(self, data):
        assert len(data) == 64
        self.socket.send(data)

    def close(self):
        self.socket.close()


def open_card():
    """The card of the first reader; it may be on its way there."""
    from fido2.pcsc import CtapPcscDevice

    for _ in range(100):
        found = list(CtapPcscDevice.list_devices())
        if found:
            return found[0]
        time.sleep(0.1)
    raise RuntimeError("no card in any reader")


def open_device(port):
    return CtapHidDevice(HidDescriptor("udp:%d" % port, 0, 0, 64, 64), UdpConnection(port))


def user(name):
    return {"id": name.encode(), "name": name, "displayName": name.title()}


def allow(credential_id):
    return [{"type": "public-key", "id": credential_id}]


def refused(work):
    """The status of the CtapError that `work` is refused with; 0 when it is not."""
    try:
        work()
        return 0
    except CtapError as error:
        return int(error.code)


def verify_attestation(made):
    result = Attestation.for_type(made.fmt)().verify(made.att_statement, made.auth_data, HASH)
    return result.attestation_type.name if hasattr(result, "attestation_type") else type(result).__name__


def authorized(client_pin, permission, pin=PIN):
    """pinUvAuthParam and protocol for one makeCredential or getAssertion."""
    token = client_pin.get_pin_token(pin, permission, RP["id"])
    return {
        "pin_uv_param": client_pin.protocol.authenticate(token, HASH),
        "pin_uv_protocol": client_pin.protocol.VERSION,
    }


def step_info(device):
    ctap = Ctap2(device)
    info = ctap.get_info()
    return {
        "versions": info.versions,
        "extensions": info.extensions,
        "options": info.options,
        "aaguid": bytes(info.aaguid).hex(),
        "protocols": info.pin_uv_protocols,
        "maxMsgSize": info.max_msg_size,
        "algorithms": [entry["alg"] for entry in info.algorithms],
        "hidVersion": device.version,
        "capabilities": device.capabilities,
        "ping": device.ping(b"x" * 1000) == b"x" * 1000,
        "longestPing": device.ping(b"y" * 7609) == b"y" * 7609,
    }


def step_registration(device):
    ctap = Ctap2(device)
    found = {}
    for name, params in (("ES256", ES256), ("EdDSA", EDDSA)):
        made = ctap.make_credential(HASH, RP, user("alice"), params)
        credential = made.auth_data.credential_data
        got = [ctap.get_assertion(RP["id"], HASH, allow(credential.credential_id)) for _ in range(2)]
        for assertion in got:
            assertion.verify(HASH, CoseKey.parse(credential.public_key))
        found[name] = {
            "fmt": made.fmt,
            "attestation": verify_attestation(made),
            "flags": int(made.auth_data.flags),
            "assertionFlags": int(got[0].auth_data.flags),
            "countsUp": got[1].auth_data.counter > got[0].auth_data.counter,
            "excluded": refused(
                lambda: ctap.make_credential(HASH, RP, user("alice"), params, allow(credential.credential_id))
            ),
            "otherRp": refused(lambda: ctap.get_assertion("other.example", HASH, allow(credential.credential_id))),
        }
    return found


def client_pin_with(protocol):
    def step(device):
        ctap = Ctap2(device)
        pin = ClientPin(ctap, protocol())
        found = {"before": ctap.get_info().options["clientPin"]}
        pin.set_pin(PIN)
        found["after"] = ctap.get_info().options["clientPin"]
        found["retries"] = pin.get_pin_retries()[0]
        found["wrong"] = refused(lambda: pin.get_pin_token("wrong pin", 1, RP["id"]))
        found["retriesAfterWrong"] = pin.get_pin_retries()[0]
        made = ctap.make_credential(HASH, RP, user("alice"), ES256, **authorized(pin, 1))
        found["retriesAfterRight"] = pin.get_pin_retries()[0]
        credential = made.auth_data.credential_data
        found["attestation"] = verify_attestation(made)
        found["flags"] = int(made.auth_data.flags)
        got = ctap.get_assertion(RP["id"], HASH, allow(credential.credential_id), **authorized(pin, 2))
        got.verify(HASH, CoseKey.parse(credential.public_key))
        found["assertionFlags"] = int(got.auth_data.flags)
        found["wrongPermission"] = refused(
            lambda: ctap.make_credential(HASH, RP, user("bob"), ES256, **authorized(pin, 2))
        )
        found["tampered"] = refused(
            lambda: ctap.make_credential(
                HASH, RP, user("bob"), ES256, pin_uv_param=bytes(16 if protocol is PinProtocolV1 else 32),
                pin_uv_protocol=protocol.VERSION,
            )
        )
        pin.change_pin(PIN, "another pin")
        found["old"] = refused(lambda: pin.get_pin_token(PIN, 1, RP["id"]))
        pin.get_pin_token("another pin", 1, RP["id"])
        return found

    return step


def hmac_secret_with(protocol):
    def step(device):
        ctap = Ctap2(device)
        pin = ClientPin(ctap, protocol())
        pin.set_pin(PIN)
        made = ctap.make_credential(
            HASH, RP, user("alice"), ES256, extensions={"hmac-secret": True}, **authorized(pin, 1)
        )
        credential = made.auth_data.credential_data

        def secrets(salt1, salt2=None, verified=False):
            extension = HmacSecretExtension(ctap, protocol())
            salts = {"salt1": salt1} if salt2 is None else {"salt1": salt1, "salt2": salt2}
            wanted = extension.process_get_input({"hmacGetSecret": salts})
            got = ctap.get_assertion(
                RP["id"],
                HASH,
                allow(credential.credential_id),
                extensions={"hmac-secret": wanted},
                **(authorized(pin, 2) if verified else {})
            )
            got.verify(HASH, CoseKey.parse(credential.public_key))
            outputs = extension.process_get_output(got.auth_data)["hmacGetSecret"]
            return [value.hex() for value in outputs.values()]

        a, b = b"\x11" * 32, b"\x22" * 32
        return {
            "created": made.auth_data.extensions,
            "one": secrets(a),
            "again": secrets(a),
            "two": secrets(a, b),
            "swapped": secrets(b, a),
            "verified": secrets(a, verified=True),
        }

    return step


def step_resident(device):
    ctap = Ctap2(device)
    pin = ClientPin(ctap)
    pin.set_pin(PIN)
    keys = {}
    for name, params in (("alice", ES256), ("bob", EDDSA), ("carol", ES256)):
        made = ctap.make_credential(HASH, RP, user(name), params, options={"rk": True}, **authorized(pin, 1))
        credential = made.auth_data.credential_data
        keys[credential.credential_id] = CoseKey.parse(credential.public_key)
    got = ctap.get_assertions(RP["id"], HASH, **authorized(pin, 2))
    for assertion in got:
        assertion.verify(HASH, keys[assertion.credential["id"]])
    bare = ctap.get_assertions(RP["id"], HASH)
    return {
        "names": [assertion.user["name"] for assertion in got],
        "membersWithoutPin": sorted({member for assertion in bare for member in assertion.user}),
        "pastLast": refused(ctap.get_next_assertion),
    }


def step_credential_management(device):
    ctap = Ctap2(device)
    pin = ClientPin(ctap)
    pin.set_pin(PIN)
    made = {}
    for name in ("alice", "bob"):
        result = ctap.make_credential(HASH, RP, user(name), ES256, options={"rk": True}, **authorized(pin, 1))
        made[name] = result.auth_data.credential_data

    def manager():
        return CredentialManagement(ctap, pin.protocol, pin.get_pin_token(PIN, 4))

    result = CredentialManagement.RESULT
    metadata = manager().get_metadata()
    rps = manager().enumerate_rps()
    held = manager().enumerate_creds(rps[0][result.RP_ID_HASH])
    by_id = {entry[result.CREDENTIAL_ID]["id"]: entry for entry in held}
    found = {
        "existing": metadata[result.EXISTING_CRED_COUNT],
        "remaining": metadata[result.MAX_REMAINING_COUNT],
        "rps": [entry[result.RP]["id"] for entry in rps],
        "names": {name: by_id[data.credential_id][result.USER]["name"] for name, data in made.items()},
        "keys": all(by_id[data.credential_id][result.PUBLIC_KEY] == data.public_key for data in made.values()),
    }
    descriptor = {"type": "public-key", "id": made["bob"].credential_id}
    manager().update_user_info(descriptor, dict(user("bob"), name="robert"))
    manager().delete_cred({"type": "public-key", "id": made["alice"].credential_id})
    left = manager().enumerate_creds(rps[0][result.RP_ID_HASH])
    found["left"] = [entry[result.USER]["name"] for entry in left]
    manager().delete_cred(descriptor)
    found["deletedAgain"] = refused(lambda: manager().delete_cred(descriptor))
    found["existingAfter"] = manager().get_metadata()[result.EXISTING_CRED_COUNT]
    return found


def step_u2f(device):
    ctap = Ctap1(device)
    app = hashlib.sha256(RP["id"].encode()).digest()
    registered = ctap.register(HASH, app)
    registered.verify(app, HASH)
    signed = [ctap.authenticate(HASH, app, registered.key_handle) for _ in range(2)]
    for signature in signed:
        signature.verify(app, HASH, registered.public_key)

    def word(*args, **kwargs):
        try:
            ctap.authenticate(*args, **kwargs)
            return 0x9000
        except ApduError as error:
            return error.code

    return {
        "version": ctap.get_version(),
        "userPresence": signed[0].user_presence,
        "countsUp": signed[1].counter > signed[0].counter,
        "checkOnly": word(HASH, app, registered.key_handle, check_only=True),
        "otherApp": word(HASH, HASH, registered.key_handle),
        "foreign": word(HASH, app, b"\x5a" * len(registered.key_handle)),
    }


def step_cancel(device):
    """Needs a key that waits for a touch for ever."""
    ctap = Ctap2(device)
    event = threading.Event()
    seen = []

    def on_keepalive(status):
        seen.append(int(status))
        event.set()

    cancelled = refused(
        lambda: ctap.make_credential(HASH, RP, user("alice"), ES256, event=event, on_keepalive=on_keepalive)
    )
    # One CANCEL is sent for every keepalive after the first: those that come late must do no harm.
    return {"cancelled": cancelled, "asked": 2 in seen, "works": "FIDO_2_0" in ctap.get_info().versions}


def step_reset(device):
    ctap = Ctap2(device)
    pin = ClientPin(ctap)
    pin.set_pin(PIN)
    device._connection.write_packet(POWER_CYCLE)
    again = open_device(device._connection.socket.getpeername()[1])
    ctap = Ctap2(again)
    before = ctap.info.options["clientPin"]
    ctap.reset()
    return {"before": before, "after": ctap.get_info().options["clientPin"]}


def say(**line):
    print(json.dumps(line), flush=True)


def traffic(device):
    """Works the key until it is gone. Each line is printed after the key acknowledged what it says."""
    ctap = Ctap2(device)
    pin = ClientPin(ctap, PinProtocolV2())
    if not ctap.info.options["clientPin"]:
        pin.set_pin(PIN)
        say(pinSet=True)
    # The right PIN gives all tries back, at the moment when it is checked: so this is said before.
    say(retries=8)
    pin.get_pin_token(PIN, 1, RP["id"])
    count = 0
    while True:
        count += 1
        # Two wrong PINs a power-up: the third would lock the key.
        if count in (2, 5):
            refused(lambda: pin.get_pin_token("wrong pin", 1, RP["id"]))
            say(retries=pin.get_pin_retries()[0])
        resident = count in (1, 4)
        name = "user-%d-%d" % (os.getpid(), count)
        more = {}
        if resident:
            say(retries=8)
            more = authorized(pin, 1)
        made = ctap.make_credential(HASH, RP, user(name), ES256, options={"rk": resident}, **more)
        verify_attestation(made)
        credential = made.auth_data.credential_data
        say(
            credential=credential.credential_id.hex(),
            key=dump_key(credential.public_key),
            counter=made.auth_data.counter,
        )
        got = ctap.get_assertion(RP["id"], HASH, allow(credential.credential_id))
        say(counter=got.auth_data.counter)


def dump_key(public_key):
    return {str(label): value.hex() if isinstance(value, bytes) else value for label, value in public_key.items()}


def load_key(text):
    return CoseKey.parse({int(label): bytes.fromhex(v) if isinstance(v, str) else v for label, v in text.items()})


def held(device, path):
    """Everything in the file of acknowledged lines still holds."""
    with open(path) as lines:
        said = [json.loads(line) for line in lines]
    ctap = Ctap2(device)
    pin = ClientPin(ctap, PinProtocolV2())
    found = {"pin": ctap.info.options["clientPin"], "retries": None, "lost": [], "counter": 0, "backwards": []}
    if found["pin"]:
        found["retries"] = pin.get_pin_retries()[0]
    counter = max([line["counter"] for line in said if "counter" in line] + [0])
    for line in said:
        if "credential" not in line:
            continue
        try:
            got = ctap.get_assertion(RP["id"], HASH, allow(bytes.fromhex(line["credential"])))
            got.verify(HASH, load_key(line["key"]))
        except CtapError as error:
            found["lost"].append([line["credential"], int(error.code)])
            continue
        if got.auth_data.counter <= counter:
            found["backwards"].append([counter, got.auth_data.counter])
        counter = got.auth_data.counter
    found["counter"] = counter
    found["credentials"] = len([line for line in said if "credential" in line])
    return found


STEPS = {
    "info": step_info,
    "registration": step_registration,
    "client-pin-1": client_pin_with(PinProtocolV1),
    "client-pin-2": client_pin_with(PinProtocolV2),
    "hmac-secret-1": hmac_secret_with(PinProtocolV1),
    "hmac-secret-2": hmac_secret_with(PinProtocolV2),
    "resident": step_resident,
    "credential-management": step_credential_management,
    "u2f": step_u2f,
    "cancel": step_cancel,
    "reset": step_reset,
}


def main():
    where, step = sys.argv[1], sys.argv[2]
    device = open_card() if where == "pcsc" else open_device(int(where))
    if step == "traffic":
        traffic(device)
    else:
        print(json.dumps(held(device, sys.argv[3]) if step == "held" else STEPS[step](device)))


main()
