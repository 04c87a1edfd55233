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

import machine
import report
from problem import CASES, HERE, Problem, read_fit
from reference import Reference
from workers import LIMIT, CutOff, Failed, Worker

WARM = 1          # seconds of untimed runs of each configuration
SHORT = 3         # seconds up to which every timed run follows an untimed one
SLOW = 10         # seconds from which on the first run counts
RIDGELINE = "Ridgeline"


class Program:
    """One worker, its configurations from loose to tight, and what came of them."""

    def __init__(self, problem, name, command, configurations, environment=None):
        self.problem, self.name, self.command, self.environment = problem, name, command, environment
        self.rows = [dict(program=name, configuration=c, runs=[], note=None) for c in configurations]
        self.worker = None

    def start(self):
        self.worker = Worker(self.command, self.problem, self.environment)
        try:
            version = self.worker.ready()
            for row in self.rows:
                row["version"] = version["ready"]
        except (CutOff, Failed) as e:
            self.worker = None
            for row in self.rows:
                row["note"] = row["note"] or f"it did not start: {e}"

    def fit(self, row):
        """One run, or None where this configuration is at its end."""
        try:
            return self.worker.ask("fit", row["configuration"])
        except CutOff as e:
            row["note"] = str(e)
            for tighter in self.rows[self.rows.index(row) + 1:]:
                tighter["note"] = tighter["note"] or "not run: a looser one was cut off"
            if self.rows.index(row) > 0:             # the process is gone; the looser ones go on in another
                self.start()
        except Failed as e:
            row["note"] = f"failed: {e}"
            if self.worker.ended():
                self.start()
        return None

    def also(self, *words):
        """An answer that isn't needed: {} if there is none."""
        try:
            return self.worker.ask(*words)
        except (CutOff, Failed):
            return {}

    def close(self):
        if self.worker:
            self.worker.close()


def programs(problem, options):
    ours = Program(problem, RIDGELINE, ["dotnet", options.ridgeline], ["tolerance=1e-06", "tolerance=1e-10"])
    if options.skip_peers:
        return [ours]
    peers = [Program(problem, "glmnet", ["Rscript", "--vanilla", f"{HERE}/glmnet_worker.R"], ["thresh=1e-07", *(["thresh=1e-10", "thresh=1e-13"] if options.tight else [])])]
    sklearn = [sys.executable, f"{HERE}/sklearn_worker.py"]
    if problem.gaussian:
        peers.append(Program(problem, "scikit-learn", sklearn, ["tol=0.0001", "tol=5e-07"]))
        if problem.p < problem.n and machine.avx512():
            # Debian's OpenBLAS picks older kernels than this CPU has; its Gram is most of the time here, so it gets its best.
            peers.append(Program(problem, "scikit-learn, AVX-512 BLAS", sklearn, ["tol=0.0001"], {"OPENBLAS_CORETYPE": "SkylakeX"}))
    elif options.slow:
        peers.append(Program(problem, "scikit-learn", sklearn, ["liblinear tol=0.0001", "liblinear tol=1e-06"]))
    return [ours, *peers]


def warm_up(problem, entrants, folder):
    """Every configuration for a second or once, untimed, and its coefficients: they are the same in every run, and a later cut-off can't take them away."""
    fits = {}
    for i, program in enumerate(entrants):
        for j, row in enumerate(program.rows):
            spent = 0
            while row["note"] is None and spent < WARM:
                answer = program.fit(row)
                if answer is None:
                    break
                spent += answer["seconds"]
                row["answer"] = answer
                if answer["seconds"] > SLOW:         # start-up is nothing beside this: it counts as a run
                    row["runs"].append(answer)
            if row["note"] is None:
                prefix = f"{folder}/{problem.case}.{i}.{j}"
                count = program.also("save", row["configuration"], prefix).get("lambdas")
                if count == len(problem.lam):
                    fits[i, j] = read_fit(prefix, problem.p, count)
                else:
                    row["note"] = f"it answered {count or 'none'} of {len(problem.lam)} λ"
    return fits


def time_runs(entrants, runs):
    """Round after round, every configuration once a round: what disturbs the machine for a while disturbs all of them. A minute of runs is enough."""
    for _ in range(runs):
        for program in entrants:
            for row in program.rows:
                if row["note"] is None and len(row["runs"]) < runs and sum(r["seconds"] for r in row["runs"]) < LIMIT:
                    # After another program's turn caches and fresh memory are cold: a short run would mostly measure that, so one goes before it.
                    if row["answer"]["seconds"] < SHORT and program.fit(row) is None:
                        continue
                    answer = program.fit(row)
                    if answer:
                        row["runs"].append(answer)


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


def summarise(row):
    """Seconds over the runs; what a run says of itself beside them is the same in each."""
    runs = row.pop("runs")
    row.update(row.pop("answer", {}))
    row.pop("seconds", None), row.pop("cpu", None)
    if runs:
        seconds = [r["seconds"] for r in runs]
        row.update(seconds=float(np.median(seconds)), min=min(seconds), all=seconds, cpu=float(np.median([r["cpu"] for r in runs])), runs=len(runs))
    return row


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


def write(document, prefix):
    with open(prefix + ".json", "w") as f:
        json.dump(document, f, indent=1)
    with open(prefix + ".md", "w") as f:
        f.write(report.page(document))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--ridgeline", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--runs", type=int, default=3)
    for flag in ("--skip-peers", "--tight", "--slow"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    cases = options.cases.split(",")
    facts = machine.facts()
    subprocess.run([sys.executable, f"{HERE}/make_data.py", options.data, *dict.fromkeys(CASES[c]["data"] for c in cases)], check=True)
    recorded = json.load(open(f"{HERE}/recorded.json"))
    document = dict(machine=facts, options=dict(runs=options.runs, tight=options.tight, slow=options.slow, skip_peers=options.skip_peers), cases={}, claims=[])
    whole = len(cases) == len(CASES) and not options.skip_peers
    name = f"{facts['slug']}-{facts['date']}" + ("" if whole else "-" + "-".join(cases))
    os.makedirs(options.out, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="ridgeline-compare-")
    try:
        for case in cases:                    # written after each: whatever ends a long run leaves what it had
            document["cases"][case] = result = compare(case, options, folder)
            document["claims"].append(report.claim(case, result, recorded["cases"].get(case)))
            write(document, f"{options.out}/{name}")
    finally:
        shutil.rmtree(folder)
    print("\n" + report.claims_table(document["claims"]))
    print(f"\nwritten: {options.out}/{name}.md and .json")
    faults = [f"case {case}: {fault}" for case, result in document["cases"].items() for fault in report.faults(result)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
