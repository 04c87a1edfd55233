"""scikit-learn as a worker (the protocol is in workers.py). CONFIG is "tol=0.0001" for coordinate descent, "liblinear tol=0.0001" for logistic L1."""
import json
import sys
import time
import warnings

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.linear_model import LogisticRegression, enet_path

warnings.filterwarnings("ignore")
folder, data, path = sys.argv[1:4]
n, p, nnz = map(int, sys.argv[4:7])
ratio, intercept = float(sys.argv[8]), sys.argv[9] == "1"
read = lambda suffix, kind="<f8": np.fromfile(f"{folder}/{data}.{suffix}.bin", kind)
y, lam = read("y"), read(path)
X = (sp.csc_matrix((read("data"), read("indices", "<i4"), read("indptr", "<i4")), shape=(n, p)) if nnz
     else read("X").reshape((n, p), order="F"))


def coordinate_descent(tol):
    """enet_path fits no intercept: centring is the caller's, and timed as such. Sparse columns are centred implicitly."""
    mean, y_mean = np.asarray(X.mean(0)).ravel(), y.mean()
    if nnz:
        W = enet_path(X, y - y_mean, l1_ratio=ratio, alphas=lam, tol=tol, max_iter=100000, precompute=False, check_input=False, copy_X=False,
                      X_offset=mean, X_scale=np.ones(p))[1]
    else:
        W = enet_path(np.asfortranarray(X - mean), y - y_mean, l1_ratio=ratio, alphas=lam, tol=tol, max_iter=100000, copy_X=False)[1]
    return W, y_mean - mean @ W


def liblinear(tol):
    """A fit a λ without warm starts, which it hasn't. It penalises the intercept: a large scaling makes that penalty small."""
    W, b = np.zeros((p, len(lam))), np.zeros(len(lam))
    for k, l in enumerate(lam):
        model = LogisticRegression(penalty="l1", C=1 / (n * l), solver="liblinear", tol=tol, max_iter=1000,
                                   fit_intercept=intercept, intercept_scaling=100.0, random_state=0).fit(rows, y)
        W[:, k], b[k] = model.coef_[0], model.intercept_[0] if intercept else 0
    return W, b


# liblinear works on rows: its native layout is made here, outside the time.
rows = None if sys.argv[7] == "gaussian" else X.tocsr() if nnz else np.ascontiguousarray(X)
fits = {}


def answer(verb, config, prefix=None):
    if verb == "fit":
        solve, tol = liblinear if config.startswith("liblinear") else coordinate_descent, float(config.split("tol=")[1])
        cpu, start = time.process_time(), time.perf_counter()
        fits[config] = solve(tol)
        return dict(seconds=time.perf_counter() - start, cpu=time.process_time() - cpu)
    W, b = fits[config]
    W = sp.csc_matrix(W)
    for suffix, values, kind in (("values", W.data, "<f8"), ("indices", W.indices, "<i4"), ("indptr", W.indptr, "<i4"), ("intercepts", b, "<f8")):
        np.asarray(values).astype(kind).tofile(f"{prefix}.{suffix}.bin")
    return dict(lambdas=W.shape[1])


print(json.dumps(dict(ready=f"scikit-learn {sklearn.__version__}", numpy=np.__version__)), flush=True)
for line in sys.stdin:
    try:
        print(json.dumps(answer(*line.rstrip("\n").split("\t"))), flush=True)
    except Exception as e:                       # whatever it was, the caller reports it beside the other programs
        print(json.dumps(dict(error=f"{type(e).__name__}: {e}")), flush=True)
