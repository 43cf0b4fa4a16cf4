#!/bin/sh
# Runs a planned sweep with GNU parallel: parallel.sh PLAN_FOLDER [SHARDS]
set -eu
plan=$1 shards=${2:-8}
seq 0 $((shards - 1)) |
    parallel --will-cite --retries 2 "${FLOWCAST:-flowcast}" sweep run "$plan" --threads 1 --quiet --shard "{}/$shards"
exec "${FLOWCAST:-flowcast}" sweep merge "$plan" --quiet
