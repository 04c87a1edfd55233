"""scikit-learn as a worker of the tree cases (the protocol is in workers.py, the arguments in problem.py). CONFIG is one of

  DecisionTreeClassifier
  cross_val_score n_jobs=1

`quality CONFIG` is the accuracy on the held-out data, or on the folds.
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.tree import DecisionTreeClassifier

folder, data, n, p, fold_file = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]


def read(name):
    # float32 rows are what its trees work on: made outside the time, so that no fit has to copy
    X = np.fromfile(f"{folder}/{name}.X.bin", "<f8").reshape((n, p), order="F")
    return np.ascontiguousarray(X, np.float32), np.fromfile(f"{folder}/{name}.y.bin", "<f8").astype(int)


X, y = read(data)
if fold_file != "-":
    given = np.fromfile(fold_file, "<i4")
    for k, (_, test) in enumerate(StratifiedKFold(given.max() + 1).split(X, y)):
        assert np.array_equal(test, np.flatnonzero(given == k)), "the folds given aren't those of cv=5"


def run(config):
    if config == "DecisionTreeClassifier":
        return DecisionTreeClassifier(random_state=0).fit(X, y)
    return cross_val_score(DecisionTreeClassifier(random_state=0), X, y, cv=5, n_jobs=1)


def fit(config):
    cpu, start = time.process_time(), time.perf_counter()
    found = run(config)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    said = dict(score=float(found.mean())) if isinstance(found, np.ndarray) else dict(leaves=int(found.get_n_leaves()), depth=int(found.get_depth()))
    return dict(seconds=seconds, cpu=cpu, **said)


def quality(config):
    if config == "DecisionTreeClassifier":
        other, labels = read(data + "t")
        mean = np.mean([DecisionTreeClassifier(random_state=seed).fit(X, y).score(other, labels) for seed in range(5)])   # ties fall differently with each
    else:
        mean = run(config).mean()
    return dict(measure="accuracy", mean=float(mean), standard_error=float(np.sqrt(mean * (1 - mean) / n)))


print(json.dumps(dict(ready=f"scikit-learn {sklearn.__version__}", numpy=np.__version__)), flush=True)
for line in sys.stdin:
    try:
        verb, config = line.rstrip("\n").split("\t")
        print(json.dumps(fit(config) if verb == "fit" else quality(config)), flush=True)
    except Exception as e:                       # whatever it was, the caller reports it beside the other programs
        print(json.dumps(dict(error=f"{type(e).__name__}: {e}")), flush=True)
