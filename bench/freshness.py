"""How soon news is found: `PYTHONPATH=. python3 bench/freshness.py [FEEDS] [DAYS]`, a table on stdout.

Runs the shipped choice of intervals in a simulated world of feeds, beside fixed intervals and the law of Miniflux
(entry_frequency) at the same number of polls.
Needs a Python with numpy, and the simulator: `../shared/tools/simulate_polling.py`.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

from watcher.core.timing.polling import Dial, Habits, counted, learn, next_interval

TOOLS = Path(__file__).parents[1].parent / "shared" / "tools"
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)  # the simulated world begins on one
MINUTE = timedelta(minutes=1)
WARM_DAYS = 14
BUDGET = 24.0  # polls of a feed, a day
COLUMNS = ("polls_feed_day", "mean", "median", "p95", "topic_mean", "topic_p95", "first_mean", "lost_pct")


def main() -> None:
    sys.path.insert(0, str(TOOLS))
    try:
        import simulate_polling as simulator
    except ImportError as error:
        sys.exit(f"the simulator cannot be used: {error}")
    feeds, days = (int(sys.argv[1]) if len(sys.argv) > 1 else 600), (int(sys.argv[2]) if len(sys.argv) > 2 else 28)
    world = simulator.make_world(feeds, days, 11)
    shipped = policy(simulator)
    print(f"{feeds} feeds, {days} days, the first {WARM_DAYS} to learn; minutes from publication\n")
    print(f"{'':24}" + "".join(f"{name:>15}" for name in COLUMNS))
    rows = {
        "fixed": simulator.run(world, simulator.Fixed, 60, WARM_DAYS),
        "Miniflux's law": simulator.tune(world, simulator.MfNoTTL, BUDGET, WARM_DAYS, 0.005, 30),
        "shipped": simulator.run(world, shipped, 0, WARM_DAYS),
        "shipped, hints heard": simulator.run(world, policy(simulator, heeds=True), 0, WARM_DAYS),
    }
    for name, row in rows.items():
        print(f"{name:24}" + "".join(f"{row[column]:>15}" for column in COLUMNS), flush=True)
    ours = rows["shipped"]["topic_mean"]
    for other in ("fixed", "Miniflux's law"):
        print(f"on topic: {ours / rows[other]['topic_mean']:.2f}x {other}")


def policy(simulator: ModuleType, *, heeds: bool = False) -> type:
    """The shipped choice, as the simulator wants it; it keeps the budget by itself."""

    class Shipped(simulator.Policy):  # type: ignore[misc,name-defined]
        def init(self) -> None:
            ttl = self.w["ttl"] if heeds else [0] * self.w["F"]
            self.habits = [Habits(ttl=timedelta(minutes=int(minutes))) for minutes in ttl]
            self.dial_now = Dial(since=MONDAY)
            self.last = [MONDAY] * self.w["F"]

        def matched(self, feed: int, count: int) -> None:
            habits = self.habits[feed]
            self.habits[feed] = replace(habits, matches=habits.matches + count)

        def next(self, feed: int, minutes: float, new: list[float]) -> float:
            now = MONDAY + minutes * MINUTE
            dates = [MONDAY + at * MINUTE for at in new]
            self.habits[feed] = learn(self.habits[feed], dates, read=len(new), now=now)
            self.dial_now = counted(self.dial_now, budget=self.w["F"] * BUDGET / 24, now=now)
            known = 1 - len(new) / self.w["W"][feed]
            waited = now - self.last[feed]
            self.last[feed] = now
            wait = next_interval(self.habits[feed], self.dial_now.setting, known=known, waited=waited, now=now)
            spread = 0.9 + (hash((feed, minutes)) % 1000) / 5000
            return wait / MINUTE * spread

    return Shipped


if __name__ == "__main__":
    main()
