"""The section on trees and networks: tables from results. Ratios are of fastest runs; speed counts only beside models that are as good."""
import math

from report import ratio, seconds, table

RIDGELINE = "Ridgeline"
NOISE = 3         # standard errors of a difference within which two programs' models are as good


def own(result, configuration):
    return next((r for r in result["rows"] if r["program"] == RIDGELINE and r["configuration"] == configuration and "min" in r), None)


def peers(result):
    return [r for r in result["rows"] if r["program"] != RIDGELINE and "min" in r]


def threads(row):
    return 2 if "threads=2" in row["configuration"] else 1


def answer(row):
    """What a row found, in words."""
    said = [f"{row[key]:,} {word}" for key, word in (("leaves", "leaves"), ("depth", "deep"), ("alphas", "α"), ("trees", "trees"), ("trainings", "trainings")) if row.get(key) is not None]
    said += [f"{word} {row[key]:.6g}" for key, word in (("score", "score"), ("best_alpha", "α")) if row.get(key) is not None]
    said += [f"{row['allocated_per_epoch']:,} bytes allocated an epoch"] if row.get("allocated_per_epoch") is not None else []
    if row.get("quality"):
        said.append("{measure} {mean:.5f} ± {standard_error:.5f}".format(**row["quality"]))
    return ", ".join(said)


def case_table(result):
    rows = []
    for r in sorted(result["rows"], key=lambda r: r.get("min", float("inf"))):
        ours = own(result, f"{result['kind']} threads=1") if r["program"] != RIDGELINE and "min" in r else None
        rows.append([r["program"], r["configuration"], seconds(r.get("seconds")), seconds(r.get("min")), seconds(r.get("cpu")), r.get("runs", 0),
                     ratio(ours["min"] / r["min"]) if ours else "", answer(r), r["note"] or ""])
    return table(["program", "configuration", "s (median)", "s (min)", "CPU s", "runs", "Ridgeline ÷ it", "answer", "note"], rows)


def worse(result):
    """By how many standard errors our model is worse than the peer's (below 0: better), or None."""
    mine, theirs = (next((r["quality"] for r in result["rows"] if (r["program"] == RIDGELINE) == ours and r.get("quality")), None) for ours in (True, False))
    if not mine or not theirs:
        return None
    lost = (mine["mean"] - theirs["mean"]) * (1 if mine["measure"] == "log loss" else -1)
    return lost / math.hypot(mine["standard_error"], theirs["standard_error"])


WORK = {"tree": "a tree", "tree-cv": "5-fold cross-validation of a tree", "epoch": "an epoch"}


def claims(case, result):
    """Every ratio that is promised: ours ÷ theirs, and what is wanted of it."""
    wanted, kind = result["wanted"], result["kind"]

    def over(what, ours, against, theirs, most=None):
        if ours and theirs:
            yield dict(case=case, what=what, ours=ours["min"], against=against, theirs=theirs["min"], ratio=ours["min"] / theirs["min"], wanted=most, worse=worse(result))

    ours, peer = own(result, f"{kind} threads=1"), min(peers(result), key=lambda r: r["min"], default=None)
    if kind in WORK:
        yield from over(f"{WORK[kind]}, 1 thread", ours, peer and f"{peer['program']} {peer['configuration']}", peer, wanted["peer"])
    if kind == "tree-cv":
        yield from over("the same, 2 threads", own(result, "tree-cv threads=2"), "itself on 1 thread", ours)
    if kind == "pruning-cv":
        yield from over("cross-validating the pruning path", ours, "growing its K + 1 trees together", own(result, "grown threads=1"), wanted["grown"])
        yield from over("cross-validating the pruning path", ours, "growing its K + 1 trees one by one", own(result, "grown-apart threads=1"))
    if kind == "trainings":
        yield from over("twenty trainings, 2 threads", own(result, "trainings threads=2"), "the same on 1 thread", ours, wanted["threads"])


def claims_table(all_claims):
    def verdict(c):
        return "" if c["wanted"] is None else f"{c['wanted']:g}: {'yes' if c['ratio'] <= c['wanted'] else 'no'}"

    def as_good(c):
        return "" if c["worse"] is None else f"{'no' if c['worse'] > NOISE else 'yes'} ({-c['worse']:+.1f} s.e.)"

    return table(["case", "Ridgeline's", "s", "against", "s", "ratio", "at most, wanted", "model as good"],
                 [[c["case"], c["what"], seconds(c["ours"]), c["against"], seconds(c["theirs"]), ratio(c["ratio"]), verdict(c), as_good(c)] for c in all_claims])


def faults(result):
    """What must not be: a run of ours that failed, or a model worse than the peer's beyond noise."""
    for r in result["rows"]:
        if r["program"] == RIDGELINE and r["note"]:
            yield f"Ridgeline {r['configuration']}: {r['note']}"
    if (lost := worse(result)) is not None and lost > NOISE:
        yield f"Ridgeline's model is worse than its peer's by {lost:.1f} standard errors"


def section(part):
    """The whole of it, as paragraphs."""
    lines = ["## Trees and networks",
             "One thread each unless said. Trees: to full depth, Gini, exact splits; judged by accuracy on other rows. Networks: float32, batches shuffled anew each epoch, Adam at rate 1e-3; seconds are of one epoch, "
             "judged by the log loss on other rows over five seeds. PyTorch trains on slices of tensors, without a loader. Seconds are of fastest runs. *Model as good*: not worse than the peer's by more than "
             f"{NOISE} standard errors of the difference (above 0 it is better).", claims_table(part["claims"])]
    for case, result in part["cases"].items():
        lines += [f"## Case {case}: {result['title']}", case_table(result)]
        lines += [f"**{fault}**" for fault in faults(result)]
    return lines
