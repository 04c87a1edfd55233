"""The programs of a comparison: their configurations, their runs taking turns, and what came of them."""
import numpy as np

from workers import LIMIT, CutOff, Failed, Worker

WARM = 1          # seconds of untimed runs of each configuration
SHORT = 3         # seconds up to which every timed run follows an untimed one
SLOW = 10         # seconds from which on the first run counts
RIDGELINE = "Ridgeline"


class Program:
    """One worker, its configurations, and what came of them. From loose to tight: where one is cut off, those after it would be too."""

    def __init__(self, problem, name, command, configurations, environment=None, loose_to_tight=False):
        self.problem, self.name, self.command, self.environment, self.loose_to_tight = problem, name, command, environment, loose_to_tight
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
            for tighter in self.rows[self.rows.index(row) + 1:] if self.loose_to_tight else []:
                tighter["note"] = tighter["note"] or "not run: a looser one was cut off"
            if any(other["note"] is None for other in self.rows):     # the process is gone; the others go on in another
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

    def warm_up(self, row):
        """A configuration for a second or once, untimed."""
        spent = 0
        while row["note"] is None and spent < WARM:
            answer = self.fit(row)
            if answer is None:
                break
            spent += answer["seconds"]
            row["answer"] = answer
            if answer["seconds"] > SLOW:             # start-up is nothing beside this: it counts as a run
                row["runs"].append(answer)

    def close(self):
        if self.worker:
            self.worker.close()


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


def summarise(row):
    """Seconds over the runs; what a run says of itself beside them is the same in each."""
    runs = row.pop("runs")
    row.update(row.pop("answer", {}))
    row.pop("seconds", None), row.pop("cpu", None)
    if runs:
        seconds = [r["seconds"] for r in runs]
        row.update(seconds=float(np.median(seconds)), min=min(seconds), all=seconds, cpu=float(np.median([r["cpu"] for r in runs])) if "cpu" in runs[0] else None, runs=len(runs))
    return row
