# p-values of R surveillance: Rscript r_surveillance.R counts.csv first_judged folder method
# counts.csv: one row a week, one column a series. Writes p_values.csv (series by column) and seconds.txt.
suppressPackageStartupMessages(library(surveillance))
arguments <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(arguments[1], header = FALSE))
range <- as.integer(arguments[2]):nrow(counts)
folder <- arguments[3]

judge <- function(one) {
  result <- farringtonFlexible(sts(one, frequency = 52), control = list(
    range = range, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, alpha = 0.005, trend = TRUE,
    pThresholdTrend = 1, limit54 = c(5, 4), noPeriods = 10, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin",
    glmWarnings = FALSE
  ))
  result@control$pvalue[, 1]
}

seconds <- system.time(p_values <- sapply(seq_len(ncol(counts)), function(j) judge(counts[, j])))["elapsed"]
write.table(format(p_values, digits = 12), file.path(folder, "p_values.csv"),
  sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE
)
writeLines(format(seconds), file.path(folder, "seconds.txt"))
