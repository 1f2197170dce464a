"""Writing xinetd configuration."""

import os
import pwd

ME = pwd.getpwuid(os.geteuid()).pw_name
NOBODY = "nobody" if os.geteuid() == 0 else ME  # for servers that need no account of their own

DEFAULTS = """defaults
{
    log_type        = FILE /var/log/service.log
    log_on_success  = PID HOST EXIT DURATION
    log_on_failure  = HOST
}
"""


def block(head, lines):
    return "\n".join([head, "{", *(f"    {line}" for line in lines), "}", ""])


def service(name, *lines, **attributes):
    """One unlisted service: stream, nowait, as the user of the test, unless said otherwise. `lines` are written as
    they are, after the attributes; an attribute given as None is left out."""
    entry = {"type": "UNLISTED", "socket_type": "stream", "wait": "no", "user": ME}
    entry.update(attributes)
    assignments = [f"{key} = {value}" for key, value in entry.items() if value is not None]
    return block(f"service {name}", [*assignments, *lines])
