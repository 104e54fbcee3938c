"""SELECT of the FIDO applet by pyscard, on the reader with a card: reads "OPERATION TIMES" lines, answers "WALL_NS CPU_NS"."""

import sys
import time

from smartcard.Exceptions import CardConnectionException, NoCardException
from smartcard.System import readers

SELECT = list(bytes.fromhex("00a4040008a0000006472f000100"))


def with_card():
    for reader in readers():
        connection = reader.createConnection()
        try:
            connection.connect()
            return connection
        except (NoCardException, CardConnectionException):
            continue
    sys.exit("no reader holds a card")


card = with_card()
for line in sys.stdin:
    times = int(line.split()[1])
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    for _ in range(times):
        card.transmit(SELECT)
    print(time.perf_counter_ns() - wall, time.process_time_ns() - cpu, flush=True)
