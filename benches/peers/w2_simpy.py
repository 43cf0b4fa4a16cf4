"""Campaign W2 in SimPy: a process for each item, a resource for each team.

    python w2_simpy.py REPLICATIONS SEED
"""

import math
import random

import simpy

from measured import main

ITEMS = 40


def log_normal(mean, cv=0.5):
    """Parameters of random.lognormvariate for a mean and a coefficient of variation."""
    variance = math.log(1 + cv * cv)
    return math.log(mean) - variance / 2, math.sqrt(variance)


CREATIVE, DATA, DISTRIBUTION = log_normal(6), log_normal(4), log_normal(1)


class Campaign:
    def __init__(self, env):
        self.env = env
        self.creative = simpy.Resource(env, capacity=3)
        self.data = simpy.Resource(env, capacity=2)
        self.approval = simpy.Resource(env, capacity=1)
        self.distribution = simpy.Resource(env, capacity=2)
        self.finished = 0

    def work(self, team, hours):
        with team.request() as person:
            yield person
            yield self.env.timeout(hours())
        self.finished += 1

    def item(self):
        share = 1.0
        while True:
            yield from self.work(self.creative, lambda: share * random.lognormvariate(*CREATIVE))
            yield from self.work(self.data, lambda: random.lognormvariate(*DATA))
            yield from self.work(self.approval, lambda: random.expovariate(1 / 2))
            if random.random() >= 0.2:
                break
            share = 0.5
        yield from self.work(self.distribution, lambda: random.lognormvariate(*DISTRIBUTION))


def replicate():
    env = simpy.Environment()
    campaign = Campaign(env)
    for _ in range(ITEMS):
        env.process(campaign.item())
    env.run()
    return env.now, campaign.finished


if __name__ == "__main__":
    main(random.seed, replicate)
