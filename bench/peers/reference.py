"""The optimum at each λ of a case: the best fit at hand, polished by Newton's method on its support until its own dual proves it.

A reference is kept beside the data (CASE.reference.npz) and only ever gets better, so that the first run pays for it.
"""
import os

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp

PROVEN = 1e-12            # of D₀: below this a reference isn't polished again


class Reference:
    """primal: the lowest objective found at each λ; dual: the highest proven bound."""

    def __init__(self, problem, fits):
        """fits: (B, b) of every program that answered all λ."""
        self.problem, self.file = problem, f"{problem.folder}/{problem.case}.reference.npz"
        starts = ([self._read()] if os.path.exists(self.file) else []) + list(fits)
        if not starts:
            raise SystemExit(f"case {problem.case}: no program answered, so there is nothing to judge by")
        judged = [problem.evaluate(*start) for start in starts]
        best = np.argmin([primal - dual for primal, dual in judged], 0)
        self.B = sp.hstack([starts[i][0][:, k] for k, i in enumerate(best)], "csc")
        self.b = np.array([starts[i][1][k] for k, i in enumerate(best)])
        self.primal, self.dual = np.min([primal for primal, _ in judged], 0), np.max([dual for _, dual in judged], 0)
        open_ = np.flatnonzero(self.gap > PROVEN)
        if len(open_):
            self._polish(open_)

    @property
    def gap(self):
        return (self.primal - self.dual) / self.problem.null

    def _polish(self, points):
        print(f"  polishing the reference at {len(points)} λ (once: it is kept beside the data)", flush=True)
        columns, b = [self.B[:, k] for k in range(self.B.shape[1])], self.b.copy()
        polish = Polish(self.problem)
        for k in points:
            w, b[k] = polish(self.problem.lam[k], columns[k].toarray().ravel(), b[k])
            columns[k] = sp.csc_matrix(w[:, None])
        B = sp.hstack(columns, "csc")
        primal, dual = self.problem.evaluate(B, b)
        self.primal, self.dual = np.minimum(primal, self.primal), np.maximum(dual, self.dual)
        self.B, self.b = B, b
        with open(self.file + ".part", "wb") as f:
            np.savez(f, values=B.data, indices=B.indices, indptr=B.indptr, intercepts=b)
        os.replace(self.file + ".part", self.file)

    def _read(self):
        kept = np.load(self.file)
        return sp.csc_matrix((kept["values"], kept["indices"], kept["indptr"]), shape=(self.problem.p, len(self.problem.lam))), kept["intercepts"]


class Polish:
    """Fixed signs on a support: Newton's step there; a coefficient that would change sign leaves, a column that violates enters."""

    def __init__(self, problem):
        self.problem = problem
        # Tall gaussian problems: one Gram for the whole path instead of one a λ.
        self.gram = problem.X.T @ problem.X / problem.n if problem.gaussian and problem.p <= 1000 and not problem.nnz else None

    def __call__(self, lam, w, b):
        q, self.lam = self.problem, lam
        l1, l2 = lam * q.ratio, lam * (1 - q.ratio)
        support = np.flatnonzero(w)
        signs = np.sign(w[support])
        for _ in range(60):
            values, b, support, signs = self._on_support(support, signs, w[support], b)
            w[:] = 0
            w[support] = values
            eta = np.asarray(q.X[:, support] @ values).ravel() + b
            gradient = np.asarray(q.X.T @ q.residual(eta[:, None])[:, 0]).ravel() / q.n - l2 * w
            enter = np.flatnonzero((np.abs(gradient) > l1 * (1 + 1e-12)) & (w == 0))
            if len(enter) == 0:
                break
            enter = enter[np.argsort(-np.abs(gradient[enter]))][:max(20, len(support) // 4)]
            support, signs = np.append(support, enter), np.append(signs, np.sign(gradient[enter]))
            order = np.argsort(support)
            support, signs = support[order], signs[order]
        return w, b

    def _objective(self, Z, w, b):
        q, eta = self.problem, np.asarray(Z @ w).ravel() + b
        return q.loss(eta[:, None])[0] + self.lam * (q.ratio * np.abs(w).sum() + 0.5 * (1 - q.ratio) * (w @ w)), eta

    def _on_support(self, support, signs, w, b):
        q, factor = self.problem, None
        Z = q.X[:, support]
        now, eta = self._objective(Z, w, b)
        for _ in range(400):
            r = q.residual(eta[:, None])[:, 0]
            slope = np.append(np.asarray(Z.T @ r).ravel() / q.n - self.lam * (q.ratio * signs + (1 - q.ratio) * w), r.mean() if q.intercept else 0)
            if factor is None or not q.gaussian:
                factor = self._factor(self._curvature(Z, eta, support))
            step = la.cho_solve(factor, slope, check_finite=False)
            d, shift = step[:-1], step[-1]
            t, leaves = 1.0, (w + d) * signs < 0
            moved = np.where(leaves, 0, w + d)
            value, moved_eta = self._objective(Z, moved, b + shift)
            if value > now + 1e-15 * abs(now):               # too far at once: only to the first change of sign, and shorter if need be
                t = min(1.0, (-w[leaves] / d[leaves]).min()) if leaves.any() else 1.0
                leaves &= w + t * d * (1 + 1e-14) == 0 if t == 0 else (w + t * d) * signs <= 1e-14 * np.abs(w)
                moved = np.where(leaves, 0, w + t * d)
                value, moved_eta = self._objective(Z, moved, b + t * shift)
                while value > now + 1e-15 * abs(now) and t > 1e-10:
                    t, leaves = t / 2, np.zeros(len(w), bool)
                    moved = w + t * d
                    value, moved_eta = self._objective(Z, moved, b + t * shift)
            change = np.abs(moved - w).max(initial=0)
            w, b, eta, now = moved, b + t * shift, moved_eta, value
            if leaves.any():
                w, signs, support, factor = w[~leaves], signs[~leaves], support[~leaves], None
                Z = q.X[:, support]
            elif change <= 1e-14 * np.abs(w).max(initial=1e-300) or t <= 1e-10:
                break
        return w, b, support, signs

    def _curvature(self, Z, eta, support):
        """ZᵀDZ/n with the intercept's row and column last; without an intercept they are those of the identity."""
        q, m = self.problem, len(support)
        H = np.zeros((m + 1, m + 1))
        if q.gaussian:
            weight = np.full(q.n, 1 / q.n)
        else:
            mean = 1 / (1 + np.exp(-eta))
            weight = mean * (1 - mean) / q.n
        if self.gram is not None:
            H[:m, :m] = self.gram[np.ix_(support, support)]
        elif q.nnz:
            H[:m, :m] = (Z.T @ sp.diags(weight) @ Z).toarray()
        else:
            root = Z * np.sqrt(weight)[:, None]
            H[:m, :m] = root.T @ root
        H[:m, m] = H[m, :m] = np.asarray(Z.T @ weight).ravel() if q.intercept else 0
        H[m, m] = weight.sum() if q.intercept else 1
        H[np.diag_indices(m)] += self.lam * (1 - q.ratio)
        return H

    @staticmethod
    def _factor(H):
        """Cholesky. A support of more than n columns has no inverse: a trace of ridge makes the step long there, and a change of sign stops it."""
        diagonal = np.diag_indices(len(H))
        for trace in (1e-15, 1e-14, 1e-13, 1e-12):
            H[diagonal] += trace * H[diagonal].mean()
            try:
                return la.cho_factor(H, check_finite=False)
            except la.LinAlgError:
                continue
        raise SystemExit("a reference could not be polished: its support is too degenerate")
