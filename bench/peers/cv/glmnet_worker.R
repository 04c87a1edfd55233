# cv.glmnet as a worker of the cross-validation cases (the protocol is in workers.py, the arguments in problem.py): everything is its default but the folds.
suppressMessages(library(glmnet))
arg <- commandArgs(TRUE)
n <- as.integer(arg[3]); p <- as.integer(arg[4]); family <- arg[5]
read <- function(file, n, what = "double", size = 8) readBin(file, what, n, size = size, endian = "little")
y <- read(file.path(arg[1], paste0(arg[2], ".y.bin")), n)
x <- matrix(read(file.path(arg[1], paste0(arg[2], ".X.bin")), n * p), n, p)
foldid <- read(arg[6], n, "integer", 4) + 1

say <- function(...) { cat(sprintf(...), "\n", sep = ""); flush(stdout()) }
answer <- function() {
  t <- system.time(fit <- cv.glmnet(x, y, family = family, type.measure = if (family == "gaussian") "mse" else "auc", foldid = foldid))
  k <- match(fit$lambda.min, fit$lambda)
  say('{"seconds": %.6f, "cpu": %.6f, "lambdas": %d, "lambda_min": %.17g, "cv_at_min": %.17g, "nnz_min": %d}',
      t[["elapsed"]], t[["user.self"]] + t[["sys.self"]], length(fit$lambda), fit$lambda.min, fit$cvm[k], as.integer(fit$nzero[k]))
}
say('{"ready": "glmnet %s", "R": "%s"}', packageVersion("glmnet"), getRversion())
input <- file("stdin"); open(input)
while (length(line <- readLines(input, 1)) > 0)
  tryCatch(answer(), error = function(e) say('{"error": "%s"}', gsub('["\\\\\n]', " ", conditionMessage(e))))
