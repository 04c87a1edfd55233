"""Programs as workers: each loads its data once and then fits when it is told, so that their runs can alternate on an otherwise idle machine.

A worker is started with FOLDER SET PATH N P NNZ FAMILY L1RATIO INTERCEPT L (Problem.arguments), prints {"ready": …}, reads lines of
words with tabs between them, and answers each with one line of JSON; lines that aren't JSON are ignored:
  fit CONFIG           one whole path, timed inside the process; {"seconds": …, "cpu": …} and whatever else it knows
  save CONFIG PREFIX   the last fit of CONFIG as PREFIX.{indptr,indices,values,intercepts}.bin; {"lambdas": how many}
Ridgeline also answers `memory CONFIG` and `sum`. {"error": …} says what went wrong.
"""
import json
import os
import select
import subprocess
import tempfile
import time


LIMIT = 60        # seconds of one answer, beyond which a worker is ended


class CutOff(Exception):
    """It took longer than the limit and was ended."""

    def __init__(self):
        super().__init__(f"cut off: it takes more than {LIMIT} s")


class Failed(Exception):
    """It said that it can't, or ended by itself."""


class Worker:
    def __init__(self, command, problem, environment=None):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([*command, *problem.arguments()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, bufsize=0,
                                        env={**os.environ, **(environment or {})})
        self.pending = b""

    def ready(self):
        return self._answer()

    def ask(self, *words):
        try:
            self.process.stdin.write(("\t".join(words) + "\n").encode())
        except BrokenPipeError:
            raise Failed(self._last_words()) from None
        return self._answer()

    def ended(self):
        return self.process.poll() is not None

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answer(self):
        deadline = time.monotonic() + LIMIT
        while True:
            while b"\n" in self.pending:
                line, self.pending = self.pending.split(b"\n", 1)
                if line.startswith(b"{"):
                    answer = json.loads(line)
                    if "error" in answer:
                        raise Failed(answer["error"])
                    return answer
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.process.kill()
                self.process.wait()
                raise CutOff
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                raise Failed(self._last_words())
            self.pending += chunk

    def _last_words(self):
        self.process.wait()
        self.errors.seek(0)
        said = " ".join(self.errors.read().decode(errors="replace").split())
        return said[:300] or f"it ended with exit code {self.process.returncode}"
