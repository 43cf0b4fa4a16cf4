"""Runs a planned sweep with Dask: dask_driver.py PLAN_FOLDER [SHARDS] [SCHEDULER_ADDRESS].

Without an address, a cluster of two processes on this machine. All workers need to see the folder.
"""

import os
import subprocess
import sys
from contextlib import ExitStack

from dask.distributed import Client, LocalCluster

FLOWCAST = os.environ.get("FLOWCAST", "flowcast")


def shard(plan: str, index: int, of: int) -> int:
    command = [FLOWCAST, "sweep", "run", plan, "--shard", f"{index}/{of}", "--threads", "1", "--quiet"]
    return subprocess.run(command, check=True).returncode


def main() -> None:
    plan = os.path.abspath(sys.argv[1])
    of = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with ExitStack() as open_:
        address = sys.argv[3] if len(sys.argv) > 3 else None
        cluster = address or open_.enter_context(LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None))
        client = open_.enter_context(Client(cluster))
        # pure=False: a shard is run for what it writes, not for what it returns.
        jobs = [client.submit(shard, plan, index, of, pure=False, retries=1) for index in range(of)]
        client.gather(jobs)
    subprocess.run([FLOWCAST, "sweep", "merge", plan, "--quiet"], check=True)


if __name__ == "__main__":
    main()
