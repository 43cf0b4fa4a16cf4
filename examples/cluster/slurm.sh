#!/bin/sh
# Submits a planned sweep: slurm.sh PLAN_FOLDER [SHARDS]. Prints the two job ids.
set -eu
here=$(dirname "$0")
PLAN=$1 SHARDS=${2:-8}
export PLAN SHARDS
array=$(sbatch --parsable --export=ALL --array="0-$((SHARDS - 1))" "$here/array.sbatch")
merge=$(sbatch --parsable --export=ALL --dependency="afterok:$array" "$here/merge.sbatch")
echo "$array $merge"
