using System.Collections.Immutable;

namespace Ridgeline.Reports.Pages;

/// <summary>The definitions themselves.</summary>
internal static class GlossaryWords
{
    public static ImmutableArray<GlossaryTerm> Regularization { get; } =
    [
        new("overfitting", "overfitting", "The model has learned the accidents of the rows that it was given, and not only what holds for new ones. It shows as a model that gets better on new rows when it is made simpler."),
        new("memorising", "memorising", "The model is better on the rows it learned from than on new ones, and a simpler one does as well on new rows. It hasn't been harmed by what it memorised, but it has no use for it either."),
        new("underfitting", "underfitting", "The model is too simple for what the data could teach it: a more complex one of the same kind is better on new rows."),
        new("regularization", "regularization", "Holding a model back on purpose: it has to fit the rows it learns from and stay simple, and how much simplicity counts is a knob. Turned up, the model follows accidents of the rows less (less variance) and may miss what is real (more bias). The best place is in between, and is found by looking at rows that the model hasn't seen."),
        new("penalty", "penalty", "What a linear model has to pay for large coefficients while it is fitted. L1 charges their sizes, L2 their squares."),
        new("lambda", "λ (lambda)", "How much the penalty counts beside the fit. Large: coefficients near 0 and a simple model; 0: no regularization at all. Fitting minimises the mean loss + λ · penalty."),
        new("c", "C", "The same strength turned round, as scikit-learn has it: C = 1/(λ · number of rows). Large means weak regularization."),
        new("lasso", "lasso (L1)", "A linear model whose penalty is the sum of the coefficients' sizes. It sets many coefficients to exactly 0, and so chooses columns. Of columns that say the same it tends to keep one."),
        new("ridge", "ridge (L2)", "A linear model whose penalty is the sum of the coefficients' squares. It draws all coefficients towards 0 and sets none to 0. Columns that say the same share the work."),
        new("elastic-net", "elastic net", "A mixture of lasso and ridge; the L1 ratio says how much of it is lasso. It chooses columns, and keeps those together that say the same."),
        new("tree", "decision tree", "A model that asks one question of one column after another and predicts from where the row ends up (its leaf). It is held back by pruning: a branch stays only if it saves enough error."),
        new("alpha", "α (alpha)", "What each leaf of a tree has to save of the error to be worth its place. Large: few leaves; 0: the whole tree."),
        new("leaves", "leaves", "How many ends a decision tree has, and so how many different predictions. More leaves are a more complex tree."),
        new("network", "network", "A small neural network: layers of units, each a weighted sum that is bent. It can follow almost any shape, and so needs holding back."),
        new("dropout", "dropout", "While a network is trained, this share of its units is left out at random, anew in every step, so that no unit can rely on another. More dropout is more regularization."),
        new("weight-decay", "weight decay", "What draws a network's weights towards 0 in every step of its training, as ridge does with coefficients."),
        new("epochs", "epochs", "How many times a network goes through the rows it learns from. Stopping earlier holds it back more."),
        new("coefficient", "coefficient", "How much a linear model's prediction moves when a column goes up by 1 and nothing else changes. For classes it is the log-odds that move."),
        new("standardised", "standardised coefficient", "The coefficient per standard deviation of its column instead of per unit. So coefficients of columns with different units can be compared, and this is the scale that the penalty acts on."),
        new("intercept", "intercept", "What a linear model predicts where all columns are 0. It is never penalised."),
        new("non-zeros", "non-zeros", "How many columns have a coefficient that isn't 0: the columns that the model uses."),
        new("complexity", "complexity", "How much a model can bend to its rows. For linear models the columns that have a coefficient are counted, for trees the leaves, for networks the parameters; so numbers of different families can be read side by side, but not taken for equal."),
        new("family", "family", "A kind of model: linear models, decision trees, networks. Each has a knob that holds it back."),
        new("path", "path", "All models of one kind from the strongest regularization to the weakest. A study fits the whole path, and looks at which of its models is best on new rows."),
    ];

    public static ImmutableArray<GlossaryTerm> Comparing { get; } =
    [
        new("train", "train", "On the rows that the model learned from. A score there always flatters: the model has seen the answers."),
        new("held-out", "held out", "On rows that the model didn't learn from. The rows are divided into folds; each fold in turn is held out while a model learns from the others."),
        new("fold", "fold", "One of the parts into which rows are divided for cross-validation."),
        new("cross-validation", "cross-validation", "Each fold in turn is held out, a model learns from the other folds and is scored on the one held out. The mean of the scores says how good such models are on new rows."),
        new("standard-error", "standard error (±)", "How far a mean over folds may be off by luck: about two times out of three the true value is within one of it on either side."),
        new("best", "best", "The setting whose mean score on held-out rows is best; of equals the simplest."),
        new("one-se", "1-SE, one standard error", "The simplest setting whose score isn't worse than the best one's by more than one standard error. Differences smaller than that are often luck, and the simpler model is the safer one."),
        new("gap", "gap", "How much better a model scores on the rows it learned from than on rows held out. A gap is normal; it is worth something only where a simpler model does as well on new rows."),
        new("honest", "honest score", "The best of many scores is too good, because luck helped to choose it. The honest score is what is left once the choice itself is held out too: it is made again and again on redrawn rows and scored on those that it hadn't seen."),
        new("interval", "interval [from, to]", "A range that covers what it is about in 95 of 100 samples like this one: the uncertainty that comes from having no more rows than these."),
        new("test", "test set", "Rows that were set aside at the very beginning and looked at once, at the end. Nothing was learned or chosen with them, so their score has the last word."),
        new("verdict", "verdict", "What cross-validation says of a model: it overfits (a simpler one is better), underfits (a more complex one is better), memorises (a simpler one is as good), fits, or the folds can't tell. A difference counts only if it is larger than the folds' noise (5 % test)."),
        new("t", "t", "A difference divided by its standard error: how many times larger it is than its own noise. Beside it stands how large it has to be to count, given how few folds there are."),
        new("p", "p", "How probable a difference as large as this would be if there were none. Below 0.05 it is taken for real here."),
    ];

    public static ImmutableArray<GlossaryTerm> Scores { get; } =
    [
        new("score", "score", "A number for how good predictions are. The study says whether higher or lower is better."),
        new("log-loss", "log loss", "How surprised the model was by what came: −log of the probability that it had given to it, on average. 0 is perfect, being sure and wrong costs most. Lower is better."),
        new("brier", "Brier score", "The mean squared difference of predicted probabilities from what came (1 or 0). Lower is better."),
        new("calibration-error", "calibration error", "How far predicted probabilities are from how often things happen: of rows given 70 %, 70 % should be so. Lower is better."),
        new("roc-auc", "ROC AUC", "The probability that a row of the positive class is ranked above one of the other class. 1 is perfect, 0.5 is a coin's throw. Higher is better."),
        new("roc-auc-ovo", "ROC AUC, one against one", "The mean ROC AUC over all pairs of classes. Higher is better."),
        new("average-precision", "average precision", "How many of the rows ranked highest are of the positive class, averaged over how far down one looks. Higher is better."),
        new("accuracy", "accuracy", "The share of rows whose class is predicted right. Higher is better."),
        new("balanced-accuracy", "balanced accuracy", "The share predicted right in each class, averaged over classes, so that a rare class counts as much as a common one. Higher is better."),
        new("f1", "F1", "The harmonic mean of precision (of those called positive, how many are) and recall (of those that are, how many are called so). Higher is better."),
        new("mcc", "MCC", "The correlation of predicted and true classes: 1 is perfect, 0 no better than chance. Higher is better."),
        new("mse", "mean squared error", "The mean of the squared differences of predictions from the target. Large misses count most. Lower is better."),
        new("mae", "mean absolute error", "How far predictions are off on average, in the target's unit. Lower is better."),
        new("median-ae", "median absolute error", "Half of the predictions are off by less than this. Lower is better."),
        new("r2", "R²", "The share of the target's spread that predictions account for: 1 is perfect, 0 no better than the mean, below 0 worse. Higher is better."),
        new("pinball", "pinball loss", "What predictions of a quantile cost: above and below it weigh differently. Lower is better."),
        new("poisson-deviance", "Poisson deviance", "How far predicted counts are from those that came, on the scale that suits counts. 0 is perfect. Lower is better."),
        new("deviance", "deviance", "Twice how much worse the model's loss is than that of a model that fits every row exactly. Lower is better."),
        new("deviance-explained", "deviance explained", "The share of the deviance of a constant prediction that the model does away with. Higher is better."),
    ];

    public static ImmutableArray<GlossaryTerm> Diagnosis { get; } =
    [
        new("bias", "bias", "The error that would stay if the model were fitted to many samples and averaged: what this kind of model can't follow. What nobody could predict (noise) is counted with it here."),
        new("variance", "variance", "The error that comes from the luck of the sample: how much predictions would change if other rows had been drawn. Regularization lowers it."),
        new("bootstrap", "bootstrap draw", "As many rows as there are, drawn from them with replacement: a stand-in for a new sample. Doing it often shows how much results hang on luck."),
        new("learning-curve", "learning curve", "The score as more rows are learned from. If the held-out score still gets better at the end, more rows would help; if train and held out stay apart, more regularization might."),
        new("stability", "stability selection", "The lasso chooses columns on many random halves of the rows. Columns chosen almost every time are likely to be chosen again with new data; the bound says how many of them would be false at most."),
        new("both-halves", "by both halves", "How often two halves of the rows that have no row in common both chose the column. Luck seldom does that twice."),
        new("importance", "importance", "How much worse the score on held-out rows gets when one column is shuffled among them. Columns that say nearly the same can each look unimportant, as the other one stands in."),
        new("leak", "leak", "A way in which the answer for held-out rows may have been known while learning: a copy of a row on both sides, a column that is made from the target, rows of one group on both sides. Scores are then too good, and new rows will disappoint."),
        new("price", "price of a leak", "By how much the held-out score is better with the leak than without it, on the same rows."),
        new("shuffled", "shuffled targets", "The targets are dealt out anew among the rows, so that there is nothing to learn. If a model scores as well on them, it hasn't learned anything from the real ones either."),
        new("degrees-of-freedom", "degrees of freedom", "How many parameters the model is worth: how closely its predictions follow the targets it is fitted to. Regularization makes them fewer than there are coefficients."),
        new("optimism", "optimism", "How much the score of the rows learned from is expected to flatter, given how many parameters the model is worth."),
        new("bootstrap-interval", "spread of a coefficient", "Where the coefficient falls in bootstrap draws. Under a penalty it is drawn towards 0, so this is the spread of the estimate, and covers the truth only where the report says so."),
        new("draws-error", "standard error of a coefficient", "How far the coefficient typically moves from one bootstrap draw to another."),
        new("sd", "standard deviation (sd)", "How far values typically lie from their mean."),
        new("correlation", "correlation", "How far two columns go together: 1 or −1 means that one is a straight line of the other, 0 that neither tells of the other in that way."),
        new("condition-number", "condition number", "How nearly some columns can be made from others. 1: not at all. Above 30 or so coefficients without a penalty are at the mercy of small accidents in the data, for many different ones fit almost equally well."),
        new("certificate", "certificate", "A proof, made while fitting, of how far a linear model can be from the exact optimum at most. A fit without it isn't called converged."),
    ];

    public static ImmutableArray<GlossaryTerm> Making { get; } =
    [
        new("target", "target", "The column to predict."),
        new("loss", "loss", "What a model is charged for a wrong prediction while it is fitted: squared for numbers, logistic for two classes, multinomial for more, Poisson for counts."),
        new("role", "part of a column", "What a column is used for: learned from as a number, levels or a date; or as weight, group, fold, time, offset; or left out. It is inferred from the cells unless it is given."),
        new("recipe", "recipe", "How columns become numbers: gaps filled in, levels turned into columns. It is learned anew within every fold, so that held-out rows can't leak into it."),
        new("seed", "seed", "The number that all random choices start from. The same data, options and seed give the same study."),
        new("hash", "hash of the data", "A fingerprint of names, kinds and cells of the table. Two studies with the same hash looked at the same data."),
        new("budget", "budget", "How much work a study may take. It is counted before the study starts and never timed, so the same budget does the same work on any machine; what doesn't fit is left out and named."),
    ];
}
