"""The floors of the house: which room may include which (ARCHITECTURE.md explains them).

This is the one table. CMakeLists.txt must say the same in its rouse_room lines; house.py compares the two.
"""

FLOORS = {
    "base": [],
    "net": ["base"],
    "sys": ["base", "net"],
    "loop": ["base", "sys"],
    "config": ["base", "net", "sys"],
    "access": ["base", "net", "config"],
    "log": ["base", "net", "sys", "loop"],
    "process": ["base", "sys", "loop", "config", "log"],
    "warm": ["base", "sys", "loop", "config", "log", "process"],
    "rpc": ["base", "net", "sys", "loop", "log"],
    "builtin": ["base", "net", "sys", "loop"],
    "supervise": ["base", "net", "sys", "loop", "config", "log", "process", "sysv"],
    "listen": ["base", "net", "sys", "loop", "config", "access", "log", "process", "warm", "rpc"],
    "attend": ["base", "net", "sys", "loop", "config", "access", "log", "process", "warm", "rpc", "builtin", "listen"],
    "control": ["base", "sys", "loop", "log"],
    "sysv": ["base", "sys", "config"],
    "console": ["base", "loop", "log", "control"],
    "screen": ["base"],
    "tools": ["base", "net", "sys", "loop", "config", "log", "supervise", "control", "sysv", "screen"],
    "manual": ["base", "config", "tools"],
}
# The composition roots may include every room below them.
FLOORS["daemon"] = [room for room in FLOORS if room not in ("console", "screen", "tools", "manual")]

# The preloaded library stands beside src/, in a folder of its own. It is linked with no room, and no room with it.
FLOORS["park"] = []

# A lower room that only one part of a room may include: the language of the configuration is pure, its loader
# asks the machine.
ONLY_IN = {("config", "sys"): ("loader", "system_world", "check_world")}

# Value headers that a higher room owns and a lower one may name, because they hold values and nothing else.
# So does what a parked process and the steward say to each other, and a header without a line of code to link.
VALUES = {("log", "config"): ("config/service_config.h",), ("process", "net"): ("net/address.h",),
          ("warm", "park"): ("park/wire.h",), ("park", "sys"): ("sys/raw_call.h",)}
