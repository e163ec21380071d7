"""Measurements without limits: `python -m bench` and `python -m bench pages`."""

import sys
from pathlib import Path

BIN = str(Path(__file__).resolve().parent.parent / "bin")
if BIN not in sys.path:
    sys.path.append(BIN)  # its modules import each other by their bare names
