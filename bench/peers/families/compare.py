"""Times the cases of trees and networks: Ridgeline's configurations and its peers', and how good what they fit is."""
import os
import sys
import time

import machine
from families import report
from families.problem import HERE, FamilyProblem
from programs import RIDGELINE, Program, summarise, time_runs

OURS = {
    "tree": ["tree threads=1"],
    "tree-cv": ["tree-cv threads=1", "tree-cv threads=2"],
    "pruning-cv": ["pruning-cv threads=1", "grown threads=1", "grown-apart threads=1"],
    "epoch": ["epoch threads=1"],
    "trainings": ["trainings threads=1", "trainings threads=2"],
}
PEERS = {
    "tree": ("scikit-learn", "sklearn_worker.py", ["DecisionTreeClassifier"]),
    "tree-cv": ("scikit-learn", "sklearn_worker.py", ["cross_val_score n_jobs=1"]),
    "epoch": ("PyTorch", "torch_worker.py", ["modules", "traced foreach"]),
}


def programs(problem, options):
    ours = Program(problem, RIDGELINE, ["dotnet", options.ridgeline, "families"], OURS[problem.kind])
    if options.skip_peers or problem.kind not in PEERS:
        return [ours]
    name, script, configurations = PEERS[problem.kind]
    worker = [sys.executable, f"{HERE}/{script}"]
    peers = [Program(problem, name, worker, configurations)]
    if problem.kind == "epoch" and machine.avx512():
        # As in the path cases: Debian's OpenBLAS, which its PyTorch multiplies with, picks older kernels than this CPU has.
        peers.append(Program(problem, f"{name}, AVX-512 BLAS", worker, configurations, {"OPENBLAS_CORETYPE": "SkylakeX"}))
    return [ours, *peers]


def compare(case, options):
    problem = FamilyProblem(options.data, case)
    print(f"\ncase {case}: {problem.title}", flush=True)
    entrants = programs(problem, options)
    result = dict(title=problem.title, kind=problem.kind, wanted=problem.facts["wanted"])
    try:
        for program in entrants:
            program.start()
        began = time.monotonic()
        for program in entrants:
            for row in program.rows:
                program.warm_up(row)
        time_runs(entrants, options.runs)
        for program in entrants[:2]:         # the same peer with another BLAS finds the same
            program.rows[0]["quality"] = quality(problem, program)
    finally:
        for program in entrants:
            program.close()
    print(f"  timed in {time.monotonic() - began:.0f} s", flush=True)
    result["load"] = os.getloadavg()[0]
    result["rows"] = [summarise(row) for program in entrants for row in program.rows]
    print(report.case_table(result), flush=True)
    return result


def quality(problem, program):
    """{measure, mean, standard_error} of the program's first configuration, or None where the kind has none."""
    if problem.kind not in PEERS or not program.worker:
        return None
    epochs = [str(problem.facts["quality_epochs"])] if problem.kind == "epoch" else []
    return program.also("quality", program.rows[0]["configuration"], *epochs) or None
