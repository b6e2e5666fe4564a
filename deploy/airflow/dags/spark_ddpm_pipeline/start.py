"""The weights that a retraining begins with."""
from __future__ import annotations

from typing import Any

from spark_ddpm_pipeline import plans, pointer, storage


def parent(values: dict[str, Any], key: str) -> dict[str, Any]:
    """The pointer to the promoted weights, or nothing for random ones.

    The choice is kept: a re-run begins with the same weights, even if others were promoted since. Until
    something is promoted, training begins with random ones.
    """
    kept = f"{values['root'].rstrip('/')}/retrainings/{key}/parent.json"
    chosen = storage.read_json(kept)
    if chosen is None:
        promoted = plans.pointer_path(values)
        found = storage.read_json(promoted) if values["start"] == "promoted" else None
        chosen = pointer.checked(found, promoted, values["root"]) if found else {}
        storage.write_json(kept, chosen)
    return pointer.checked(chosen, kept, values["root"]) if chosen else {}
