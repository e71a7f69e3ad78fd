# Golden figures of R surveillance 1.20.3: Rscript make_golden.R FOLDER
# FOLDER holds weekly.csv, daily.csv and simulated.csv, written by `python -m bench.detect.golden_input FOLDER`.
library(surveillance)
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) as.matrix(read.csv(file.path(folder, name), check.names = FALSE)[, -1])

long <- function(method, range, names, expected, threshold, p_value, alarm) {
  data.frame(
    method = method, unique_id = rep(names, each = length(range)), step = rep(range - 1, length(names)),
    expected = c(expected), threshold = c(threshold), p_value = c(p_value), is_alarm = c(alarm)
  )
}

farrington <- function(counts, b, alpha) {
  range <- (nrow(counts) - 39):nrow(counts)
  result <- farringtonFlexible(sts(counts, frequency = 52), control = list(
    range = range, b = b, w = 3, reweight = TRUE, weightsThreshold = 2.58, alpha = alpha, trend = TRUE,
    pThresholdTrend = 1, limit54 = c(5, 4), noPeriods = 10, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin",
    glmWarnings = FALSE
  ))
  control <- result@control
  long("farrington", range, colnames(counts), control$expected, upperbound(result), control$pvalue, alarms(result))
}

ears <- function(counts, method, range, alpha) {
  result <- earsC(sts(counts, frequency = 365), control = list(method = method, range = range, alpha = alpha))
  missing <- matrix(NA, length(range), ncol(counts))
  name <- paste0("ears_", tolower(method))
  long(name, range, colnames(counts), missing, upperbound(result), missing, alarms(result))
}

write_figures <- function(rows, name) {
  write.csv(rows, file.path(folder, name), row.names = FALSE, quote = FALSE)
}

write_figures(rbind(farrington(read("weekly.csv"), 3, 0.01), farrington(read("simulated.csv"), 5, 0.01)), "farrington.csv")
daily <- read("daily.csv")
range <- (nrow(daily) - 39):nrow(daily)
write_figures(do.call(rbind, lapply(c("C1", "C2", "C3"), function(m) ears(daily, m, range, 0.01))), "ears.csv")
