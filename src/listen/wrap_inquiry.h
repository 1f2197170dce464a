// WrapInquiry: the questions that hosts.allow and hosts.deny cost.
//
//   tables: this caller? --> allowed, denied, or nobody can tell
//                        \-> only with the name of the caller, or of where he called: that is asked for, and
//                        the
//                            tables again, with it
//
// Most rules turn on addresses, and no name is asked for.
#pragma once

#include "listen/names.h"
#include "listen/resolver_client.h"

namespace rouse::listen {

/// `tables` is asked what the files say, `names` for names; both outlive the answer.
loop::Co<WrapAnswer> inquire(ResolverClient* tables, Names* names, WrapQuestion question);

}  // namespace rouse::listen
