"""The one evaluator: a case's data, its objective, and the dual value that a fit proves.

  P(w, b) = Σ ℓ(yᵢ, xᵢᵀw + b)/n + λ (r‖w‖₁ + (1 − r)/2 ‖w‖²),  ℓ = ½(y − η)² or log(1 + e^η) − yη; columns as they are, b not penalised.
D₀, what every quantity here is relative to, is P at w = 0 with the best b (both saturated losses are 0).
"""
import json
import os

import numpy as np
import scipy.sparse as sp

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = json.load(open(f"{HERE}/cases.json"))


class Problem:
    def __init__(self, folder, case):
        facts = CASES[case]
        self.case, self.folder, self.data, self.path = case, folder, facts["data"], facts["path"]
        self.intercept, self.title = facts["intercept"], facts["title"]
        meta = json.load(open(f"{folder}/{self.data}.json"))
        self.n, self.p, self.family = meta["n"], meta["p"], meta["family"]
        self.nnz = meta["nnz"]
        self.ratio = meta["paths"][self.path]["l1_ratio"]
        read = lambda suffix, kind="<f8": np.fromfile(f"{folder}/{self.data}.{suffix}.bin", kind)
        self.y, self.lam = read("y"), read(self.path)
        self.X = (sp.csc_matrix((read("data"), read("indices", "<i4"), read("indptr", "<i4")), shape=(self.n, self.p)) if self.nnz
                  else read("X").reshape((self.n, self.p), order="F"))
        self.null = self._null()

    @property
    def gaussian(self):
        return self.family == "gaussian"

    @property
    def bytes(self):
        """What one pass over X reads: its numbers, and 4 bytes a row index where it is sparse."""
        return 12 * self.nnz if self.nnz else 8 * self.n * self.p

    def arguments(self):
        """What a worker is told (see workers.py)."""
        return [str(a) for a in (self.folder, self.data, self.path, self.n, self.p, self.nnz, self.family, self.ratio, int(self.intercept), len(self.lam))]

    def _null(self):
        m = self.y.mean()
        if self.gaussian:
            return 0.5 * np.mean((self.y - m) ** 2) if self.intercept else 0.5 * np.mean(self.y ** 2)
        return -(m * np.log(m) + (1 - m) * np.log(1 - m)) if self.intercept else np.log(2)

    def link(self, B, b):
        """Xw + b for the columns of the sparse B."""
        eta = (self.X @ B).toarray() if self.nnz else self.X @ B.toarray()
        return eta + b

    def loss(self, eta):
        y = self.y[:, None]
        return 0.5 * ((y - eta) ** 2).mean(0) if self.gaussian else (np.logaddexp(0, eta) - y * eta).mean(0)

    def residual(self, eta):
        """−ℓ′ row by row."""
        return self.y[:, None] - (eta if self.gaussian else 1 / (1 + np.exp(-eta)))

    def evaluate(self, B, b, chunk=25):
        """(primal, dual) at each λ for a sparse p × L matrix of coefficients. The dual point is the residual, scaled until it is feasible."""
        primal, dual = np.empty(B.shape[1]), np.empty(B.shape[1])
        for start in range(0, B.shape[1], chunk):
            at = slice(start, min(start + chunk, B.shape[1]))
            W, lam = B[:, at], self.lam[at]
            eta = self.link(W, b[at])
            l1, l2 = np.asarray(abs(W).sum(0)).ravel(), np.asarray(W.multiply(W).sum(0)).ravel()
            primal[at] = self.loss(eta) + lam * (self.ratio * l1 + 0.5 * (1 - self.ratio) * l2)
            dual[at] = self._gaussian_dual(eta, W, l2, lam) if self.gaussian else self._binomial_dual(eta, lam)
        return primal, dual

    def _gaussian_dual(self, eta, W, l2, lam):
        """The lasso's dual on X and y with √(nλ(1 − r))·I and 0 below them, which is what the ridge part amounts to."""
        r, y = self.residual(eta), self.y
        if self.intercept:
            r, y = r - r.mean(0), y - y.mean()
        ridge = self.n * lam * (1 - self.ratio)
        gradient = np.asarray(self.X.T @ r) - (W.multiply(ridge).toarray() if self.ratio < 1 else 0)
        largest = np.abs(gradient).max(0)
        fits, square = y @ r, (r ** 2).sum(0) + ridge * l2
        bound = np.where(largest > 0, self.n * lam * self.ratio / np.maximum(largest, 1e-300), np.inf)
        scale = np.clip(fits / np.maximum(square, 1e-300), -bound, bound)
        return (scale * fits - 0.5 * scale ** 2 * square) / self.n

    def _binomial_dual(self, eta, lam):
        assert self.ratio == 1, "the logistic dual is written for the L1 penalty"
        if self.intercept:                       # Σθ = 0: move b to its optimum, for the dual point alone
            shift = np.zeros(eta.shape[1])
            for _ in range(30):
                q = 1 / (1 + np.exp(-(eta + shift)))
                step = (self.y[:, None] - q).sum(0) / np.maximum((q * (1 - q)).sum(0), 1e-12)
                shift += np.clip(step, -5, 5)
                if np.abs(step).max() < 1e-14:
                    break
            eta = eta + shift
        r = self.residual(eta)
        largest = np.abs(np.asarray(self.X.T @ r)).max(0)
        scale = np.minimum(1.0, self.n * lam / np.maximum(largest, 1e-300))
        u = np.clip(np.abs(r) * scale, 1e-300, 1 - 1e-16)
        return -(u * np.log(u) + (1 - u) * np.log1p(-u)).mean(0)


def read_fit(prefix, p, count):
    """A worker's coefficients and intercepts: compressed sparse columns, one a λ."""
    read = lambda suffix, kind: np.fromfile(f"{prefix}.{suffix}.bin", kind)
    B = sp.csc_matrix((read("values", "<f8"), read("indices", "<i4"), read("indptr", "<i4")), shape=(p, count))
    return B, read("intercepts", "<f8")
