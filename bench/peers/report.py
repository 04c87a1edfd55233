"""Tables from results. Ratios are of fastest runs: on a shared machine a run is only ever slowed."""

RIDGELINE = "Ridgeline"
LOOSE, TIGHT = "tolerance=1e-06", "tolerance=1e-10"
NOISE = 1 + 1e-9
MEMORY_SHARE, MEMORY_FLOOR = 1.5, 100e6  # of the bytes of a sparse X: what a path may hold beside it, or the second where that is more


def seconds(v):
    return "" if v is None else f"{v:.4f}" if v < 0.1 else f"{v:.3f}" if v < 10 else f"{v:.1f}"


def small(v):
    return "" if v is None else "0" if v <= 0 else f"{v:.1e}"


def ratio(v):
    return "" if v is None else f"{v:.3f}" if v < 0.1 else f"{v:.2f}"


def megabytes(v):
    return "" if v is None else f"{v / 1e6:.1f}"


def table(heads, rows):
    return "\n".join(["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"] + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def own(result, configuration):
    return next((r for r in result["rows"] if r["program"] == RIDGELINE and r["configuration"] == configuration and "min" in r), None)


def default(row):
    return row["configuration"] in ("thresh=1e-07", "tol=0.0001", "liblinear tol=0.0001", LOOSE)


def case_table(case, result):
    ours = own(result, LOOSE)
    rows = []
    for r in sorted(result["rows"], key=lambda r: r.get("min", float("inf"))):
        over = ours and "min" in r and r["program"] != RIDGELINE
        rows.append([r["program"], r["configuration"] + (" (default)" if default(r) else ""), seconds(r.get("seconds")), seconds(r.get("min")), seconds(r.get("cpu")), r.get("runs", 0),
                     small(r.get("sub")), small(r.get("gap")), r.get("nnz", ""), ratio(ours["min"] / r["min"]) if over else "", r["note"] or ""])
    return table(["program", "configuration", "s (median)", "s (min)", "CPU s", "runs", "sub/null", "gap/null", "nnz", "Ridgeline ÷ it", "note"], rows)


def claim(case, result, recorded):
    """What may be said of a case. Recorded peers count by their ratio to glmnet: t × glmnet now ÷ glmnet then."""
    loose, tight = own(result, LOOSE), own(result, TIGHT)
    glmnet = next((r for r in result["rows"] if r["program"] == "glmnet" and default(r) and "min" in r), None)
    peers = [(r["min"], f"{r['program']} {r['configuration']}", r["sub"]) for r in result["rows"] if r["program"] != RIDGELINE and "min" in r and "sub" in r]
    if glmnet and recorded:
        scale = glmnet["min"] / recorded["glmnet"]
        peers += [(p["seconds"] * scale, f"{p['program']} {p['configuration']} †", p["sub"]) for p in recorded["peers"]]
    c = dict(case=case, ridgeline=loose and loose["min"], ridgeline_sub=loose and loose.get("sub"), ridgeline_tight=tight and tight["min"],
             ridgeline_tight_sub=tight and tight.get("sub"), glmnet=glmnet and glmnet["min"], glmnet_sub=glmnet and glmnet.get("sub"))
    for name, level in (("1e-4", 1e-4), ("1e-6", 1e-6)):
        fastest = min((p for p in peers if p[2] <= level * NOISE), default=None)
        c[f"fastest_{name}"] = fastest and dict(program=fastest[1], seconds=fastest[0], sub=fastest[2])
    if loose:
        c["passes"], c["iterations"] = sum(loose["passes"]), sum(loose["iterations"])
        c["bandwidth"] = result["bandwidth"]
        c["floor"] = result["bandwidth"] and c["passes"] * result["bytes"] / result["bandwidth"]
        c["allocated"], c["peak_live"], c["x_bytes"] = loose["allocated"], loose["peak_live"], result["bytes"]
    return c


def claims_table(claims):
    def over(c, peer):
        return ratio(c["ridgeline"] / peer) if c["ridgeline"] and peer else ""

    def fastest(c, level):
        f = c[f"fastest_{level}"]
        return [f"{f['program']} {seconds(f['seconds'])}" if f else "", over(c, f and f["seconds"])]

    rows = [[c["case"], seconds(c["ridgeline"]), small(c["ridgeline_sub"]), seconds(c["ridgeline_tight"]), small(c["ridgeline_tight_sub"]),
             seconds(c["glmnet"]), small(c["glmnet_sub"]), over(c, c["glmnet"]), *fastest(c, "1e-4"), *fastest(c, "1e-6")] for c in claims]
    speed = table(["case", "Ridgeline 1e-6, s", "sub/null", "Ridgeline 1e-10, s", "sub/null", "glmnet default, s", "sub/null", "Ridgeline ÷ it",
                   "fastest peer at sub ≤ 1e-4, s", "Ridgeline ÷ it", "fastest peer at sub ≤ 1e-6, s", "Ridgeline ÷ it"], rows)
    work = [[c["case"], f"{c['passes']:.1f}", c["iterations"], megabytes(c["x_bytes"]), f"{c['bandwidth'] / 1e9:.1f}" if c["bandwidth"] else "", seconds(c["floor"]),
             seconds(c["ridgeline"]), megabytes(c["allocated"]), megabytes(c["peak_live"])] for c in claims if c["ridgeline"]]
    return speed + "\n\n† recorded, scaled by glmnet's time of today (recorded.json)\n" + ("" if not work else "\n" + table(
        ["case", "passes over X", "iterations", "X, MB", "a sum over X, GB/s", "floor: passes × X ÷ that, s", "Ridgeline 1e-6, s", "allocated, MB", "peak live beyond X, MB"], work))


def faults(result):
    """What must not be: a run of ours that failed, a point without its certificate, a certificate that promised too much, more memory than promised."""
    for r in result["rows"]:
        if r["program"] != RIDGELINE:
            continue
        who = f"Ridgeline {r['configuration']}"
        if r["note"]:
            yield f"{who}: {r['note']}"
        elif "points" in r:
            if r["broken_promises"]:
                yield f"{who}: {r['broken_promises']} of {r['points']} certificates promise less than the true suboptimality"
            if result["sparse"] and (r.get("peak_live") or 0) > max(MEMORY_SHARE * result["bytes"], MEMORY_FLOOR):
                yield f"{who}: {megabytes(r['peak_live'])} MB are alive beside an X of {megabytes(result['bytes'])} MB"
            if r["converged"] < r["points"]:
                yield f"{who}: {r['points'] - r['converged']} of {r['points']} points are not certified to the tolerance"


def opening(document):
    m, v = document["machine"], document["machine"]["versions"]
    blas = f"; OPENBLAS_CORETYPE={m['openblas_coretype']}" if m["openblas_coretype"] else ""
    return [f"# Ridgeline beside its peers, {m['date']}",
            f"{m['cpu']} (family {m['family']}, model {m['model']}), {m['cores']} cores, load {m['load']:.1f} at the start{blas}. "
            + ", ".join(f"{k} {x}" for k, x in v.items() if x) + f". Commit {m['commit']}. Made by `bench/compare`.",
            "In process, after a warm-up; runs of all programs alternate. Ratios are of fastest runs; below 1, Ridgeline is faster; within 10% is a tie."]


def section(document):
    """The path cases, as paragraphs."""
    parts = ["## Paths",
             "One thread each. Every program answers the same λ on the same numbers, columns not standardised. "
             "Seconds include everything from the arrays in memory to the coefficients. *sub/null*: largest true suboptimality over the path, relative to the null objective; "
             "*gap/null*: the same against the dual bound of a polished solution, which proves it.", claims_table(document["claims"])]
    for case, result in document["cases"].items():
        r = result["reference"]
        parts += [f"## Case {case}: {result['title']}", f"The reference's own gap is {small(r['gap'])}, its non-zeros at the last λ {r['nnz']}.", case_table(case, result)]
        parts += [f"**{fault}**" for fault in faults(result)]
    return parts
