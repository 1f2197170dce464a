"""Playing a group under one daemon, and what each of its cases showed there: its transcript.

    call near: served            what a step showed (steps.py)
    log: FAIL: x time from=...   an entry of a service log, in order
    complains: ... [line=3]      a warning or an error about the configuration
    says ERROR: ...              a warning or an error while it serves
    differs: ... [line=3]        rouse says that it reads a line otherwise than xinetd"""

import re

from lib.daemon import CONFIGURATION, SERVICE_LOG
from sheets import configuration, listed
from steps import Actor
from warmth import is_about_parking

REST = ""  # what no case of a group said


def play(scene, group):
    """Plays a group on a scene; the transcripts by the names of its cases, REST among them."""
    scene.furnish(_files(group))
    actors = [Actor(scene, case) for case in group.cases]
    try:
        if scene.start(_options(group), group.get("environment", {})):
            _perform(scene, actors)
        else:
            for actor in actors:
                actor.transcript.append(f"does not start: {scene.daemon.exited()}")
    finally:
        found = scene.stop()
    shown = {actor.case.name: actor.transcript for actor in actors}
    shown[REST] = ["sanitizer: " + line for line in found.splitlines()]
    _add_logs(scene, group, shown)
    _add_messages(scene, group, shown)
    return shown


def _perform(scene, actors):
    for actor in actors:
        try:
            actor.perform()
        except (AssertionError, OSError) as error:
            actor.transcript.append(f"failed: {error}")
    for actor in actors:
        actor.release()
    if scene.daemon.process.poll() is None:
        scene.settle()


def _files(group):
    """The configuration of a group, and what else its cases need."""
    files = {path: text for case in group.cases for path, text in case.get("files", {}).items()}
    for case in group.cases:
        files[f"/etc/xinetd.d/{case.name}"] = case.entry()
    first = group.cases[0]
    files[CONFIGURATION] = configuration(group.cases)
    if "inetd" in first.keys:
        files["/etc/inetd.conf"] = first.filled(first.get("inetd"))
    return files


def _options(group):
    return [*group.get("options", ()), *(["-inetd_compat"] if group.get("inetd") else [])]


# Who said it

def _add_logs(scene, group, shown):
    for case in group.cases:
        for log in listed(case.get("logs", SERVICE_LOG)):
            shown[case.name] += [f"log: {_plain(entry)}" for entry in case.own(scene.entries(log))]
        shown[case.name] += [f"syslog: {_plain(line)}" for line in scene.syslog.receive()
                             if re.search(rf"\b[A-Z]+: {re.escape(case.id())}( |$)", line)]


def _add_messages(scene, group, shown):
    for text, line in _messages(scene.daemon.text()):
        said = shown[_owner(group, text)]
        if said[-1:] != [line]:  # what is said again and again is said once
            said.append(line)


def spoken(log):
    """What a daemon's log complains about, as lines of a transcript."""
    return [line for _, line in _messages(log)]


def _messages(log):
    """(text, line of a transcript) of every message that counts."""
    reading = True
    for level, text in re.findall(r"^\S+ \w+\[\d+\]: ([A-Z]+): (.*)$", log, re.MULTILINE):
        if text.startswith(("Started working", "Reconfigured", "Starting reconfiguration")):
            reading = text == "Starting reconfiguration"
        line = _told(level, text, reading)
        if line and not is_about_parking(text):
            yield text, line


def _owner(group, text):
    """The case that a message is about: its file or its service is named in it."""
    if len(group.cases) == 1:
        return group.cases[0].name
    file = re.search(r"\[file=/etc/xinetd\.d/(\S+)\]", text)
    words = {file[1]} if file else set(re.findall(r"[\w-]+", text))
    return next((case.name for case in group.cases if words & {case.name, case.id()}), REST)


def _told(level, text, reading):
    text = re.sub(r" \[file=\S+\]", "", _plain(text))
    if text.startswith("differs from xinetd: "):
        return text.replace("differs from xinetd", "differs", 1)
    # What xinetd says behind its own message says nothing new.
    if level not in ("WARNING", "ERROR", "CRITICAL") or text.startswith(("Error parsing attribute ", "Exiting...")):
        return None
    if reading and not text.startswith("Sending signal"):
        return f"complains: {text}"
    return f"says {level}: {text}"


def _plain(text):
    text = re.sub(r"\bpid=[1-9]\d*", "pid=PID", text)
    text = re.sub(r"> ?\w{3} [ \d]\d \d\d:\d\d:\d\d ", "> ", text)
    text = re.sub(r"\b(xinetd|roused?)\[\d+\]", "NAME[PID]", text)
    text = re.sub(r"^\d+ (\{\w+\})(?: \(\d+\))?", r"PID \1", text)
    text = re.sub(r"^(Sending signal .* server) \d+$", r"\1 PID", text)
    return re.sub(r"\bduration=\d+\(sec\)", "duration=D(sec)", text)
