"""What the rounds say: one table with ratios, and the targets."""

import statistics

NOTHING = "–"


class Report:
    def __init__(self, plan, contenders, results):
        self.plan, self.names, self.results = plan, [one.name for one in contenders], results
        self.floors = [name for name in self.names if name.endswith("loop")]

    def rounds(self, setup, name, metric):
        return self.results.values.get((setup, name, metric), {})

    def median(self, setup, name, metric):
        return self.median_of(self.rounds(setup, name, metric))

    @staticmethod
    def median_of(rounds):
        return statistics.median(rounds.values()) if rounds else None

    def best_floor(self, setup, metric):
        """Round by round, the faster of the two loops."""
        floors = [self.rounds(setup, name, metric) for name in self.floors]
        best = max if metric.startswith("rate") else min
        return {number: best(floor[number] for floor in floors if number in floor)
                for number in set().union(*floors)}

    def ratio(self, mine, theirs):
        """The median of the ratios within each round: what disturbs a round disturbs both sides of it."""
        pairs = [mine[number] / theirs[number] for number in mine if theirs.get(number)]
        return statistics.median(pairs) if pairs else None

    def rows(self):
        """Of servers that are started: (label, setup, metric, format, what 1.00 is)"""
        rate, time_us, memory, time_ms = "{:.0f}", "{:.0f}", "{:.0f}", "{:.0f}"
        for callers in (1, 16):
            for setup in ("10", "1000", "5000"):
                where = f"{callers} at once, {int(setup):,} services"
                yield f"callers/s, {where}", setup, f"rate {callers}", rate, "floor"
                yield f"p50 µs, {where}", setup, f"p50 {callers}", time_us, "floor"
                yield f"p99 µs, {where}", setup, f"p99 {callers}", time_us, "floor"
                yield f"processor µs each, {where}", setup, f"cpu {callers}", time_us, "floor"
        yield f"callers/s, 16 at once, {self.plan.held:,} sessions held", "held", "rate 16", rate, "floor"
        yield f"p99 µs, 16 at once, {self.plan.held:,} sessions held", "held", "p99 16", time_us, "floor"
        yield "memory KB, idle, 10 services", "10", "memory_kb", memory, "xinetd"
        yield "memory KB, idle, 5,000 services", "5000", "memory_kb", memory, "xinetd"
        yield f"memory KB, {self.plan.held:,} sessions held", "held", "memory_kb", memory, "xinetd"
        yield "ms to load 10 services", "10", "load_ms", time_ms, "xinetd"
        yield "ms to load 5,000 services", "5000", "load_ms", time_ms, "xinetd"
        yield "ms to reload 5,000 services", "5000", "reload_ms", time_ms, "xinetd"
        yield "callers/s, 16 at once, only_from with 10 entries", "list 10", "rate 16", rate, "xinetd"
        yield "callers/s, 16 at once, only_from with 100,000 entries", "list 100000", "rate 16", rate, "xinetd"
        yield "ms to load 100,000 entries", "list 100000", "load_ms", time_ms, "xinetd"

    def own_rows(self):
        """Of callers who are answered without a server, or passed on to one."""
        whole, bulk = "{:.0f}", "{:.2f}"
        for setup in ("daytime", "echo", "redirect"):
            yield f"{setup}: callers/s, 16 at once", setup, "rate 16", whole, "xinetd"
            yield f"{setup}: p99 µs, 16 at once", setup, "p99 16", whole, "xinetd"
            yield f"{setup}: processor µs each, 16 at once", setup, "cpu 16", whole, "xinetd"
        yield "redirect: GB/s, one way", "bulk", "gb_s one", bulk, "haproxy"
        yield "redirect: GB/s, both ways together", "bulk", "gb_s both", bulk, "haproxy"
        for setup in ("echo", "redirect"):
            yield f"{setup}: bytes of memory for an idle one", f"idle {setup}", "bytes each", whole, "xinetd"

    def cell(self, setup, name, metric, layout, measure):
        value = self.median(setup, name, metric)
        if value is None:
            return NOTHING
        one = self.best_floor(setup, metric) if measure == "floor" else self.rounds(setup, measure, metric)
        ratio = self.ratio(self.rounds(setup, name, metric), one)
        return layout.format(value) + ("" if ratio is None else f" ({ratio:.2f})")

    def table(self):
        lines = self.lines(self.rows())
        lost = ["callers lost in reloads, all rounds", *(self.lost(name) for name in self.names)]
        return markdown([*lines, lost] if set(lost[1:]) != {NOTHING} else lines)

    def own_table(self):
        return markdown(self.lines(self.own_rows()))

    def lines(self, rows):
        """A heading, and the rows in which something was measured."""
        lines = [["", *self.names]]
        for label, setup, metric, layout, measure in rows:
            cells = [self.cell(setup, name, metric, layout, measure) for name in self.names]
            if set(cells) != {NOTHING}:
                lines.append([f"{label} [{measure}]", *cells])
        return lines

    def lost(self, name):
        values = self.rounds("5000", name, "lost").values()
        return f"{sum(values)}" if values else NOTHING

    def targets(self, name="roused"):
        """(target, what was measured, met?) for each target of the project; met is None where nothing was measured."""
        rate = self.rounds("10", name, "rate 16")
        many = self.rounds("5000", name, "rate 16")
        xinetd = lambda setup, metric: self.rounds(setup, "xinetd", metric)
        yield self.at_least("callers/s at 16 against the better bare loop", 0.95,
                            self.ratio(rate, self.best_floor("10", "rate 16")))
        yield self.at_least("callers/s at 16 against xinetd", 1.1, self.ratio(rate, xinetd("10", "rate 16")))
        for callers in (1, 16):
            yield self.at_most(f"p99/p50 at {callers} against the floor's own", 1.3, self.tail_ratio(name, callers))
        yield self.at_least("callers/s with 5,000 services against 10", 0.9, self.ratio(many, rate))
        memory = self.median("10", name, "memory_kb")
        for word, limit in (("", 3.5), (" (stretch)", 2.0)):
            yield self.at_most(f"idle memory, MB{word}", limit, memory and memory / 1000)
        yield self.at_most("reload of 5,000 services against xinetd", 1.0,
                           self.ratio(self.rounds("5000", name, "reload_ms"), xinetd("5000", "reload_ms")))
        lost = self.rounds("5000", name, "lost")
        yield self.at_most("callers lost in reloads under load", 0, sum(lost.values()) if lost else None)
        yield from self.own_targets(name)

    def own_targets(self, name):
        against = lambda other, setup, metric: self.ratio(self.rounds(setup, name, metric),
                                                          self.rounds(setup, other, metric))
        for setup, limit in (("daytime", 1), ("echo", 10), ("redirect", 8)):
            yield self.at_least(f"{setup}, callers/s at 16 against xinetd", limit, against("xinetd", setup, "rate 16"))
        yield self.at_least("redirect, callers/s at 16 against haproxy", 1, against("haproxy", "redirect", "rate 16"))
        for ways in ("one", "both"):
            yield self.at_least(f"redirect, GB/s {ways} way{'s' * (ways == 'both')} against haproxy", 1,
                                against("haproxy", "bulk", f"gb_s {ways}"))
        for setup in ("echo", "redirect"):
            yield self.at_most(f"{setup}, bytes of memory for an idle one", 256,
                               self.median(f"idle {setup}", name, "bytes each"))

    def tail(self, name, callers):
        p50, p99 = (self.rounds("10", name, f"{which} {callers}") for which in ("p50", "p99"))
        return {number: p99[number] / p50[number] for number in p50 if number in p99}

    def tail_ratio(self, name, callers):
        """Against the floor that serves more callers a second."""
        better = max(self.floors, key=lambda floor: self.median("10", floor, f"rate {callers}") or 0)
        return self.ratio(self.tail(name, callers), self.tail(better, callers))

    @staticmethod
    def at_least(target, limit, value):
        return f"{target}: at least {limit}", value, None if value is None else value >= limit

    @staticmethod
    def at_most(target, limit, value):
        return f"{target}: at most {limit}", value, None if value is None else value <= limit

    def verdicts(self):
        lines = []
        for target, value, met in self.targets():
            verdict = {True: "PASS", False: "MISS", None: "not measured"}[met]
            lines.append(f"- {verdict}: {target}" + ("" if value is None else f", measured {value:.2f}"))
        return "\n".join(lines)


def markdown(lines):
    """A table of the columns that have anything in them."""
    full = [at for at in range(len(lines[0])) if at == 0 or {line[at] for line in lines[1:]} - {NOTHING}]
    lines = [[line[at] for at in full] for line in lines]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    rows = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    rows.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(rows)
