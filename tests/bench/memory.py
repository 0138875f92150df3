# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares the memory of the machine for a measurement."""
import subprocess
import sys


def warm():
    """Takes 1 GiB and gives it back. A virtual machine returns free memory to its host, and gets it again page by page,
    which can take longer than the rest of a write. So all programs begin with memory that the machine has."""
    subprocess.run([sys.executable, "-c", "b'x' * (1 << 30)"], check=True)
