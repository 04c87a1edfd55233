"""What the numbers were measured on."""
import datetime
import importlib.metadata
import os
import platform
import re
import subprocess

import numpy
import scipy

try:
    import sklearn
except ImportError:              # --skip-peers does without
    sklearn = None

HERE = os.path.dirname(os.path.abspath(__file__))


def _cpuinfo(key):
    with open("/proc/cpuinfo") as f:
        return next((line.split(":", 1)[1].strip() for line in f if line.split(":")[0].strip() == key), "")


def _said(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _version(package):
    try:
        return importlib.metadata.version(package)      # to import it would take seconds
    except importlib.metadata.PackageNotFoundError:
        return None


def avx512():
    return "avx512f" in _cpuinfo("flags").split()


def facts():
    name = _cpuinfo("model name") or platform.machine()
    commit = _said("git", "rev-parse", "--short", "HEAD")
    if commit and _said("git", "status", "--porcelain", "--untracked-files=no"):
        commit += " with changes"
    return dict(
        cpu=name, family=_cpuinfo("cpu family"), model=_cpuinfo("model"), avx512=avx512(), cores=os.cpu_count(), load=os.getloadavg()[0],
        slug=re.sub("[^a-z0-9]+", "-", name.lower()).strip("-"), date=datetime.date.today().isoformat(), commit=commit,
        openblas_coretype=os.environ.get("OPENBLAS_CORETYPE"),
        versions={"R": (_said("Rscript", "--vanilla", "-e", "cat(as.character(getRversion()))")),
                  "glmnet": _said("Rscript", "--vanilla", "-e", "cat(as.character(packageVersion('glmnet')))"),
                  "Python": platform.python_version(), "scikit-learn": sklearn and sklearn.__version__, "PyTorch": _version("torch"), "numpy": numpy.__version__, "scipy": scipy.__version__,
                  ".NET": _said("dotnet", "--version")})
