"""A passkey device in Python, for tests that need no browser: it makes a key and signs with it."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
ORIGIN = "http://localhost:8000"


class PasskeyDevice:
    """A phone with one passkey.

    Attributes:
        verifies: whether it makes sure of its owner by a finger, a face or a PIN.
    """

    def __init__(self, *, verifies: bool = True) -> None:
        self.verifies = verifies
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)
        self._owner = ""

    def create(self, options: dict[str, Any]) -> str:
        """What the browser sends when a passkey is set up, as JSON.

        Args:
            options: what the page gave to the browser.
        """
        asked = options["publicKey"]
        self._owner = asked["user"]["id"]
        public = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call] # of fido2
        known = AttestedCredentialData.create(b"\0" * 16, self._id, public)
        data = self._data(asked["rp"]["id"], known)
        return self._answer(
            {
                "clientDataJSON": self._client_data("webauthn.create", asked["challenge"]),
                "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
            },
            clientExtensionResults={"credProps": {"rk": True}},
        )

    def sign(self, options: dict[str, Any]) -> str:
        """What the browser sends when the passkey is used, as JSON."""
        asked = options["publicKey"]
        data = self._data(asked["rpId"])
        said = self._client_data("webauthn.get", asked["challenge"])
        signature = self._key.sign(bytes(data) + hashlib.sha256(websafe_decode(said)).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": said,
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(signature),
                "userHandle": self._owner,
            },
            clientExtensionResults={},
        )

    def _data(self, site: str, known: AttestedCredentialData | None = None) -> AuthenticatorData:
        """What the device says about itself: that its owner was there, whether it made sure, and a new key."""
        flags = FLAG.UP | (FLAG.UV if self.verifies else FLAG(0)) | (FLAG.AT if known else FLAG(0))
        rp = hashlib.sha256(site.encode()).digest()
        data: AuthenticatorData = AuthenticatorData.create(rp, flags, 0, known or b"")
        return data

    def _client_data(self, kind: str, challenge: Any) -> str:
        asked = websafe_decode(challenge) if isinstance(challenge, str) else challenge
        return websafe_encode(bytes(CollectedClientData.create(kind, asked, ORIGIN)))

    def _answer(self, response: dict[str, str], **more: Any) -> str:
        name = websafe_encode(self._id)
        return json.dumps({"type": "public-key", "id": name, "rawId": name, "response": response, **more})
