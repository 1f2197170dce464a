// The stream built-ins by their kind.
#pragma once

#include "base/fd.h"
#include "builtin/kind.h"
#include "builtin/progress.h"
#include "builtin/scratch.h"
#include "loop/co.h"
#include "loop/loop.h"

namespace rouse::builtin {

/// Whether a conversation of this kind goes on; the others say one thing and end.
constexpr bool lasts(Kind kind) { return kind != Kind::daytime && kind != Kind::time; }

/// Does all that a conversation which lasts can do now; then `progress` says what it waits for. False: it is
/// over.
bool go_on(Progress& progress, int caller, Scratch& scratch);

/// The whole conversation with a caller who is told one thing; closes his socket at the end. Whoever destroys
/// it earlier closes it too. `loop` and `scratch` must outlive it.
loop::Co<void> tell(Kind kind, loop::Loop* loop, Fd caller, Scratch* scratch);

}  // namespace rouse::builtin
