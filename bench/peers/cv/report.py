"""The section on choosing a strength: tables from results. Ratios are of fastest runs."""
import numpy as np

from report import megabytes, ratio, seconds, small, table

RIDGELINE = "Ridgeline"


def own(result, configuration):
    return next((r for r in result["rows"] if r["program"] == RIDGELINE and r["configuration"] == configuration and "min" in r), None)


def peers(result):
    return [r for r in result["rows"] if r["program"] != RIDGELINE and "min" in r]


def threads(row):
    return 2 if any(word in row["configuration"] for word in ("n_jobs=2", "blas=2", "threads=2")) else 1


def counterpart(result, peer):
    """Our run of the same work on as many threads."""
    kind, name = result["kind"], peer["configuration"]
    if kind == "ridge":
        return own(result, "ridge-cv threads=1" if "cv=" in name else "ridge-leave-one-out fit=1")
    return own(result, f"{'search' if kind == 'search' else 'cv'} threads={threads(peer)}")


def answer(row):
    """What a row found, in words."""
    said = [f"{word} {row[key]:.6g}" for key, word in (("best_C", "C"), ("best_alpha", "α"), ("best_score", "score"), ("lambda_min", "λ"), ("cv_at_min", "cv")) if row.get(key) is not None]
    said += [f"{row[key]} {word}" for key, word in (("nnz_min", "non-zeros"), ("lambdas", "λ fitted"), ("computed", "λ computed"), ("refitted", "rows refitted")) if row.get(key) is not None]
    return ", ".join(said)


def apart(a, b):
    """The largest difference of two rows' scores of resamples, or of their scores relative to each other."""
    if "aucs" in a and "aucs" in b:
        return float(np.abs(np.array(a["aucs"]) - np.array(b["aucs"])).max())
    key = next((k for k in ("cv_at_min", "best_score") if k in a and k in b), None)
    return key and abs(a[key] - b[key]) / abs(b[key])


def case_table(result):
    rows = []
    for r in sorted(result["rows"], key=lambda r: r.get("min", float("inf"))):
        ours = counterpart(result, r) if r["program"] != RIDGELINE and "min" in r else None
        rows.append([r["program"], r["configuration"], seconds(r.get("seconds")), seconds(r.get("min")), seconds(r.get("cpu")), r.get("runs", 0),
                     ratio(ours["min"] / r["min"]) if ours else "", answer(r), small(apart(ours, r)) if ours else "", r["note"] or ""])
    return table(["program", "configuration", "s (median)", "s (min)", "CPU s", "runs", "Ridgeline ÷ it", "answer", "scores apart", "note"], rows)


def claims(case, result, recorded):
    """Every ratio that is promised or worth knowing: ours ÷ theirs, and what is wanted of it where something is."""
    def over(what, ours, against, theirs, wanted=None):
        if ours and theirs:
            yield dict(case=case, what=what, ours=ours, against=against, theirs=theirs, ratio=ours / theirs, wanted=wanted)

    def fastest(what, configuration, candidates):
        ours, peer = own(result, configuration), min(candidates, key=lambda r: r["min"], default=None)
        if ours and peer:
            yield from over(what, ours["min"], f"{peer['program']} {peer['configuration']}", peer["min"], 1)

    def inside(what, configuration, against, name, wanted=None):
        ours, theirs = own(result, configuration), own(result, against)
        yield from over(what, ours and ours["min"], name, theirs and theirs["min"], wanted)

    kind, of = result["kind"], peers(result)
    if kind == "search":
        yield from fastest("grid search, 2 threads", "search threads=2", of)
        yield from fastest("grid search, 1 thread", "search threads=1", [r for r in of if threads(r) == 1])
    if kind == "ridge":
        exact = [r for r in of if "leave-one-out" in r["configuration"]]
        yield from fastest("leave-one-out of the path", "ridge-leave-one-out", exact)
        yield from fastest("leave-one-out, the best fitted", "ridge-leave-one-out fit=1", exact)
        yield from fastest("5-fold cross-validation", "ridge-cv threads=1", [r for r in of if "cv=5" in r["configuration"]])
    every = "lambdas=100 threads=1"
    if kind == "lasso":
        glmnet = [r for r in of if r["program"] == "glmnet"]
        yield from fastest("10-fold cross-validation, 1 thread", "cv threads=1", glmnet)
        yield from fastest("10-fold cross-validation, 1 thread", "cv threads=1", [r for r in of if r["program"] != "glmnet" and threads(r) == 1])
        yield from fastest("10-fold cross-validation, 2 threads", "cv threads=2", [r for r in of if threads(r) == 2])
        ours = own(result, "cv threads=1")
        for peer in recorded["peers"] if recorded and glmnet else []:
            yield from over("10-fold cross-validation, 1 thread", ours and ours["min"], f"{peer['program']} †", peer["seconds"] * glmnet[0]["min"] / recorded["glmnet"], 1)
        yield from inside("cross-validation, 100 λ", f"cv {every}", f"path {every}", "the path of all rows", result["wanted"].get("path"))
        yield from inside("cross-validation, 100 λ", f"cv {every}", f"separate {every}", "ten paths one by one", result["wanted"].get("separate"))
    for refits in (0, 8):
        yield from inside(f"approximate leave-one-out, {f'up to {refits}' if refits else 'no'} refits", f"approximate-leave-one-out refits={refits}", f"path {every}", "the path of all rows")
    approximate = own(result, "approximate-leave-one-out refits=0")
    if approximate and result.get("flops"):
        yield from over("approximate leave-one-out, no refits", approximate["min"], "floor: n·Σ|support|² ÷ FLOP/s", result["rows_of_x"] * approximate["support_squares"] / result["flops"])


def claims_table(all_claims):
    def verdict(c):
        return "" if c["wanted"] is None else f"{c['wanted']:g}: {'yes' if c['ratio'] <= c['wanted'] else 'no'}"

    return table(["case", "Ridgeline's", "s", "against", "s", "ratio", "at most, wanted"],
                 [[c["case"], c["what"], seconds(c["ours"]), c["against"], seconds(c["theirs"]), ratio(c["ratio"]), verdict(c)] for c in all_claims])


def memory_table(cases):
    """Peak memory of cross-validation beside what is kept of it: 8 bytes a row and λ (one repeat)."""
    rows = []
    for case, result in cases.items():
        for r in result["rows"]:
            if r.get("peak_live") is not None:
                kept = 8 * result["rows_of_x"] * r["lambdas"]
                rows.append([case, r["configuration"], megabytes(result["x_bytes"]), megabytes(kept), megabytes(r["peak_live"]),
                             ratio((result["x_bytes"] + r["peak_live"]) / (result["x_bytes"] + kept))])
    return rows and table(["case", "configuration", "X, MB", "8·n·λ·repeats, MB", "peak live beyond X, MB", "(X + peak) ÷ (X + 8·n·λ·repeats)"], rows)


def agreement(cases):
    """Whether the programs find the same: a line a case."""
    for case, result in cases.items():
        ours = own(result, "search threads=1") or own(result, "cv threads=1") or own(result, "ridge-cv threads=1")
        others = peers(result)
        if not ours or not others:
            continue
        if result["kind"] == "search":
            loose = ", ".join(f"{s} {small(max(apart(ours, r) for r in others if f' {s} ' in r['configuration']))}" for s in dict.fromkeys(r["configuration"].split()[1] for r in others))
            yield f"- {case}: best C {ours['best_C']:g}, theirs {', '.join(f'{c:g}' for c in sorted({r['best_C'] for r in others}))}. Largest difference of a fold's AUC: {loose}."
            mine, theirs = (result.get("tight", {}).get(name) for name in (RIDGELINE, "scikit-learn"))
            if mine and theirs:
                yield (f"- {case}, converged further (tolerance 1e-10, lbfgs tol=1e-10): best C {mine['best_C']:g}, theirs {theirs['best_C']:g}; "
                       f"largest difference of a fold's AUC {small(apart(mine, theirs))}; Ridgeline's at 1e-6 is {small(apart(ours, mine))} from its own.")
        else:
            for r in dict((r["configuration"], r) for r in others).values():
                mine = counterpart(result, r)
                key, score = ("lambda_min", "cv_at_min") if result["kind"] == "lasso" else ("best_alpha", "best_score")
                if mine:
                    yield f"- {case}, {r['configuration']}: {key} {mine[key]:.6g}, theirs {r[key]:.6g}; {score} {mine[score]:.6g}, theirs {r[score]:.6g}."


def faults(result):
    """What must not be: a run of ours that failed, or a fit without its certificate."""
    for r in result["rows"]:
        if r["program"] != RIDGELINE:
            continue
        if r["note"]:
            yield f"Ridgeline {r['configuration']}: {r['note']}"
        elif r.get("converged", 0) < r.get("fits", 0):
            yield f"Ridgeline {r['configuration']}: {r['fits'] - r['converged']} of {r['fits']} fits are not certified to the tolerance"


def section(part):
    """The whole of it, as paragraphs."""
    cases = part["cases"]
    lines = ["## Choosing a strength",
             "Each program chooses by the same folds, its own way, and fits the best on all rows. Ridgeline at tolerance 1e-6, every fit of every fold certified. GridSearchCV is as fast as any of its solvers, on one process or two, "
             "with one BLAS thread or two; liblinear penalises the intercept and solves another problem. Seconds are of fastest runs.", claims_table(part["claims"])]
    if any("†" in c["against"] for c in part["claims"]):
        lines.append("† recorded, scaled by glmnet's time of today (cv/cases.json)")
    if memory := memory_table(cases):
        lines.append(memory)
    if agree := list(agreement(cases)):
        lines.append("\n".join(agree))
    for case, result in cases.items():
        lines += [f"## Case {case}: {result['title']}", case_table(result)]
        if result.get("flops"):
            lines.append(f"One core does {result['flops'] / 1e9:.0f} GFLOP/s in registers.")
        lines += [f"**{fault}**" for fault in faults(result)]
    return lines
