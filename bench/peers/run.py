"""Times Ridgeline and its peers case by case, judges all of them by one evaluator, and writes the report. bench/compare calls it."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np

import cv.compare
import cv.report
import families.compare
import families.report
import machine
import report
from cv.problem import CASES as CV_CASES
from families.problem import CASES as FAMILY_CASES
from problem import CASES, HERE, Problem, read_fit
from programs import RIDGELINE, Program, summarise, time_runs
from reference import Reference

ALL = {**CASES, **CV_CASES, **FAMILY_CASES}


def programs(problem, options):
    ours = Program(problem, RIDGELINE, ["dotnet", options.ridgeline, "path"], ["tolerance=1e-06", "tolerance=1e-10"], loose_to_tight=True)
    if options.skip_peers:
        return [ours]
    peers = [Program(problem, "glmnet", ["Rscript", "--vanilla", f"{HERE}/glmnet_worker.R"], ["thresh=1e-07", *(["thresh=1e-10", "thresh=1e-13"] if options.tight else [])], loose_to_tight=True)]
    sklearn = [sys.executable, f"{HERE}/sklearn_worker.py"]
    if problem.gaussian:
        peers.append(Program(problem, "scikit-learn", sklearn, ["tol=0.0001", "tol=5e-07"], loose_to_tight=True))
        if problem.p < problem.n and machine.avx512():
            # Debian's OpenBLAS picks older kernels than this CPU has; its Gram is most of the time here, so it gets its best.
            peers.append(Program(problem, "scikit-learn, AVX-512 BLAS", sklearn, ["tol=0.0001"], {"OPENBLAS_CORETYPE": "SkylakeX"}))
    elif options.slow:
        peers.append(Program(problem, "scikit-learn", sklearn, ["liblinear tol=0.0001", "liblinear tol=1e-06"], loose_to_tight=True))
    return [ours, *peers]


def warm_up(problem, entrants, folder):
    """Every configuration untimed, and its coefficients: they are the same in every run, and a later cut-off can't take them away."""
    fits = {}
    for i, program in enumerate(entrants):
        for j, row in enumerate(program.rows):
            program.warm_up(row)
            if row["note"] is None:
                prefix = f"{folder}/{problem.case}.{i}.{j}"
                count = program.also("save", row["configuration"], prefix).get("lambdas")
                if count == len(problem.lam):
                    fits[i, j] = read_fit(prefix, problem.p, count)
                else:
                    row["note"] = f"it answered {count or 'none'} of {len(problem.lam)} λ"
    return fits


def measure_memory(ours):
    """Peak memory of each of Ridgeline's configurations, and bytes a second of a plain sum over X."""
    for row in ours.rows:
        if row["runs"]:
            row["peak_live"] = ours.also("memory", row["configuration"]).get("peak")
    plain = ours.also("sum") if ours.worker else {}
    return plain["bytes"] / plain["seconds"] if plain else None


def judge(problem, entrants, fits):
    reference = Reference(problem, fits.values())
    for (i, j), (B, b) in fits.items():
        row = entrants[i].rows[j]
        primal, _ = problem.evaluate(B, b)
        sub = (primal - reference.primal) / problem.null
        row.update(sub=float(sub.max()), gap=float(((primal - reference.dual) / problem.null).max()), nnz=int(np.diff(B.indptr)[-1]))
        if "gaps" in row["answer"]:           # a certificate must never promise more than is true; 1e-13 is the rounding of two objectives
            claimed = np.array([np.inf if g is None else g for g in row["answer"]["gaps"]])
            row["points"], row["converged"] = len(claimed), row["answer"]["converged"]
            row["claimed_gap"] = None if np.isinf(claimed).any() else float(claimed.max())
            row["broken_promises"] = int((sub > claimed + 1e-13).sum())
    return dict(gap=float(reference.gap.max()), nnz=int(np.diff(reference.B.indptr)[-1]), null=float(problem.null))


def compare(case, options, folder):
    problem = Problem(options.data, case)
    print(f"\ncase {case}: {problem.title}", flush=True)
    entrants = programs(problem, options)
    try:
        for program in entrants:
            program.start()
        began = time.monotonic()
        fits = warm_up(problem, entrants, folder)
        time_runs(entrants, options.runs)
        bandwidth = measure_memory(entrants[0])
    finally:
        for program in entrants:
            program.close()
    print(f"  timed in {time.monotonic() - began:.0f} s; judging …", flush=True)
    result = dict(title=problem.title, bytes=problem.bytes, sparse=problem.nnz > 0, bandwidth=bandwidth, load=os.getloadavg()[0])
    result["reference"] = judge(problem, entrants, fits)
    result["rows"] = [summarise(row) for program in entrants for row in program.rows]
    print(report.case_table(case, result), flush=True)
    return result


def add_path(document, case, options):
    folder = tempfile.mkdtemp(prefix="ridgeline-compare-")
    try:
        document["cases"][case] = result = compare(case, options, folder)
    finally:
        shutil.rmtree(folder)
    with open(f"{HERE}/recorded.json") as f:
        document["claims"].append(report.claim(case, result, json.load(f)["cases"].get(case)))


def add_cv(document, case, options):
    part = document["cv"]
    part["cases"][case] = result = cv.compare.compare(case, options)
    part["claims"] += cv.report.claims(case, result, CV_CASES[case].get("recorded"))


def add_family(document, case, options):
    part = document["families"]
    part["cases"][case] = result = families.compare.compare(case, options)
    part["claims"] += families.report.claims(case, result)


def write(document, prefix):
    with open(prefix + ".json", "w") as f:
        json.dump(document, f, indent=1)
    with open(prefix + ".md", "w") as f:
        f.write(page(document))


def page(document):
    paths = report.section(document) if document["cases"] else []
    choices = cv.report.section(document["cv"]) if document["cv"]["cases"] else []
    others = families.report.section(document["families"]) if document["families"]["cases"] else []
    return "\n\n".join([*report.opening(document), *paths, *choices, *others]) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--ridgeline", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--cases", default=",".join(ALL))
    parser.add_argument("--runs", type=int, default=3)
    for flag in ("--skip-peers", "--tight", "--slow"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    cases = options.cases.split(",")
    facts = machine.facts()
    # Two threads: the recorded peers' data were made so, and the bits of a product of a wide X depend on it.
    sets = [ALL[c]["data"] + ending for c in cases for ending in (("", "t") if c in FAMILY_CASES else ("",))]
    subprocess.run([sys.executable, f"{HERE}/make_data.py", options.data, *dict.fromkeys(sets)], check=True,
                   env={**os.environ, "OPENBLAS_NUM_THREADS": "2"})
    document = dict(machine=facts, options=dict(runs=options.runs, tight=options.tight, slow=options.slow, skip_peers=options.skip_peers),
                    cases={}, claims=[], cv=dict(cases={}, claims=[]), families=dict(cases={}, claims=[]))
    whole = set(cases) == {*ALL} and not options.skip_peers
    name = f"{facts['slug']}-{facts['date']}" + ("" if whole else "-" + "-".join(cases))
    os.makedirs(options.out, exist_ok=True)
    for case in cases:                        # written after each: whatever ends a long run leaves what it had
        (add_path if case in CASES else add_cv if case in CV_CASES else add_family)(document, case, options)
        write(document, f"{options.out}/{name}")
    parts = ((document, report), (document["cv"], cv.report), (document["families"], families.report))
    for part, tables in parts:
        if part["claims"]:
            print("\n" + tables.claims_table(part["claims"]))
    print(f"\nwritten: {options.out}/{name}.md and .json")
    faults = [f"case {case}: {fault}" for part, judge in parts for case, result in part["cases"].items() for fault in judge.faults(result)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
