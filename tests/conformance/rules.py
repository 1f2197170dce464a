"""What differs in every case, whatever it is about: each rule is named by the id of its row in differences/*.toml and
takes it out of two transcripts. The case that shows such a row is compared without its rule."""

import re

_NEW_VARIABLES = re.compile(r"env (REMOTE_PORT|LOCAL_ADDR|LOCAL_PORT)=")
_REFUSAL = re.compile(r"FAIL: (?P<fail>\S+) (?:address|libwrap)\b(?:.* from=(?P<from>\S+))?"
                      r"|NOID: (?P<noid>\S+) (?P<of>\S+)")
_QUOTES = re.compile(r"ERROR: (Bad line received from identity server|identd server reply missing ending CR-LF)")
_COMPLAINT = re.compile(r"complains: (?P<text>.*?)(?: \[line=(?P<line>\d+)\])?$")


def refusals_cost_no_process(xinetd, rouse):
    """A caller refused for its address, by tcp_wrappers or for IDONLY logs FAIL or NOID alone: no START before it, no
    EXIT after it. xinetd's child may write its FAIL before the parent has written the START."""
    kept, at = list(xinetd), 0
    while at < len(kept):
        refusal = _REFUSAL.search(kept[at])
        if refusal:
            service, address = re.escape(refusal["fail"] or refusal["noid"]), refusal["from"] or refusal["of"]
            start = rf"START: {service}\b" + (rf".*from={re.escape(address)}$" if address else "")
            _drop(kept, range(at + 1, len(kept)), rf"EXIT: {service}\b")
            at -= 1 if _drop(kept, (at - 1, ), start) else 0
            _drop(kept, (at + 1, ), start)
        at += 1
    return kept, rouse


def _drop(lines, positions, what):
    for position in positions:
        if 0 <= position < len(lines) and re.search(what, lines[position]):
            del lines[position]
            return True
    return False


def children_know_both_ends(xinetd, rouse):
    """REMOTE_HOST as with xinetd, and beside it REMOTE_PORT, LOCAL_ADDR and LOCAL_PORT."""
    return xinetd, [line for line in rouse if not _NEW_VARIABLES.search(line)]


def children_keep_the_soft_limit(xinetd, rouse):
    """The soft limit of descriptors is the daemon's soft one, 1024 here, where xinetd raises it to the hard one."""
    return [line.replace("limit files 4096 4096", "limit files 1024 4096") for line in xinetd], rouse


def names_are_confirmed(xinetd, rouse):
    """Every list with a name in it is announced."""
    return xinetd, [line for line in rouse if not line.startswith("differs: a caller's name counts only when")]


def killed_servers_end_by_a_signal(xinetd, rouse):
    """Of a server that it killed itself xinetd logs status=0."""
    kept = list(xinetd)
    for killed in filter(None, (re.search(r"WARNING: Sending signal 9 to (\S+) server PID$", line) for line in xinetd)):
        ends = [at for at, line in enumerate(kept) if re.search(rf": EXIT: {re.escape(killed[1])} status=0\b", line)]
        if ends:
            kept[ends[-1]] = kept[ends[-1]].replace("status=0", "signal=9")
    return kept, rouse


def others_keep_their_registrations(xinetd, rouse):
    """xinetd takes every version of its programs away when it leaves, whoever registered it: 200100 on the stage."""
    others = [at for at, line in enumerate(rouse) if " rpcbind: 200100 1 " in line]
    if not others or rouse[others[-1]] in xinetd[-(len(rouse) - others[-1]):]:
        return xinetd, rouse
    nothing = [line for line in xinetd if line.endswith(" rpcbind: (nothing)")]
    return [line for line in xinetd if line not in nothing], rouse[:others[-1]] + rouse[others[-1] + 1:]


def ident_servers_are_not_quoted(xinetd, rouse):
    """What an ident server says is nothing for the daemon's log; the reason stands in NOID, or in the message about a
    caller who was refused."""
    return [line for line in xinetd if not _QUOTES.search(line)], rouse


def start_is_first(xinetd, rouse):
    """xinetd's child may write its USERID before the parent has written the START."""
    kept = list(xinetd)
    for at in range(1, len(kept)):
        start = re.search(r"START: (\S+)", kept[at])
        if start and re.search(rf"USERID: {re.escape(start[1])}\b", kept[at - 1]):
            kept[at - 1], kept[at] = kept[at], kept[at - 1]
    return kept, rouse


def datagrams_are_kept(xinetd, rouse):
    """Every datagram service with wait = yes is announced."""
    return xinetd, [line for line in rouse if not line.startswith("differs: datagrams that wait when the server ends")]


def tcpmux_says_lines_only(xinetd, rouse):
    """xinetd sends the NUL that ends its strings behind `+Go` and `-Service name not found`."""
    return [line.replace("\\x00", "") for line in xinetd if not line.endswith(": \\x00")], rouse


def go_is_said_to_those_who_are_let_in(xinetd, rouse):
    """xinetd says +Go before it asks who calls; whoever hears no more than that has been refused."""
    said = [line for line in xinetd if line.startswith("call ")]
    if len(said) != 1 or not said[0].endswith(": +Go\\r\\n"):
        return xinetd, rouse
    return [line.replace("+Go\\r\\n", "nothing") for line in xinetd], rouse


def messages_say_more(xinetd, rouse):
    """About a configuration both daemons complain of the same lines, in other words; xinetd often names no line. What
    is said while they serve begins with the same words."""
    rouse = [next((other for other in xinetd if other.startswith("says ") and line.startswith(f"{other}: ")), line)
             for line in rouse]
    theirs, ours = _places(xinetd), _places(rouse)
    if not theirs - {None} <= ours or not (ours <= theirs or None in theirs) or not ours and theirs:
        return xinetd, rouse
    return [[line for line in lines if not _COMPLAINT.match(line)] for lines in (xinetd, rouse)]


def _places(lines):
    """The numbers of the lines that are complained about; None stands for no number."""
    return {found["line"] for found in map(_COMPLAINT.match, lines) if found}


# Every rule there is: row id -> function.
RULES = {
    "refusal-before-start": refusals_cost_no_process,
    "child-environment": children_know_both_ends,
    "soft-descriptor-limit": children_keep_the_soft_limit,
    "rpc-refused": others_keep_their_registrations,
    "killed-servers": killed_servers_end_by_a_signal,
    "ident-text": ident_servers_are_not_quoted,
    "ident-order": start_is_first,
    "forward-confirm": names_are_confirmed,
    "datagram-queue": datagrams_are_kept,
    "tcpmux-line": tcpmux_says_lines_only,
    "tcpmux-go": go_is_said_to_those_who_are_let_in,
    "messages": messages_say_more,
}


def apply(xinetd, rouse, shown=""):
    """Two transcripts without what differs in every case, but for the row that is shown."""
    for row, rule in RULES.items():
        if row != shown and not (shown and row == "messages"):  # what is said of a difference belongs to it
            xinetd, rouse = rule(xinetd, rouse)
    return xinetd, rouse
