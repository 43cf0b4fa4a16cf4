"""What the models in Python share: replications are timed and summed up in one line of JSON."""

import json
import sys
import time


def main(seed, replicate):
    """Runs as many replications as the command line says; each gives hours and pieces of work."""
    replications = int(sys.argv[1])
    seed(int(sys.argv[2]))
    start = time.process_time()
    results = [replicate() for _ in range(replications)]
    seconds = time.process_time() - start
    hours = [result[0] for result in results]
    mean = sum(hours) / replications
    squares = sum((hour - mean) ** 2 for hour in hours)
    print(
        json.dumps(
            {
                "replications": replications,
                "cpu_seconds": seconds,
                "mean_h": mean,
                "sd_h": (squares / max(1, replications - 1)) ** 0.5,
                "finished": sum(result[1] for result in results) / replications,
            }
        )
    )
