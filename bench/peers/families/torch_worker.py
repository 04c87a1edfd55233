"""PyTorch as a worker of the network cases (the protocol is in workers.py, the arguments in problem.py), on one thread. CONFIG is one of

  modules          nn.Sequential and Adam as most people write them; the rows are shuffled once an epoch, and batches are slices
  traced foreach   the same with the network and its loss traced and compiled, and Adam's steps over all parameters at once

`fit` says seconds an epoch; `quality CONFIG EPOCHS` the log loss on the held-out data after that many, over five seeds.
"""
import json
import sys
import time

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
torch.set_num_interop_threads(1)
folder, data, n, p = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
layers, dropout, batch, epochs = [int(k) for k in sys.argv[6].split(",")], float(sys.argv[7]), int(sys.argv[8]), int(sys.argv[9])


def read(name):
    X = np.fromfile(f"{folder}/{name}.X.bin", "<f8").reshape((n, p), order="F")
    return torch.tensor(np.ascontiguousarray(X, np.float32)), torch.tensor(np.fromfile(f"{folder}/{name}.y.bin", "<f8").astype(np.float32))


X, y = read(data)


def network():
    modules, width = [], p
    for k in layers:
        modules += [nn.Linear(width, k), nn.ReLU(), *([nn.Dropout(dropout)] if dropout > 0 else [])]
        width = k
    return nn.Sequential(*modules, nn.Linear(width, 1))


class Objective(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x, t):
        return nn.functional.binary_cross_entropy_with_logits(self.net(x).squeeze(1), t)


def train(config, count, seed):
    torch.manual_seed(seed)
    net = network()
    objective = Objective(net)
    fast = config.startswith("traced")
    if fast:
        objective = torch.jit.script(objective)
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, foreach=fast)
    net.train()
    for _ in range(count):
        order = torch.randperm(n)
        rows, targets = X[order], y[order]
        for k in range(0, n, batch):
            adam.zero_grad(set_to_none=True)
            objective(rows[k:k + batch], targets[k:k + batch]).backward()
            adam.step()
    return net


def fit(config):
    cpu, start = time.process_time(), time.perf_counter()
    train(config, epochs, 0)
    return dict(seconds=(time.perf_counter() - start) / epochs, cpu=(time.process_time() - cpu) / epochs, epochs=epochs)


def quality(config, count):
    other, labels = read(data + "t")
    losses = []
    for seed in range(5):
        net = train(config, int(count), seed).eval()
        with torch.no_grad():
            losses.append(nn.functional.binary_cross_entropy_with_logits(net(other).squeeze(1), labels).item())
    return dict(measure="log loss", mean=float(np.mean(losses)), standard_error=float(np.std(losses, ddof=1) / np.sqrt(len(losses))))


print(json.dumps(dict(ready=f"PyTorch {torch.__version__}", numpy=np.__version__)), flush=True)
for line in sys.stdin:
    try:
        verb, *words = line.rstrip("\n").split("\t")
        print(json.dumps(fit(*words) if verb == "fit" else quality(*words)), flush=True)
    except Exception as e:                       # whatever it was, the caller reports it beside the other programs
        print(json.dumps(dict(error=f"{type(e).__name__}: {e}")), flush=True)
