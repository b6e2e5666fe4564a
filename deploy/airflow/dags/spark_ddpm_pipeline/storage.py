"""Small JSON files and listings, on local paths and s3a:// alike."""
from __future__ import annotations

import hashlib
import json
from typing import Any

from fsspec.core import url_to_fs

MOST_BYTES = 64 << 20


def read_json(path: str) -> dict[str, Any] | None:
    """The object in the file, or None if there is no such file."""
    fs, name = url_to_fs(path, use_listings_cache=False)
    try:
        if fs.size(name) > MOST_BYTES:
            raise _damaged(path, f"it has more than {MOST_BYTES >> 20} MiB")
        content = fs.cat_file(name)
    except FileNotFoundError:
        return None
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as e:
        raise _damaged(path, str(e)) from e
    if not isinstance(value, dict):
        raise _damaged(path, "it is no object")
    return value


def _damaged(path: str, why: str) -> ValueError:
    return ValueError(f"Damaged {path}: {why}; move or delete it, then clear this task")


def write_json(path: str, value: dict[str, Any]) -> None:
    """Writes the file whole or not at all: by renaming on a file system, as one object on a store."""
    fs, name = url_to_fs(path)
    content = json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"
    if "file" not in fs.protocol:
        fs.pipe_file(name, content)
        return
    fs.makedirs(name.rsplit("/", 1)[0], exist_ok=True)
    fs.pipe_file(f"{name}.writing", content)
    fs.mv(f"{name}.writing", name)


def fingerprint(path: str, settings: list[str]) -> str:
    """Another one when a file below the path is added, removed or written anew, or a setting changes."""
    fs, name = url_to_fs(path, use_listings_cache=False)
    files = fs.find(name, detail=True)
    if not files:
        raise FileNotFoundError(f"No images at {path}: set the parameter source to where they lie")
    versions = [
        [file, info["size"], str(info.get("ETag") or info.get("mtime"))] for file, info in files.items()
    ]
    return hashlib.sha256(json.dumps([path, sorted(versions), settings]).encode()).hexdigest()[:16]
