"""What may differ between the two daemons: each rule is named by the id of its row in differences/*.toml and turns what
xinetd showed into what roused must show."""

import re


def refusals_cost_no_process(xinetd):
    """A caller refused for its address, by tcp_wrappers or for IDONLY logs FAIL or NOID alone: no START before it, no
    EXIT after it. xinetd's child may write its FAIL before the parent has written the START."""
    xinetd.entries = {log: _without_processes_of_refused(entries) for log, entries in xinetd.entries.items()}
    xinetd.syslog = _without_processes_of_refused(xinetd.syslog)
    return xinetd


def _without_processes_of_refused(entries):
    kept = list(entries)
    at = 0
    while at < len(kept):
        refusal = re.search(r"FAIL: (\S+) (?=address\b|libwrap\b)|NOID: (\S+) ", kept[at])
        if refusal:
            service = refusal[1] or refusal[2]
            _drop(kept, range(at + 1, len(kept)), f"EXIT: {service} ")
            if not _drop(kept, (at - 1, ), f"START: {service} "):
                _drop(kept, (at + 1, ), f"START: {service} ")
            else:
                at -= 1
        at += 1
    return kept


def _drop(entries, positions, head):
    for position in positions:
        if 0 <= position < len(entries) and head in f"{entries[position]} ":
            del entries[position]
            return True
    return False


def children_know_both_ends(xinetd):
    """REMOTE_HOST as with xinetd, and beside it REMOTE_PORT, LOCAL_ADDR and LOCAL_PORT."""
    def more(port, lines):
        local = next((line.split()[2] for line in lines if line.startswith("local inet")), None)
        if local is None:
            return lines
        end = lines.index("end")
        environment = [line for line in lines[:end] if line.startswith("env ")]
        added = ["env REMOTE_PORT=CALLER", f"env LOCAL_ADDR={local}", f"env LOCAL_PORT={port}"]
        return lines[:end - len(environment)] + sorted(environment + added) + lines[end:]
    return _with_answers(xinetd, more)


def children_keep_the_soft_limit(xinetd):
    """The soft limit of descriptors is the daemon's soft one, 1024 on this stage, where xinetd raises it to the hard
    one."""
    def lowered(_, lines):
        return ["limit files 1024 4096" if line == "limit files 4096 4096" else line for line in lines]
    return _with_answers(xinetd, lowered)


def failed_starts_name_their_stage(xinetd):
    """Where exec fails, the message names service, stage and reason, and the status is 127 (not there) or 126, as
    shells have it, instead of 0. The service is named like its server on this stage."""
    failed = set()

    def named(complaint):
        match = re.fullmatch(r"ERROR: execv\( (\S+/(\S+)) \) failed: (.*) \(errno = (\d+)\)", complaint)
        if not match:
            return complaint
        failed.add((match[2], 127 if match[4] == "2" else 126))
        return f"ERROR: {match[2]}: exec {match[1]}: {match[3]}"
    xinetd.complaints = [named(complaint) for complaint in xinetd.complaints]
    for service, status in failed:
        for log, entries in xinetd.entries.items():
            xinetd.entries[log] = [entry.replace(f"EXIT: {service} status=0", f"EXIT: {service} status={status}")
                                   for entry in entries]
    return xinetd


def killed_servers_end_by_a_signal(xinetd):
    """Of a server that it killed itself xinetd logs status=0."""
    for complaint in xinetd.complaints:
        killed = re.fullmatch(r"WARNING: Sending signal 9 to (\S+) server PID", complaint)
        if not killed:
            continue
        for entries in xinetd.entries.values():
            ends = [at for at, entry in enumerate(entries) if entry.startswith(f"EXIT: {killed[1]} status=0 ")]
            if ends:
                entries[ends[-1]] = entries[ends[-1]].replace("status=0", "signal=9")
    return xinetd


def others_keep_their_registrations(xinetd):
    """xinetd takes every version of its programs away when it leaves, whoever registered it."""
    known = [(at, answer[2]) for at, answer in enumerate(xinetd.answers) if answer[0] == "rpcbind"]
    if known:
        others = [line for line in known[0][1] if line.startswith("200100 1 ")]
        at, left = known[-1]
        xinetd.answers[at] = (*xinetd.answers[at][:2], sorted({*left, *others}))
    return xinetd


def ident_servers_are_not_quoted(xinetd):
    """What an ident server says is nothing for the daemon's log; the reason stands in NOID, or in the message about a
    caller who was refused."""
    quotes = ("ERROR: Bad line received from identity server", "ERROR: identd server reply missing ending CR-LF")
    xinetd.complaints = [complaint for complaint in xinetd.complaints if not complaint.startswith(quotes)]
    return xinetd


def tcpmux_says_lines_only(xinetd):
    """xinetd sends the NUL that ends its strings behind `+Go` and `-Service name not found`."""
    def without_nul(_, lines):
        return [line.replace("\0", "") for line in lines if line != "\0"]
    return _with_answers(xinetd, without_nul)


def go_is_said_to_those_who_are_let_in(xinetd):
    """xinetd says +Go before it asks who calls; whoever hears no more than that has been refused."""
    return _with_answers(xinetd, lambda _, lines: [] if lines == ["+Go"] else lines)


def _with_answers(xinetd, change):
    xinetd.answers = [(port, address, answer if answer == "refused" or answer == "open" else change(port, answer))
                      for port, address, answer in xinetd.answers]
    return xinetd


# Every rule there is: row id -> function.
RULES = {
    "refusal-before-start": refusals_cost_no_process,
    "child-environment": children_know_both_ends,
    "soft-descriptor-limit": children_keep_the_soft_limit,
    "failed-start": failed_starts_name_their_stage,
    "rpc-refused": others_keep_their_registrations,
    "killed-servers": killed_servers_end_by_a_signal,
    "ident-text": ident_servers_are_not_quoted,
    "tcpmux-line": tcpmux_says_lines_only,
    "tcpmux-go": go_is_said_to_those_who_are_let_in,
}


def apply(record):
    """What roused must show where xinetd showed `record`."""
    for rule in RULES.values():
        record = rule(record)
    return record
