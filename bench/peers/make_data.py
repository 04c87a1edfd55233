"""make_data.py FOLDER SET...: make the data sets c1 … c11t; one that is there already is left alone.

A set NAME is NAME.json (shapes, and the λ sequences by tag) and raw little-endian arrays:
  NAME.X.bin       float64, column after column (dense sets)
  NAME.data.bin, NAME.indices.bin, NAME.indptr.bin    float64, int32, int32: compressed sparse columns (sparse sets)
  NAME.y.bin       float64: standard deviation 1 (gaussian), or 0 and 1 (binomial)
  NAME.TAG.bin     float64: λ_max·eps^(k/(L−1)), λ_max = max |xⱼᵀ(y − ȳ)|/(n·r); tags ending in 0 are without an intercept (y − ½); sets of the cross-validation cases have none

Seeds and order of the draws are fixed: the sets are those of the recorded peers (recorded.json) bit for bit, with the same numpy.
"""
import json
import os
import sys

import numpy as np
import scipy.sparse as sp

BREAST_CANCER = f"{os.path.dirname(os.path.abspath(__file__))}/../../src/Ridgeline.Tables/Bundled/breast_cancer.csv"


def correlated_columns(rng, n, p, rho=0.5, block=None):
    """Columns of unit variance, each correlated by rho with the one before it (in blocks, or all along)."""
    X = np.empty((n, p), order="F")
    fresh = np.sqrt(1 - rho * rho)
    for j in range(p):
        e = rng.standard_normal(n)
        X[:, j] = e if (j == 0 or (block and j % block == 0)) else rho * X[:, j - 1] + fresh * e
    return X


def text_like(rng, n, p, density, offset=50.0):
    """Power-law column frequencies, positive tf-idf values, rows of unit length: what text looks like."""
    w = 1.0 / (np.arange(p) + offset)
    entries = int(density * n * p * 1.03)
    cols = np.minimum(np.searchsorted(np.cumsum(w / w.sum()), rng.uniform(size=entries)), p - 1)
    rows = rng.integers(0, n, entries)
    X = sp.coo_matrix((np.ones(entries), (rows, cols)), shape=(n, p)).tocsc()
    X.sum_duplicates()
    X.data = 1 + np.log(X.data)
    X = X @ sp.diags(np.log((1 + n) / (1 + np.diff(X.indptr))) + 1)
    length = np.sqrt(np.asarray(X.multiply(X).sum(1)).ravel())
    length[length == 0] = 1
    X = (sp.diags(1 / length) @ X).tocsc()
    X.sort_indices()
    return X


def signal(rng, p, k):
    b = np.zeros(p)
    at = rng.choice(p, k, replace=False)
    b[at] = rng.choice([-1.0, 1.0], k) * rng.uniform(0.5, 1.5, k)
    return b


def gaussian(rng, f, snr):
    y = f + rng.standard_normal(f.size) * np.sqrt(f.var() / snr) + 0.7
    return y / y.std()


def binomial(rng, f, sd=2.0, intercept=0.3):
    eta = f * (sd / f.std()) + intercept
    return (rng.uniform(size=f.size) < 1 / (1 + np.exp(-eta))).astype(np.float64)


def save(folder, name, X, y, family, paths):
    def write(suffix, array, kind):
        array.astype(kind).tofile(f"{folder}/{name}.{suffix}.bin")

    n, p = X.shape
    meta = dict(name=name, n=n, p=p, family=family, nnz=0, paths={})
    if sp.issparse(X):
        write("data", X.data, "<f8"), write("indices", X.indices, "<i4"), write("indptr", X.indptr, "<i4")
        meta["nnz"] = int(X.nnz)
    else:
        write("X", X.ravel(order="F"), "<f8")
    write("y", y, "<f8")
    for tag, (count, eps, ratio) in paths.items():
        for intercept in (True, False) if family == "binomial" else (True,):
            gradient = np.asarray(X.T @ (y - y.mean() if intercept else y - 0.5)).ravel()
            lam = np.abs(gradient).max() / (n * ratio) * eps ** (np.arange(count) / (count - 1))
            write(tag + ("" if intercept else "0"), lam, "<f8")
            meta["paths"][tag + ("" if intercept else "0")] = dict(L=count, l1_ratio=ratio, lambda_max=lam[0], intercept=intercept)
    # Last and at once: the JSON file stands for a whole set.
    with open(f"{folder}/{name}.json.part", "w") as f:
        json.dump(meta, f, indent=1)
    os.replace(f"{folder}/{name}.json.part", f"{folder}/{name}.json")
    print(f"made {name}: {n} x {p}" + (f", {meta['nnz']} entries" if meta["nnz"] else ""), flush=True)


def c1(folder):
    r = np.random.default_rng(101)
    X = correlated_columns(r, 100000, 200)
    save(folder, "c1", X, gaussian(r, X @ signal(r, 200, 40), 3), "gaussian", {"lam": (100, 1e-3, 1.0)})


def c2(folder):
    r = np.random.default_rng(102)
    X = correlated_columns(r, 1000, 10000, block=100)
    save(folder, "c2", X, gaussian(r, X @ signal(r, 10000, 50), 3), "gaussian", {"lam": (100, 1e-2, 1.0), "lamen": (100, 1e-2, 0.5)})


def c4(folder):
    r = np.random.default_rng(104)
    X = correlated_columns(r, 1000, 5000, block=100)
    save(folder, "c4", X, binomial(r, X @ signal(r, 5000, 50)), "binomial", {"lam": (100, 1e-2, 1.0)})


def c5(folder):
    r = np.random.default_rng(105)
    X = correlated_columns(r, 50000, 100)
    save(folder, "c5", X, binomial(r, X @ signal(r, 100, 30)), "binomial", {"lam": (100, 1e-3, 1.0)})


def c8(folder):
    """c8g and c8b: one X, two targets."""
    r = np.random.default_rng(108)
    X = text_like(r, 20000, 100000, 1e-3)
    b = np.zeros(100000)
    at = r.choice(20000, 300, replace=False)
    b[at] = r.choice([-1.0, 1.0], 300) * r.uniform(0.5, 1.5, 300)
    b[r.choice(200, 40, replace=False)] += r.choice([-1.0, 1.0], 40)
    f, state = X @ b, r.bit_generator.state
    save(folder, "c8g", X, gaussian(r, f, 3), "gaussian", {"lam": (50, 1e-2, 1.0)})
    r.bit_generator.state = state
    save(folder, "c8b", X, binomial(r, f, sd=3.0), "binomial", {"lam": (30, 1e-2, 1.0)})


def c6a(folder):
    """Breast cancer Wisconsin (diagnostic), UCI: what scikit-learn's load_breast_cancer returns."""
    numbers = np.loadtxt(BREAST_CANCER, delimiter=",", skiprows=1)
    save(folder, "c6a", numbers[:, :-1], numbers[:, -1], "binomial", {})


def c6b(folder):
    r = np.random.default_rng(1062)
    X = correlated_columns(r, 20000, 50) * r.uniform(0.1, 10, 50)
    save(folder, "c6b", X, binomial(r, (X / X.std(0)) @ signal(r, 50, 20)), "binomial", {})


def c6c(folder):
    r = np.random.default_rng(1063)
    X = correlated_columns(r, 2000, 2000) * r.uniform(0.1, 10, 2000)
    save(folder, "c6c", X, binomial(r, (X / X.std(0)) @ signal(r, 2000, 50)), "binomial", {})


def c7b(folder):
    r = np.random.default_rng(1072)
    X = correlated_columns(r, 20000, 100)
    save(folder, "c7b", X, gaussian(r, X @ signal(r, 100, 30), 3), "gaussian", {})


def c7c(folder):
    r = np.random.default_rng(1073)
    X = correlated_columns(r, 5000, 500)
    save(folder, "c7c", X, binomial(r, X @ signal(r, 500, 30)), "binomial", {})


def c9a(folder):
    r = np.random.default_rng(1091)
    X = correlated_columns(r, 5000, 500)
    save(folder, "c9a", X, gaussian(r, X @ r.standard_normal(500), 3), "gaussian", {})


def c9b(folder):
    r = np.random.default_rng(1092)
    X = correlated_columns(r, 500, 5000, block=100)
    save(folder, "c9b", X, gaussian(r, X @ r.standard_normal(5000), 3), "gaussian", {})


def c10(folder):
    """c10 to grow trees on, c10t to judge them: the same again, drawn after it."""
    r = np.random.default_rng(110)
    for name in ("c10", "c10t"):
        X = correlated_columns(r, 20000, 30)
        f = X[:, 0] * X[:, 1] + np.sin(2 * X[:, 2]) + (X[:, 3] > 0.5) * X[:, 4] + 0.5 * X[:, 5] - 0.5
        save(folder, name, X, binomial(r, f), "binomial", {})


def c11(folder):
    """c11 to train networks on, c11t to judge them."""
    r = np.random.default_rng(111)
    for name in ("c11", "c11t"):
        X = correlated_columns(r, 10000, 20)
        f = np.tanh(X[:, 0] * X[:, 1]) + np.sin(2 * X[:, 2]) + 0.7 * X[:, 3]
        save(folder, name, X, binomial(r, f), "binomial", {})


MAKERS = {"c1": c1, "c2": c2, "c4": c4, "c5": c5, "c6a": c6a, "c6b": c6b, "c6c": c6c, "c7b": c7b, "c7c": c7c, "c8g": c8, "c8b": c8, "c9a": c9a, "c9b": c9b,
          "c10": c10, "c10t": c10, "c11": c11, "c11t": c11}

if __name__ == "__main__":
    folder, names = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    missing = [name for name in names if not os.path.exists(f"{folder}/{name}.json")]
    for maker in dict.fromkeys(MAKERS[name] for name in missing):
        maker(folder)
