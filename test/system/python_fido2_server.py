"""python-fido2's Fido2Server behind lines of JSON: one request a line, one verdict a line."""

import json
import sys

from cryptography import x509
from cryptography.hazmat.backends import default_backend
from fido2.attestation import Attestation
from fido2.ctap2 import AttestationObject, AttestedCredentialData, AuthenticatorData
from fido2.client import ClientData
from fido2.server import AttestationVerifier, Fido2Server
from fido2.utils import websafe_decode, websafe_encode


class Trusting(AttestationVerifier):
    """Trusts the roots it is given, looked up by name as a list of metadata is; none and self attestation are acceptable."""

    def __init__(self, roots):
        super().__init__([kind() for kind in Attestation.__subclasses__() if hasattr(kind, "FORMAT")])
        self.roots = roots

    def ca_lookup(self, result, auth_data):
        path = result.trust_path
        if not path:
            return self.roots[:1]
        issuer = x509.load_der_x509_certificate(path[-1], default_backend()).issuer
        for root in self.roots:
            if x509.load_der_x509_certificate(root, default_backend()).subject == issuer:
                return [root]
        return None


def server_of(request):
    origins = request["origins"]
    return Fido2Server(
        {"id": request["rpId"], "name": "touchstone"},
        attestation=request.get("attestation"),
        verify_origin=lambda origin: origin in origins,
        verify_attestation=Trusting([websafe_decode(root) for root in request.get("roots", [])]),
    )


def state_of(request):
    return {"challenge": request["challenge"], "user_verification": request["userVerification"]}


def sent(request):
    """What every caller looks at: the library is given bytes, not JSON."""
    credential = request["response"]
    if credential["type"] != "public-key":
        raise ValueError("type is not public-key")
    if credential["id"] != credential["rawId"]:
        raise ValueError("id is not rawId")
    return credential["response"]


def register(request):
    response = sent(request)
    auth_data = server_of(request).register_complete(
        state_of(request),
        ClientData(websafe_decode(response["clientDataJSON"])),
        AttestationObject(websafe_decode(response["attestationObject"])),
    )
    credential = auth_data.credential_data
    return {"credentialId": websafe_encode(credential.credential_id), "credential": websafe_encode(credential)}


def authenticate(request):
    response = sent(request)
    server_of(request).authenticate_complete(
        state_of(request),
        [AttestedCredentialData(websafe_decode(request["credential"]))],
        websafe_decode(request["response"]["rawId"]),
        ClientData(websafe_decode(response["clientDataJSON"])),
        AuthenticatorData(websafe_decode(response["authenticatorData"])),
        websafe_decode(response["signature"]),
    )
    return {}


def verdict(line):
    try:
        request = json.loads(line)
        judge = register if request["ceremony"] == "registration" else authenticate
        return {"accepted": True, **judge(request)}
    except (Exception, MemoryError) as error:
        return {"accepted": False, "because": "%s: %s" % (type(error).__name__, str(error)[:200])}


for received in sys.stdin:
    print(json.dumps(verdict(received)), flush=True)
