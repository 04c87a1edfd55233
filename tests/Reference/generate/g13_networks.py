#!/usr/bin/python3
"""Forward and backward passes of small networks, and steps of optimisers, by PyTorch on stored weights, inputs and masks -> golden/torch_network.json.
Every given number is a multiple of 1/1024 or 1/64 (rates 1/4 and 1/2), so that float32 and float64 start from the same. Arrays are flat, row-major; W is outputs x inputs.
Beside autograd stands a second way to the same numbers, central differences of the loss in float64: the script stops where they disagree."""
import json, os
import numpy as np, torch
import torch.nn.functional as F
import refkit as K, settings as S
torch.set_num_threads(1); torch.use_deterministic_algorithms(True)
g = np.random.RandomState((S.SEED + 13) % 2**31)
N, SIZES, RATES = 11, [5, 8, 6], [0.25, 0.5]
ACTIVATIONS = dict(relu=F.relu, tanh=torch.tanh, gelu=F.gelu)           # F.gelu: x * Phi(x), by erf
OUTPUTS = dict(logistic=1, multinomial=3, squared=1, poisson=1)
flat = lambda t: [float(str(v)) if t.dtype == torch.float32 else float(v) for v in t.detach().numpy().ravel()]   # float32: the shortest text that gives the same float32 again
grid = lambda a, k: np.round(np.asarray(a) * k) / k
block = lambda t: dict(shape=list(t.shape), values=flat(t))

def row_losses(loss, eta, y):
    if loss == "logistic": return F.binary_cross_entropy_with_logits(eta[:, 0], y, reduction="none")
    if loss == "multinomial": return F.cross_entropy(eta, y.long(), reduction="none")
    if loss == "poisson": return F.poisson_nll_loss(eta[:, 0], y, log_input=True, full=False, reduction="none")
    return F.mse_loss(eta[:, 0], y, reduction="none") / 2
def forward(params, x, act, masks):
    """masks: 0/1 of the hidden layers, applied after the activation and divided by 1 - rate; None: as at prediction"""
    h, last = x, len(params) // 2 - 1
    for l in range(last + 1):
        h = F.linear(h, params[2 * l], params[2 * l + 1])
        if l < last:
            h = ACTIVATIONS[act](h)
            if masks is not None: h = h * (masks[l] / (1 - RATES[l]))
    return h
def mean_loss(params, x, y, s, act, loss, masks): return (s * row_losses(loss, forward(params, x, act, masks), y)).sum() / s.sum()

def given(K_out):
    sizes = SIZES + [K_out]; p = []
    for a, b in zip(sizes[:-1], sizes[1:]): p += [grid(g.standard_normal((b, a)) * np.sqrt(1.6 / a), 1024), grid(g.standard_normal(b) * 0.2, 1024)]
    return p
X = grid(g.standard_normal((N, SIZES[0])), 64); w = np.array([1.0, 0.5, 2.0, 1.25, 0.0, 1.0, 3.0, 0.75, 1.0, 1.5, 0.25])
masks01 = [(g.uniform(size=(N, k)) >= r).astype(float) for k, r in zip(SIZES[1:], RATES)]
Y = dict(logistic=(np.arange(N) * 7 % 3 == 0).astype(float), multinomial=(np.arange(N) * 5 % 3).astype(float), squared=grid(g.standard_normal(N), 64), poisson=np.array([0, 2, 1, 0, 3, 1, 5, 0, 1, 2, 0], float))
P = {k: given(k) for k in (1, 3)}

def tensors(arrays, dt, grad=False): return [torch.tensor(a, dtype=dt, requires_grad=grad) for a in arrays]
def differences(loss, act, masks):
    p = tensors(P[OUTPUTS[loss]], torch.float64); x, y, s = tensors([X, Y[loss], w], torch.float64); out = []
    for t in p:
        d = torch.zeros_like(t); v = t.view(-1)
        for i in range(v.numel()):
            o = v[i].item(); h = 1e-5
            v[i] = o + h; up = mean_loss(p, x, y, s, act, loss, masks).item(); v[i] = o - h; down = mean_loss(p, x, y, s, act, loss, masks).item(); v[i] = o
            d.view(-1)[i] = (up - down) / (2 * h)
        out.append(d)
    return out
def results(loss, act, dt, dropout):
    p = tensors(P[OUTPUTS[loss]], dt, True); x, y, s = tensors([X, Y[loss], w], dt); m = tensors(masks01, dt) if dropout else None
    eta = forward(p, x, act, m); l = mean_loss(p, x, y, s, act, loss, m); l.backward()
    if dt == torch.float64:
        for t, d in zip(p, differences(loss, act, m)): assert (t.grad - d).abs().max() < 1e-8, (loss, act, dropout)
    return dict(eta=block(eta), loss=flat(l)[0], weight_gradients=[block(t.grad) for t in p[::2]], bias_gradients=[block(t.grad) for t in p[1::2]])

# ---- five steps; weights decay, biases don't; each step has rows of its own
BATCHES = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 0], [2, 6, 1, 9], [3, 10, 7, 5]]
OPTIMISERS = [
    dict(id="adam", kind="adam", rate=2**-6, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.0),
    dict(id="adamw", kind="adam", rate=2**-6, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.25),
    dict(id="sgd", kind="sgd", rate=2**-4, momentum=0.9, nesterov=False, decay=0.0),
    dict(id="sgd_nesterov", kind="sgd", rate=2**-4, momentum=0.9, nesterov=True, decay=0.0),
    dict(id="sgd_decay", kind="sgd", rate=2**-4, momentum=0.9, nesterov=False, decay=0.25),
    dict(id="sgd_maxnorm", kind="sgd", rate=2**-4, momentum=0.9, nesterov=False, decay=0.0, max_norm=0.75),
]
def steps(o, act, loss, dt):
    p = tensors(P[OUTPUTS[loss]], dt, True); x, y, s = tensors([X, Y[loss], w], dt); m = tensors(masks01, dt); out = []
    groups = [dict(params=p[::2], weight_decay=o["decay"] if o["kind"] == "adam" else 0.0), dict(params=p[1::2], weight_decay=0.0)]
    opt = torch.optim.AdamW(groups, lr=o["rate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"]) if o["kind"] == "adam" else torch.optim.SGD(groups, lr=o["rate"], momentum=o["momentum"], nesterov=o["nesterov"])
    for b in BATCHES:
        opt.zero_grad(); l = mean_loss(p, x[b], y[b], s[b], act, loss, [q[b] for q in m]); l.backward()
        with torch.no_grad():
            if o["kind"] == "sgd" and o["decay"] > 0: [t.mul_(1 - o["rate"] * o["decay"]) for t in p[::2]]     # torch's own SGD couples decay to the gradient; as AdamW does it: before the step
        opt.step()
        with torch.no_grad():
            if "max_norm" in o: [t.copy_(torch.renorm(t, 2, 0, o["max_norm"])) for t in p[:-2:2]]              # each hidden unit's incoming weights
        out.append(dict(loss=flat(l)[0], weights=[block(t) for t in p[::2]], biases=[block(t) for t in p[1::2]]))
    return out
def adam_check():
    """AdamW's first two steps from its paper's formulas in float64"""
    o, p = OPTIMISERS[1], tensors(P[1], torch.float64, True); ref = steps(o, "tanh", "squared", torch.float64); x, y, s = tensors([X, Y["squared"], w], torch.float64); M = tensors(masks01, torch.float64)
    m, v = [torch.zeros_like(t) for t in p], [torch.zeros_like(t) for t in p]
    for k in (1, 2):
        b = BATCHES[k - 1]; gr = torch.autograd.grad(mean_loss(p, x[b], y[b], s[b], "tanh", "squared", [q[b] for q in M]), p)
        with torch.no_grad():
            for i, t in enumerate(p):
                m[i] = 0.9 * m[i] + 0.1 * gr[i]; v[i] = 0.999 * v[i] + 0.001 * gr[i] ** 2
                t -= o["rate"] * (m[i] / (1 - 0.9**k) / ((v[i] / (1 - 0.999**k)).sqrt() + 1e-8) + (o["decay"] * t if i % 2 == 0 else 0))
        for i in range(3): assert np.allclose(ref[k - 1]["weights"][i]["values"], flat(p[2 * i]), rtol=0, atol=1e-14)
adam_check()

DT = dict(float32=torch.float32, float64=torch.float64)
passes = [dict(id="%s_%s%s" % (loss, act, "_dropout" if d else ""), loss=loss, activation=act, outputs=OUTPUTS[loss], dropout=d, **{k: results(loss, act, t, d) for k, t in DT.items()})
          for loss in OUTPUTS for act in ACTIVATIONS for d in (True, False) if d or act == "gelu"]
optimisers = [dict(o, loss=loss, activation=act, outputs=OUTPUTS[loss], **{k: steps(o, act, loss, t) for k, t in DT.items()}) for o, (loss, act) in zip(OPTIMISERS, [("squared", "tanh"), ("logistic", "relu"), ("squared", "tanh"), ("multinomial", "gelu"), ("poisson", "tanh"), ("logistic", "relu")])]
p64 = {k: tensors(v, torch.float64) for k, v in P.items()}
golden = dict(peer="PyTorch " + torch.__version__, set=S.SET, objective="sum_i s_i loss(y_i, eta_i) / sum_i s_i; squared (y-eta)^2/2, logistic log(1+e^eta)-y*eta, multinomial -log softmax, poisson e^eta-y*eta",
    layers="h = activation(h W' + b), times mask / (1 - rate) with dropout; the last layer has neither", sizes=SIZES, rates=RATES, inputs=block(torch.tensor(X)), row_weights=w, targets=Y,
    masks=[block(torch.tensor(m)) for m in masks01], parameters=[dict(outputs=k, weights=[block(t) for t in v[::2]], biases=[block(t) for t in v[1::2]]) for k, v in p64.items()],
    passes=passes, batches=BATCHES, optimisers_note="each step: rows of its batch with their weights and masks; decay multiplies weights by 1 - rate*decay before the step, never biases; SGD u = momentum*u + g, w -= rate*u (nesterov: w -= rate*(g + momentum*u)); max_norm after the step, hidden layers only, torch.renorm divides by norm + 1e-7", optimisers=optimisers)
K.save("torch_network", golden)
