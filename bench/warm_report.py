"""bench/run --warm: what the rounds say, as a table for each program, the targets, and numbers for the picture."""

from report import NOTHING, Report, markdown
from warm_field import FORKING_LOOP, ON_DEMAND, WARM, WARM_IO

C, PYTHON = "C program", "python3 script"


class WarmReport(Report):
    def __init__(self, plan, programs, names, results):
        self.plan, self.programs, self.names, self.results = plan, programs, names, results

    COLUMNS = (("callers/s, 1 at once", "rate 1"), ("16 at once", "rate 16"), ("p50 µs, 1 at once", "p50 1"),
               ("p99 µs, 1 at once", "p99 1"), ("p50 µs, 16 at once", "p50 16"), ("p99 µs, 16 at once", "p99 16"),
               ("processor µs each", "cpu 16"), ("memory KB, idle", "memory_kb"))

    def table(self):
        """Contenders are the rows: there are more of them than numbers."""
        return "\n\n".join(f"**{program}**\n\n{self.program_table(program)}" for program in self.programs)

    def program_table(self, program):
        lines = [["", *(label for label, _ in self.COLUMNS)]]
        for name in self.names:
            cells = [self.cell(program, name, metric, "{:.0f}", "xinetd") for _, metric in self.COLUMNS]
            if set(cells) != {NOTHING}:
                lines.append([name, *cells])
        return markdown(lines) if len(lines) > 1 else "Nothing was measured."

    def against(self, program, mine, other, metric):
        return self.ratio(self.rounds(program, mine, metric), self.rounds(program, other, metric))

    def added_mb(self, program, name):
        """What the same service has less in memory where nothing is parked."""
        mine, cold = (self.rounds(program, one, "memory_kb") for one in (name, ON_DEMAND))
        added = {number: mine[number] - cold[number] for number in mine if number in cold}
        return self.median_of({number: kb / 1000 for number, kb in added.items()})

    def targets(self):
        for callers in (1, 16):
            yield self.at_least(f"{C}, callers/s at {callers} against xinetd", 3,
                                self.against(C, WARM, "xinetd", f"rate {callers}"))
        yield self.at_most(f"{C}, first byte against xinetd (p50 at 1)", 0.2, self.against(C, WARM, "xinetd", "p50 1"))
        yield self.at_most(f"{PYTHON}, park = io, first byte against xinetd (p50 at 1)", 0.05,
                           self.against(PYTHON, WARM_IO, "xinetd", "p50 1"))
        yield self.at_least(f"{PYTHON}, park = io, callers/s at 16 against xinetd", 2.5,
                            self.against(PYTHON, WARM_IO, "xinetd", "rate 16"))
        for word, limit in (("", 0.6), (" (stretch)", 0.7)):
            yield self.at_least(f"{C}, callers/s at 16 against the resident forking loop{word}", limit,
                                self.against(C, WARM, FORKING_LOOP, "rate 16"))
        yield self.at_most(f"{C}, memory that the parked process adds, MB", 1, self.added_mb(C, WARM))

    def numbers(self):
        """{program: {contender: {"memory_kb", "first_byte_us"}}}"""
        out = {}
        for program in self.programs:
            for name in self.names:
                memory, first = (self.median(program, name, metric) for metric in ("memory_kb", "p50 1"))
                if memory and first:
                    out.setdefault(program, {})[name] = {"memory_kb": memory, "first_byte_us": first}
        return out
