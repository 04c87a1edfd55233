"""Times the cases of choosing a strength: Ridgeline's configurations and its peers', and what each of them found."""
import os
import sys
import time

import machine
from cv import report
from cv.problem import HERE, CvProblem
from programs import RIDGELINE, Program, summarise, time_runs

EVERY = "lambdas=100 threads=1"      # the ratios to paths are on one thread and the same 100 λ, none left out
APPROXIMATE = ["approximate-leave-one-out refits=0", "approximate-leave-one-out refits=8"]
OURS = {
    "search": ["search threads=1", "search threads=2"],
    "lasso": ["cv threads=1", "cv threads=2", f"cv {EVERY}", f"path {EVERY}", f"separate {EVERY}", *APPROXIMATE],
    "ridge": ["ridge-leave-one-out", "ridge-leave-one-out fit=1", "ridge-cv threads=1"],
    "leave-one-out": [f"path {EVERY}", *APPROXIMATE],
}


def scikit_learn(problem, slow):
    """Its configurations, and those of them that BLAS takes time in."""
    if problem.kind == "search":
        solvers = [s for s in ("lbfgs", "newton-cholesky", "liblinear") if slow or s not in problem.facts["slow"]]
        every = {s: [f"GridSearchCV {s} n_jobs={j} blas={b}" for j, b in ((1, 1), (1, 2), (2, 1)) if s != "liblinear" or b == 1] for s in solvers}
        return sum(every.values(), []), sum((c for s, c in every.items() if s != "liblinear"), [])
    if problem.kind == "ridge":
        return ["RidgeCV leave-one-out", "RidgeCV cv=5"], ["RidgeCV leave-one-out", "RidgeCV cv=5"]
    return ["LassoCV n_jobs=1", "LassoCV n_jobs=2"] if problem.facts.get("lassocv") else [], []


def programs(problem, options):
    ours = Program(problem, RIDGELINE, ["dotnet", options.ridgeline, "cv"], OURS[problem.kind])
    if options.skip_peers:
        return [ours]
    peers = [Program(problem, "glmnet", ["Rscript", "--vanilla", f"{HERE}/glmnet_worker.R"], ["cv.glmnet"])] if problem.kind == "lasso" else []
    worker = [sys.executable, f"{HERE}/sklearn_worker.py"]
    configurations, of_blas = scikit_learn(problem, options.slow)
    if configurations:
        peers.append(Program(problem, "scikit-learn", worker, configurations))
    if of_blas and machine.avx512():
        # As in the path cases: Debian's OpenBLAS picks older kernels than this CPU has.
        peers.append(Program(problem, "scikit-learn, AVX-512 BLAS", worker, of_blas, {"OPENBLAS_CORETYPE": "SkylakeX"}))
    return [ours, *peers]


def compare(case, options):
    problem = CvProblem(options.data, case)
    print(f"\ncase {case}: {problem.title}", flush=True)
    entrants = programs(problem, options)
    result = dict(title=problem.title, kind=problem.kind, rows_of_x=problem.n, x_bytes=problem.x_bytes, wanted=problem.facts.get("wanted", {}))
    try:
        for program in entrants:
            program.start()
        began = time.monotonic()
        for program in entrants:
            for row in program.rows:
                program.warm_up(row)
        time_runs(entrants, options.runs)
        beside(problem, entrants, result)
    finally:
        for program in entrants:
            program.close()
    print(f"  timed in {time.monotonic() - began:.0f} s", flush=True)
    result["load"] = os.getloadavg()[0]
    result["rows"] = [summarise(row) for program in entrants for row in program.rows]
    print(report.case_table(result), flush=True)
    return result


def beside(problem, entrants, result):
    """What isn't timed: peak memory, the machine's rate of arithmetic, the scores of fits converged as far as they can be."""
    ours = entrants[0]
    if not ours.worker:
        return
    if problem.kind == "lasso":
        for row in ours.rows:
            if row["configuration"].startswith("cv ") and row["runs"]:
                # It looks every few milliseconds, which of a short run are few: the most of three.
                peaks = [ours.also("memory", row["configuration"]).get("peak") for _ in range(3)]
                row["peak_live"] = max((peak for peak in peaks if peak is not None), default=None)
    if any(row["configuration"].startswith("approximate") for row in ours.rows):
        result["flops"] = ours.also("rate").get("flops")
    if problem.kind == "search":
        result["tight"] = {program.name: program.also("reference") for program in entrants if program.name in (RIDGELINE, "scikit-learn") and program.worker}
