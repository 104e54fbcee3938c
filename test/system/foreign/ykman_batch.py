"""ykman_batch.py: runs ykman's own command line for every list of arguments on stdin, in one process.

Starting Python costs a second each time; what ykman does to the card is the same. Prints one JSON list of exit codes.
"""

import json
import sys

from ykman.cli.__main__ import cli

codes = []
for args in json.load(sys.stdin):
    try:
        cli.main(args, prog_name="ykman", standalone_mode=False)
        codes.append(0)
    except SystemExit as end:
        codes.append(end.code)
print(json.dumps(codes))
