"""What files of the bucket may say that become a part of a command line.

Whoever may write into the bucket may write these files too. The job reads its arguments as HOCON, where
${AWS_SECRET_ACCESS_KEY} is the worker's secret and `include` another file: so a value is what was expected,
or the task ends, and texts are quoted.
"""
from __future__ import annotations

import json
import re
from typing import Any

KEY = re.compile(r"[0-9]{8}T[0-9]{6}Z")
FINGERPRINT = re.compile(r"[0-9a-f]{16}")
AVERAGE = re.compile(r"raw|ema(-[0-9]+\.[0-9]+)?")
SHA256 = re.compile(r"[0-9a-f]{64}")


def checked(pointer: dict[str, Any], path: str, root: str) -> dict[str, Any]:
    """The same pointer to weights, which names a run of this root.

    Raises ValueError if it does not.
    """
    run = f"{root.rstrip('/')}/retrainings/{key(pointer, path)}/run"
    if pointer.get("run") != run:
        raise _damaged(path, "run", pointer.get("run"), run)
    step(pointer, path)
    average(pointer, path)
    weights(pointer, path)
    return pointer


def key(found: dict[str, Any], path: str) -> str:
    """The date that a file names."""
    return _text(found, "key", KEY, path, "a date such as 20260104T020000Z")


def step(found: dict[str, Any], path: str) -> int:
    """The checkpoint that a file names."""
    value = found.get("checkpoint")
    if type(value) is not int or not 0 <= value < 10**18:
        raise _damaged(path, "checkpoint", value, "a step, 0 or more")
    return value


def average(found: dict[str, Any], path: str) -> str:
    """Which of the checkpoint's parameters a file names; older files do not, for there was one average."""
    return _text({"average": "ema"} | found, "average", AVERAGE, path, "raw, ema, or an average such as ema-0.999")


def weights(found: dict[str, Any], path: str) -> str:
    """The digest of weights that a file names."""
    return _text(found, "weights-sha256", SHA256, path, "a SHA-256")


def fingerprint(found: dict[str, Any], path: str) -> str:
    """The name of a dataset that a file names."""
    return _text(found, "fingerprint", FINGERPRINT, path, "16 hexadecimal digits")


def quoted(key: str, text: str) -> str:
    """An override that is this text, whatever signs it has: in HOCON a text in quotes is one of JSON."""
    return f"{key}={json.dumps(text)}"


def _text(found: dict[str, Any], name: str, pattern: re.Pattern[str], path: str, expected: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _damaged(path, name, value, expected)
    return value


def _damaged(path: str, name: str, value: Any, expected: str) -> ValueError:
    shown = json.dumps(value)[:200]
    return ValueError(f"{path} has the {name} {shown}, expected {expected}: restore the file, or delete it")
