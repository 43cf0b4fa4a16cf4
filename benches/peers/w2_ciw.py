"""Campaign W2 in Ciw: four nodes; an item that is rejected becomes a customer of another class, which
goes back to the first node and is served there in half the time.

    python w2_ciw.py REPLICATIONS SEED
"""

import math

import ciw

from measured import main

ITEMS = 40
NEVER = float("inf")


def log_normal(mean, share=1.0, cv=0.5):
    """A lognormal with this mean and coefficient of variation, times a share."""
    variance = math.log(1 + cv * cv)
    return ciw.dists.Lognormal(math.log(share * mean) - variance / 2, math.sqrt(variance))


def service(share):
    return [log_normal(6, share), log_normal(4), ciw.dists.Exponential(1 / 2), log_normal(1)]


def network():
    onward = [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0], [0.0] * 4]
    back = [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0] * 4]
    verdict = {"New": 0.8, "Rejected": 0.2}
    stays = {name: {other: float(name == other) for other in verdict} for name in verdict}
    at_once = ciw.dists.Sequential([0.0, NEVER])
    one = ciw.dists.Deterministic(1)
    return ciw.create_network(
        arrival_distributions={"New": [at_once, None, None, None], "Rejected": [None] * 4},
        batching_distributions={"New": [ciw.dists.Deterministic(ITEMS), one, one, one], "Rejected": [one] * 4},
        service_distributions={"New": service(1.0), "Rejected": service(0.5)},
        routing={"New": onward, "Rejected": back},
        class_change_matrices=[stays, stays, {"New": verdict, "Rejected": verdict}, stays],
        number_of_servers=[3, 2, 1, 2],
    )


NETWORK = network()


def replicate():
    simulation = ciw.Simulation(NETWORK)
    simulation.simulate_until_max_customers(ITEMS)
    items = simulation.nodes[-1].all_individuals
    makespan = max(item.data_records[-1].exit_date for item in items)
    return makespan, sum(len(item.data_records) for item in items)


if __name__ == "__main__":
    main(ciw.seed, replicate)
