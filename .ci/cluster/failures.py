"""The parts of check-kubernetes that cannot work: one clear line each, and a documented exit code."""
from __future__ import annotations

from runs import Scene

FAILURES = {}
