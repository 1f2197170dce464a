"""The stage on which the scenarios play: hosts, daemons, callers, listeners and packages."""
