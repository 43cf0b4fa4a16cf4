# The README's first table and two charts from the data files, with data.table and ggplot2.
#
#     flowcast compare scenarios/product-launch.toml
#     Rscript examples/r/readme.R output/product-launch charts-in-r
#
# Debian: apt-get install r-base r-cran-data.table r-cran-ggplot2

suppressPackageStartupMessages({
  library(data.table)
  library(ggplot2)
})

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) > 0) arguments[1] else "output/product-launch"
out <- if (length(arguments) > 1) arguments[2] else "."
dir.create(out, showWarnings = FALSE, recursive = TRUE)

# Only an empty cell is missing; a team may be called NA.
files <- list.files(folder, pattern = "[.]csv$", full.names = TRUE)
tables <- lapply(setNames(files, sub("[.]csv$", "", basename(files))), fread, na.strings = "")
for (name in names(tables)) cat(sprintf("%-18s %6d rows %3d columns\n", name, nrow(tables[[name]]), ncol(tables[[name]])))

summary <- tables$summary
runs <- tables$replications

# When it launches: mean ±95 %, deviation and its share of the mean in days; share on time.
launch <- summary[metric == "cycle_time_h", .(
  model,
  mean = mean / 24, half = (ci_high - ci_low) / 2 / 24, sd = sd / 24, cv,
  on_time = summary[metric == "on_time"][.SD, on = "model", x.mean],
  low = summary[metric == "on_time"][.SD, on = "model", x.ci_low],
  high = summary[metric == "on_time"][.SD, on = "model", x.ci_high]
), .SDcols = "model"]
setorder(launch, mean)
cat("\nWhen it launches\n")
cat(launch[, sprintf(
  "%-26s %4.1f \u00b1%.1f  %4.1f  %4.2f  %3.0f %% (%.0f to %.0f)\n",
  model, mean, half, sd, cv, 100 * on_time, 100 * low, 100 * high
)], sep = "")

# A launch that did not come by the horizon is later than any other.
days <- runs[, .(model = factor(model, launch$model), day = fifelse(is.na(cycle_time_h), Inf, cycle_time_h / 24))]

by_day <- ggplot(days, aes(day, colour = model)) +
  stat_ecdf(linewidth = 0.7) +
  scale_y_continuous("launched by then", labels = function(share) paste(100 * share, "%")) +
  scale_x_continuous("days after the start") +
  labs(title = "How likely is it to have launched by a given day?", colour = NULL) +
  theme_minimal() + theme(legend.position = "bottom")
ggsave(file.path(out, "launch-by-day.png"), by_day, width = 9, height = 5.5, dpi = 120, bg = "white")

differences <- tables$comparison[metric == "cycle_time_h"]
earlier <- ggplot(differences, aes(-mean_difference / 24, reorder(model, -mean_difference))) +
  geom_vline(xintercept = 0, colour = "grey60") +
  geom_pointrange(aes(xmin = -ci_high / 24, xmax = -ci_low / 24)) +
  labs(
    title = sprintf("How much earlier than %s?", differences$baseline[1]),
    subtitle = "mean of pairs, 95 % simultaneous", x = "days earlier", y = NULL
  ) +
  theme_minimal()
ggsave(file.path(out, "differences.png"), earlier, width = 9, height = 4, dpi = 120, bg = "white")
