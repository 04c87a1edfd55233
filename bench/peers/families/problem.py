"""The cases of trees and networks: their data, held-out data of the same kind, and the folds that every program is given.

  tree         DecisionTreeClassifier as it is: Gini, no limit; judged by its accuracy on the other data set
  tree-cv      cross_val_score of it, accuracy; stratified folds, not shuffled
  pruning-cv   cross-validation of every α of the minimal cost-complexity path, beside growing its trees alone; no peer
  epoch        passes over the rows in shuffled batches: logistic loss, ReLU, inverted dropout, Adam at rate 1e-3; judged by its log loss on the other data set after more of them
  trainings    twenty trainings, on one thread and on two; no peer
"""
import json
import os

import numpy as np

from cv.problem import stratified

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = json.load(open(f"{HERE}/cases.json"))


class FamilyProblem:
    def __init__(self, folder, case):
        self.case, self.folder, self.facts = case, folder, CASES[case]
        self.data, self.kind, self.title, self.folds = (self.facts[k] for k in ("data", "kind", "title", "folds"))
        meta = json.load(open(f"{folder}/{self.data}.json"))
        self.n, self.p = meta["n"], meta["p"]
        if self.folds:
            stratified(np.fromfile(f"{folder}/{self.data}.y.bin", "<f8"), self.folds).astype("<i4").tofile(self.fold_file)

    @property
    def fold_file(self):
        return f"{self.folder}/{self.case}.folds.bin"

    def arguments(self):
        """FOLDER SET N P FOLDS LAYERS DROPOUT BATCH EPOCHS: FOLDS a file of int32, or "-"; LAYERS with commas. Held-out data, as many rows, are the set of this name and a t."""
        f = self.facts
        return [str(a) for a in (self.folder, self.data, self.n, self.p, self.fold_file if self.folds else "-", ",".join(map(str, f.get("layers", []))) or "-",
                                 f.get("dropout", 0), f.get("batch", 0), f.get("epochs", 0))]
