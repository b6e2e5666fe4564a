"""Writes the archives in npz/ beside it: the same mean and covariance as NumPy keeps them in several ways, and
archives that hold something else under these names.

    pip install numpy && python make_npz.py
"""

import io
import pathlib
import zipfile

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "npz"
MU = np.array([0.5, -2.25, 1024.0])
# Not symmetric, so that a wrong order is seen; each number is a float32.
SIGMA = np.arange(1, 10).reshape(3, 3) / 8


def save(name, mu=MU, sigma=SIGMA, **others):
    np.savez(FOLDER / name, mu=mu, sigma=sigma, **others)


def of_version(version):
    with zipfile.ZipFile(FOLDER / f"version{version}.npz", "w") as archive:
        for name, array in ("mu", MU), ("sigma", SIGMA):
            out = io.BytesIO()
            np.lib.format.write_array(out, array, version=(version, 0))
            archive.writestr(name + ".npy", out.getvalue())


FOLDER.mkdir(exist_ok=True)
save("plain")
np.savez_compressed(FOLDER / "compressed", mu=MU, sigma=SIGMA)
save("single", MU.astype("<f4"), SIGMA.astype("<f4"))
save("big-endian", MU.astype(">f8"), SIGMA.astype(">f4"))
save("fortran", MU, np.asfortranarray(SIGMA))
save(
    "further-arrays",
    strings=np.array(["cat", "Katze", "猫"]),
    bytes=np.array([b"cat", b"dog"]),
    objects=np.array([{"a": 1}, None], dtype=object),
    rows=np.zeros(2, dtype=[("größe", "<f4"), ("name", "<U3")]),
    dates=np.array(["2026-01-01"], dtype="datetime64[D]"),
    arr_0=np.zeros((1, 2, 2, 3), np.uint8),
)
of_version(2)
of_version(3)

save("objects", mu=np.array([0.5, None, 1.0], dtype=object))
save("strings", mu=np.array(["0.5", "1", "2"]))
save("half", sigma=SIGMA.astype("<f2"))
save("integers", mu=MU.astype("<i8"))
save("complex", sigma=SIGMA.astype("<c16"))
save("rows", mu=np.zeros(3, dtype=[("a", "<f4"), ("b", "<i2")]))
save("long-double", mu=MU.astype(np.longdouble))
save("nan", sigma=np.where(SIGMA == 0.75, np.nan, SIGMA))
save("infinite", mu=np.array([1, np.inf, 2]))
save("scalar", mu=np.float64(3))
save("flat", sigma=SIGMA.ravel())
save("row", mu=MU[None])
np.savez(FOLDER / "nameless", MU, SIGMA)
np.savez(FOLDER / "half-a-pair", mu=MU)
