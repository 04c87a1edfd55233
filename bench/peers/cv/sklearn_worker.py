"""scikit-learn as a worker of the cross-validation cases (the protocol is in workers.py, the arguments in problem.py). CONFIG is one of

  GridSearchCV SOLVER n_jobs=J blas=T    a pipeline of StandardScaler and LogisticRegression; with J > 1 workers have one BLAS thread each
  LassoCV n_jobs=J
  RidgeCV leave-one-out, RidgeCV cv=5    one thread

`reference` is the grid search by fits that are converged as far as lbfgs can.
"""
import json
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LassoCV, LogisticRegression, RidgeCV
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

warnings.filterwarnings("ignore")
folder, data = sys.argv[1:3]
n, p, family, fold_file = int(sys.argv[3]), int(sys.argv[4]), sys.argv[5], sys.argv[6]
y = np.fromfile(f"{folder}/{data}.y.bin", "<f8")
X = np.fromfile(f"{folder}/{data}.X.bin", "<f8").reshape((n, p), order="F")
rows = np.ascontiguousarray(X)          # what its pipelines would copy otherwise: made outside the time
fold_of = np.fromfile(fold_file, "<i4")
folds = [(np.flatnonzero(fold_of != k), np.flatnonzero(fold_of == k)) for k in range(fold_of.max() + 1)]
CS = [0.001, 0.01, 0.1, 1, 10, 100]
ALPHAS = np.logspace(-3, 4, 50)


def search(solver, jobs, tol=1e-4, iterations=100):
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(solver=solver, tol=tol, max_iter=iterations))
    return GridSearchCV(pipeline, {"logisticregression__C": CS}, scoring="roc_auc", cv=5, n_jobs=jobs).fit(rows, y.astype(int))


def said(g):
    aucs = [[float(g.cv_results_[f"split{k}_test_score"][c]) for k in range(5)] for c in range(len(CS))]
    return dict(best_C=g.best_params_["logisticregression__C"], best_score=float(g.best_score_), aucs=aucs)


def fit(config):
    """What is timed, and what to say of it."""
    name, *words = config.split()
    option = dict(word.split("=") for word in words if "=" in word)
    if name == "GridSearchCV":
        return search(words[0], int(option["n_jobs"])), said
    if name == "LassoCV":
        # Down to glmnet's last λ. Columns aren't standardised: these have unit variance but for chance.
        return (LassoCV(eps=1e-4, n_alphas=100, cv=folds, n_jobs=int(option["n_jobs"]), max_iter=100000).fit(X, y),
                lambda g: dict(lambdas=len(g.alphas_), lambda_min=float(g.alpha_), cv_at_min=float(g.mse_path_.mean(1).min()), nnz_min=int((g.coef_ != 0).sum())))
    return (RidgeCV(alphas=ALPHAS, cv=int(option["cv"]) if "cv" in option else None).fit(rows, y),
            lambda g: dict(best_alpha=float(g.alpha_), best_score=float(g.best_score_)))


def check_folds():
    """cv=5 means the folds that the others are given."""
    if data.startswith("c6"):
        wanted = StratifiedKFold(5)
    elif data.startswith("c9"):
        wanted = KFold(5)
    else:
        return
    for (_, test), (_, given) in zip(wanted.split(X, y), folds):
        assert np.array_equal(test, given), "the folds given aren't those of cv=5"


def answer(verb, config=None):
    if verb == "reference":
        return said(search("lbfgs", 2, tol=1e-10, iterations=10000))
    blas = int(config.split("blas=")[1]) if "blas=" in config else 1
    with threadpool_limits(blas):
        cpu, start = time.process_time(), time.perf_counter()
        model, say = fit(config)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return dict(seconds=seconds, **({} if "n_jobs=2" in config else dict(cpu=cpu)), **say(model))      # CPU time of other processes isn't seen


check_folds()
print(json.dumps(dict(ready=f"scikit-learn {sklearn.__version__}", numpy=np.__version__)), flush=True)
for line in sys.stdin:
    try:
        print(json.dumps(answer(*line.rstrip("\n").split("\t"))), flush=True)
    except Exception as e:                       # whatever it was, the caller reports it beside the other programs
        print(json.dumps(dict(error=f"{type(e).__name__}: {e}")), flush=True)
