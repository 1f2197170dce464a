"""Init scripts with links, on a tree: what a runlevel is made of."""

NOTES = "/run/notes"


def lsb(required="$null", stop=None):
    """An LSB header that says what a script requires."""
    return ("### BEGIN INIT INFO\n# Default-Start: 2 3 4 5\n"
            f"# Required-Start: {required}\n# Required-Stop: {required if stop is None else stop}\n### END INIT INFO\n")


def script(tree, link, levels="3", body="", header=""):
    """A script with links named `link` (S20web) in `levels`. It notes what it is told, then runs `body`."""
    name = link[3:]
    tree.script(name, f'#!/bin/sh\n{header}echo "$1 {name}" >>{NOTES}\n{body}\n')
    for level in levels:
        tree.path(f"/etc/rc{level}.d/{link}").symlink_to(f"../init.d/{name}")


def daemon(tree, link, levels="3", header="", signals=""):
    """A script that starts a daemon, which writes its pid into /run/NAME.pid, and stops it."""
    name = link[3:]
    script(tree, link, levels, header=header, body=f"""
case $1 in
start)
    setsid sh -c '{signals} echo $$ >/run/{name}.new && mv /run/{name}.new /run/{name}.pid; while :; do sleep 3600; done' \\
        >/dev/null 2>&1 </dev/null &
    while [ ! -e /run/{name}.pid ]; do sleep 0.01; done ;;
stop)
    /bin/kill -KILL -- -"$(cat /run/{name}.pid)" && rm /run/{name}.pid ;;
esac""")


def notes(tree):
    """What scripts have been told, in the order in which they began."""
    return tree.read(NOTES).splitlines()
