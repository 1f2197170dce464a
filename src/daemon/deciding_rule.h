// DecidingRule: which rule of hosts.allow and hosts.deny decides about a caller. libwrap does not tell, so it
// is asked about the front of a file, again and again: the shortest front in which a rule fits ends with that
// rule.
#pragma once

#include <string>

#include "sys/wrappers.h"

namespace rouse::daemon {

/// "/etc/hosts.deny:3", the line on which the rule begins. Empty: none fits, or nobody can tell.
std::string deciding_rule(const sys::WrapFacts& facts, const sys::WrapTables& tables);

}  // namespace rouse::daemon
