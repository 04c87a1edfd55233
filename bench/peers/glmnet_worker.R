# glmnet as a worker (the protocol is in workers.py). CONFIG is "thresh=1e-07"; everything else is glmnet's default.
suppressMessages({library(glmnet); library(Matrix)})
arg <- commandArgs(TRUE)
n <- as.integer(arg[4]); p <- as.integer(arg[5]); nnz <- as.integer(arg[6])
family <- arg[7]; ratio <- as.numeric(arg[8]); intercept <- arg[9] == "1"; count <- as.integer(arg[10])
name <- function(suffix) file.path(arg[1], paste0(arg[2], ".", suffix, ".bin"))
read <- function(suffix, n, what = "double", size = 8) readBin(name(suffix), what, n, size = size, endian = "little")
y <- read("y", n); lambda <- read(arg[3], count)
x <- if (nnz > 0) new("dgCMatrix", x = read("data", nnz), i = read("indices", nnz, "integer", 4), p = read("indptr", p + 1, "integer", 4), Dim = c(n, p)) else
  matrix(read("X", n * p), n, p)
glmnet.control(fdev = 0, devmax = 1)   # answer every lambda: no early stop
fits <- list()

say <- function(...) { cat(sprintf(...), "\n", sep = ""); flush(stdout()) }
answer <- function(word) {
  config <- word[2]
  if (word[1] == "fit") {
    thresh <- as.numeric(sub("thresh=", "", config))
    t <- system.time(fit <- glmnet(x, y, family = family, lambda = lambda, alpha = ratio, standardize = FALSE, intercept = intercept, thresh = thresh, maxit = 1e8))
    fits[[config]] <<- fit
    say('{"seconds": %.6f, "cpu": %.6f, "npasses": %d}', t[["elapsed"]], t[["user.self"]] + t[["sys.self"]], fit$npasses)
  } else {
    fit <- fits[[config]]; B <- as(fit$beta, "CsparseMatrix")
    write <- function(suffix, values, size) writeBin(values, paste0(word[3], ".", suffix, ".bin"), size = size, endian = "little")
    write("values", B@x, 8); write("indices", B@i, 4); write("indptr", B@p, 4); write("intercepts", as.vector(fit$a0), 8)
    say('{"lambdas": %d}', ncol(B))
  }
}
say('{"ready": "glmnet %s", "R": "%s"}', packageVersion("glmnet"), getRversion())
input <- file("stdin"); open(input)
while (length(line <- readLines(input, 1)) > 0)
  tryCatch(answer(strsplit(line, "\t")[[1]]), error = function(e) say('{"error": "%s"}', gsub('["\\\\\n]', " ", conditionMessage(e))))
