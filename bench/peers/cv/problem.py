"""The cases of choosing a strength: their data, and the folds that every program is given.

  search          GridSearchCV(Pipeline(StandardScaler, LogisticRegression), 6 C, cv=5, scoring="roc_auc"): the best is fitted on all rows
  lasso           cv.glmnet as it is: columns standardised, its own 100 λ, stopped where the path is saturated; row i is in fold i mod 10
  ridge           RidgeCV over 50 α: exact leave-one-out, and cv=5
  leave-one-out   approximate leave-one-out of a whole path, beside the path itself; lasso cases have it too
"""
import json
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = json.load(open(f"{HERE}/cases.json"))


class CvProblem:
    def __init__(self, folder, case):
        self.case, self.folder, self.facts = case, folder, CASES[case]
        self.data, self.kind, self.title, self.folds = (self.facts[k] for k in ("data", "kind", "title", "folds"))
        meta = json.load(open(f"{folder}/{self.data}.json"))
        self.n, self.p, self.family = meta["n"], meta["p"], meta["family"]
        if self.folds:
            self.fold_of().astype("<i4").tofile(self.fold_file)

    @property
    def fold_file(self):
        return f"{self.folder}/{self.case}.folds.bin"

    @property
    def x_bytes(self):
        return 8 * self.n * self.p

    def fold_of(self):
        if self.kind == "lasso":
            return np.arange(self.n) % self.folds
        if self.kind == "ridge":
            return np.repeat(np.arange(self.folds), [len(part) for part in np.array_split(np.arange(self.n), self.folds)])
        return stratified(np.fromfile(f"{self.folder}/{self.data}.y.bin", "<f8"), self.folds)

    def arguments(self):
        """FOLDER SET N P FAMILY FOLDS, FOLDS a file of int32, or "-": what a worker is told instead of what workers.py says."""
        return [str(a) for a in (self.folder, self.data, self.n, self.p, self.family, self.fold_file if self.folds else "-")]


def stratified(y, count):
    """The folds of scikit-learn's StratifiedKFold without shuffling, which sklearn_worker.py checks: classes in the order in which they appear are dealt out in turn, and each class fills its folds one after the other."""
    _, first, of = np.unique(y, return_index=True, return_inverse=True)
    code = np.argsort(np.argsort(first))[of]
    dealt = np.sort(code)
    folds = np.empty(len(y), int)
    for k in range(len(first)):
        sizes = [np.count_nonzero(dealt[fold::count] == k) for fold in range(count)]
        folds[code == k] = np.repeat(np.arange(count), sizes)
    return folds
