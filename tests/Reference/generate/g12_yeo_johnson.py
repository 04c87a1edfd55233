#!/usr/bin/python3
"""Yeo-Johnson: the transform of odd numbers, and the weighted maximum-likelihood lambda of random columns, in 50 digits (the transform in 700) -> golden/yeo_johnson.json.
The likelihood's slope is the derivative of the log-likelihood itself (mpmath.diff), not a formula for it."""
import json, os, random
from mpmath import mp, mpf, log, diff, findroot
mp.dps = 50
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "yeo_johnson.json")

def psi(x, lam):
    if x >= 0:
        return log(x + 1) if lam == 0 else ((x + 1) ** lam - 1) / lam
    return -log(1 - x) if lam == 2 else -((1 - x) ** (2 - lam) - 1) / (2 - lam)

def loglik(lam, xs, ws):
    total = sum(ws)
    t = [psi(x, lam) for x in xs]
    mean = sum(w * v for w, v in zip(ws, t)) / total
    var = sum(w * (v - mean) ** 2 for w, v in zip(ws, t)) / total
    c = sum(w * (1 if x >= 0 else -1) * log(abs(x) + 1) for w, x in zip(ws, xs)) / total
    return -log(var) / 2 + (lam - 1) * c

def best(xs, ws):
    lo, hi = mpf(-9), mpf(11)
    slope = lambda l: diff(lambda k: loglik(k, xs, ws), l)
    if slope(lo) < 0: return lo
    if slope(hi) > 0: return hi
    for _ in range(80):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if slope(mid) > 0 else (lo, mid)
    return (lo + hi) / 2

g = random.Random(12)
shapes = {
    "normal": lambda: g.gauss(0, 1), "exponential": lambda: g.expovariate(1), "negative exponential": lambda: -g.expovariate(0.2),
    "lognormal": lambda: g.lognormvariate(1, 1.2), "far": lambda: 50 + g.gauss(0, 3), "counts": lambda: float(int(g.expovariate(0.3))),
    "mixed": lambda: g.gauss(0, 1) ** 3, "tiny": lambda: 1e-6 * g.expovariate(1), "huge": lambda: 1e9 * g.expovariate(1),
}
cases = []
for name, draw in shapes.items():
    for weighted in (False, True):
        xs = [draw() for _ in range(30)]
        ws = [g.choice([0.25, 0.5, 1.0, 3.0]) for _ in xs] if weighted else [1.0] * len(xs)
        cases.append(dict(id=name + (" weighted" if weighted else ""), x=xs, weights=ws, lam=float(best([mpf(x) for x in xs], [mpf(w) for w in ws]))))
mp.dps = 700 # 1 + 1e-300 is not 1
points = []
for x in (0.0, 1e-300, 1e-12, 0.3, 1.0, 20.0, 1e6, -1e-12, -0.3, -1.0, -20.0, -1e6):
    for lam in (-3.0, -1e-9, 0.0, 1e-13, 1e-5, 0.5, 1.0, 1.9999999, 2.0, 2.0000001, 3.5):
        points.append(dict(x=x, lam=lam, psi=float(psi(mpf(x), mpf(lam)))))
json.dump(dict(cases=cases, points=points), open(OUT, "w"), indent=0)
