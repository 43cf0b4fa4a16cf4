#!/bin/bash
# Tries the Slurm array on this machine alone, with Debian's slurm-wlm and munge, as root:
# two node daemons on loopback, an array of 8, one task killed and requeued, a merge as a dependent
# job, and the merged files compared with a run on one machine.
#
#   FLOWCAST=/path/to/flowcast examples/cluster/try-slurm.sh SCENARIO WORK_FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scenario=$(realpath "$1") work=$2
FLOWCAST=$(realpath "${FLOWCAST:-$(command -v flowcast)}")
export FLOWCAST
mkdir -p "$work" && cd "$work" && work=$PWD
host=$(hostname -s)
pids=()

stop() {
    # Only what this script started.
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
}
trap stop EXIT

mkdir -p munge spool state node1 node2
dd if=/dev/urandom of=munge/key bs=1 count=1024 status=none
chmod 400 munge/key && chmod 755 munge
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
    --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" &
pids+=($!)

cat > slurm.conf <<CONF
ClusterName=try
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool/%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=16821 CPUs=1 State=UNKNOWN
NodeName=node2 NodeHostname=$host NodeAddr=127.0.0.1 Port=16822 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=node1,node2 Default=YES MaxTime=60 State=UP
CONF
export SLURM_CONF=$work/slurm.conf
mkdir -p spool/node1 spool/node2
for _ in $(seq 50); do [ -S munge/socket ] && break; sleep 0.2; done
slurmctld -D & pids+=($!)
for node in node1 node2; do slurmd -D -N "$node" & pids+=($!); done
for _ in $(seq 100); do [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = 2 ] && break; sleep 0.3; done
sinfo

vary=(--vary 'changes[0].probability=0:1:0.125' --vary handoffs.latency=0h:24h:6h -n 300)
"$FLOWCAST" sweep "$scenario" "${vary[@]}" --out whole --quiet --no-charts
"$FLOWCAST" sweep plan "$scenario" "${vary[@]}" --out plan --quiet

read -r array merge < <("$here/slurm.sh" "$work/plan" 8)
# Kill the first running task in the middle, and let Slurm run it again.
for _ in $(seq 100); do
    task=$(squeue -h -j "$array" -t R -r -o %i | head -n 1)
    [ -n "$task" ] && break
    sleep 0.1
done
echo "requeueing $task"
scontrol requeue "$task"
for _ in $(seq 600); do [ -z "$(squeue -h -j "$array,$merge" 2>/dev/null)" ] && break; sleep 0.5; done
scontrol show job "$merge" | grep -E 'JobState|ExitCode' || true
"$FLOWCAST" sweep status plan | tail -n 1
for file in points.csv sweep.csv differences.csv; do
    sha256sum "whole/$file" "plan/$file"
    cmp "whole/$file" "plan/$file"
done
echo "the merged files are those of one machine"
