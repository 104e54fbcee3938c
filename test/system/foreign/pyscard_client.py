"""pyscard against a card in pcscd's reader, APDU by APDU.

  pyscard_client.py STEP

Prints the findings of one step as a JSON object.
"""

import hashlib
import json
import sys
import time

from smartcard.CardConnection import CardConnection
from smartcard.System import readers

SELECT = [0x00, 0xA4, 0x04, 0x00, 0x08, 0xA0, 0x00, 0x00, 0x06, 0x47, 0x2F, 0x00, 0x01, 0x00]
DEADLINE_S = 10


def connection():
    found = [str(reader) for reader in readers()]
    card = readers()[0].createConnection()
    deadline = time.time() + DEADLINE_S
    while True:
        try:
            card.connect(CardConnection.T1_protocol)
            return found, card
        except Exception:
            if time.time() > deadline:
                raise
            time.sleep(0.1)


def word(answer):
    return "%02x%02x" % (answer[1], answer[2])


def whole(card, apdu):
    """The answer with everything that GET RESPONSE brings, and how many parts that were."""
    data, sw1, sw2 = card.transmit(apdu)
    parts = 1
    while sw1 == 0x61:
        more, sw1, sw2 = card.transmit([0x00, 0xC0, 0x00, 0x00, sw2])
        data += more
        parts += 1
    return bytes(data), "%02x%02x" % (sw1, sw2), parts


def step_card():
    found, card = connection()
    unselected = word(card.transmit([0x80, 0x10, 0x00, 0x00, 0x01, 0x04, 0x00]))
    selected = card.transmit(SELECT)
    info, info_word, parts = whole(card, [0x80, 0x10, 0x00, 0x00, 0x01, 0x04, 0x00])
    extended = card.transmit([0x80, 0x10, 0x00, 0x00, 0x00, 0x00, 0x01, 0x04, 0x00, 0x00])
    unknown = word(card.transmit([0x00, 0xA4, 0x04, 0x00, 0x05, 1, 2, 3, 4, 5, 0x00]))
    return {
        "readers": found,
        "atr": bytes(card.getATR()).hex(),
        "unselected": unselected,
        "version": bytes(selected[0]).decode(),
        "selected": word(selected),
        "info": info[:1].hex(),
        "infoWord": info_word,
        "parts": parts,
        "extended": word(extended),
        "sameInfo": bytes(extended[0]) == info,
        "unknown": unknown,
    }


def step_held():
    """U2F_REGISTER-like wait on a host that knows no polling: selection (0x0b) with P1 of 0."""
    _, card = connection()
    card.transmit(SELECT)
    begun = time.time()
    answer = card.transmit([0x80, 0x10, 0x00, 0x00, 0x01, 0x0B, 0x00])
    held = time.time() - begun
    polled = word(card.transmit([0x80, 0x10, 0x80, 0x00, 0x01, 0x0B, 0x00]))
    polls = 0
    while polled == "9100":
        polls += 1
        time.sleep(0.05)
        polled = word(card.transmit([0x80, 0x11, 0x00, 0x00, 0x00]))
    return {"answer": bytes(answer[0]).hex(), "word": word(answer), "held": held >= 0.3, "polls": polls > 0, "polled": polled}


def step_round_trip():
    """Milliseconds a small APDU takes through pcscd, the median of 21."""
    _, card = connection()
    card.transmit(SELECT)
    times = []
    for _ in range(21):
        begun = time.time()
        card.transmit([0x80, 0x10, 0x00, 0x00, 0x01, 0x04, 0x00])
        times.append(time.time() - begun)
    return {"medianMs": sorted(times)[10] * 1000}


STEPS = {"card": step_card, "held": step_held, "round-trip": step_round_trip}
print(json.dumps(STEPS[sys.argv[1]]()))
