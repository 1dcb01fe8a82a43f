# A reserve timeline in R: Rscript read_timeline.R http://127.0.0.1:8000
base <- commandArgs(trailingOnly = TRUE)[1]
url <- paste0(base, "/v1/reserve-timelines/el-salvador-btc")

timeline <- read.csv(paste0(url, ".csv"), na.strings = "", encoding = "UTF-8",
                     colClasses = c(date_start = "Date", date_end = "Date"))
print(timeline[, c("date_start", "amount", "value_usd", "agreement", "quote")])
plot(timeline$date_start, timeline$amount, type = "s", xlab = "", ylab = "BTC")

# The same from JSON; lists such as alternatives become list columns.
rows <- jsonlite::fromJSON(paste0(url, ".json"))
print(rows[rows$agreement == "disputed", c("date_text", "amount", "alternatives")])
