"""The tests: rules, features, contracts of every port, architecture and infrastructure."""

import os
import sys

# A session starts dozens of Python processes: each would compile every module by itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
