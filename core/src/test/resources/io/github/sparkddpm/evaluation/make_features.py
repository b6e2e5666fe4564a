"""Writes features.json and statistics.npz beside it: features, and what NumPy, SciPy, mpmath and PyTorch
make of them. The distance is computed as pytorch-fid does (scipy.linalg.sqrtm) and, where the product of
the covariances is singular so that sqrtm loses half of its digits, with 60 digits by mpmath.

    pip install numpy scipy torch mpmath && python make_features.py
"""

import json
import pathlib

import mpmath
import numpy as np
import scipy.linalg
import torch

FOLDER = pathlib.Path(__file__).parent


def pytorch_fid(one, other):
    mu1, mu2 = one.mean(0), other.mean(0)
    sigma1, sigma2 = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    root = scipy.linalg.sqrtm(sigma1.dot(sigma2))
    if np.iscomplexobj(root):
        root = root.real
    return float(((mu1 - mu2) ** 2).sum() + np.trace(sigma1) + np.trace(sigma2) - 2 * np.trace(root))


def precise(one, other):
    mpmath.mp.dps = 60

    def moments(x):
        x = mpmath.matrix(x.tolist())
        n, d = x.rows, x.cols
        mean = [mpmath.fsum(x[i, j] for i in range(n)) / n for j in range(d)]
        cov = mpmath.matrix(d, d)
        for a in range(d):
            for b in range(d):
                cov[a, b] = mpmath.fsum((x[i, a] - mean[a]) * (x[i, b] - mean[b]) for i in range(n)) / (n - 1)
        return mean, cov

    m, a = moments(one)
    k, b = moments(other)
    values = mpmath.eig(a * b, left=False, right=False)
    d = len(m)
    trace = mpmath.fsum(a[i, i] + b[i, i] for i in range(d))
    roots = mpmath.fsum(mpmath.re(mpmath.sqrt(v)) for v in values)
    return float(mpmath.fsum((m[i] - k[i]) ** 2 for i in range(d)) + trace - 2 * roots)


def kernel_distance(x, y):
    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    n = len(x)
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    within = (xx.sum() - np.trace(xx) + yy.sum() - np.trace(yy)) / (n * (n - 1))
    return float(within - 2 * xy.mean())


def main():
    rng = np.random.default_rng(1)
    mix = rng.normal(size=(6, 6))
    one = (rng.normal(size=(40, 6)) @ mix + 3).astype(np.float32)
    other = (rng.normal(size=(40, 6)) @ (mix + 0.3 * rng.normal(size=(6, 6))) + 2.5).astype(np.float32)
    few = one[:4]
    wide = [x.astype(np.float64) for x in (one, other, few)]
    image = (np.arange(2 * 5 * 4) * 37 % 256).reshape(1, 2, 5, 4).astype(np.uint8)
    grey = image[:, :1]
    resized = torch.nn.functional.interpolate(
        torch.tensor(grey, dtype=torch.float32) / 255, (7, 7), mode="bilinear", align_corners=False
    )
    result = {
        "one": one.tolist(),
        "other": other.tolist(),
        "mean": wide[0].mean(0).tolist(),
        "covariance": np.cov(wide[0], rowvar=False).ravel().tolist(),
        "frechet": pytorch_fid(wide[0], wide[1]),
        "frechet60Digits": precise(wide[0], wide[1]),
        "frechetOfFew": precise(wide[2], wide[1]),
        "kernel": kernel_distance(wide[0], wide[1]),
        "image": grey.ravel().tolist(),
        "resized": ((resized - 0.5) / 0.25).ravel().tolist(),
    }
    print({k: v for k, v in result.items() if isinstance(v, float)}, pytorch_fid(wide[2], wide[1]))
    (FOLDER / "features.json").write_text(json.dumps(result) + "\n")
    np.savez(FOLDER / "statistics.npz", mu=wide[0].mean(0), sigma=np.cov(wide[0], rowvar=False))


main()
