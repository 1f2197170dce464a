// Door: the coroutine that keeps a service's door open and answers it, from its opening to its removal.
//
//   attend_door: open (retrying while the port is taken) -> serve -> paused by cps: shut, wait, open again ->
//   ...
#pragma once

#include <memory>

#include "listen/admission.h"
#include "listen/engine.h"
#include "listen/service.h"
#include "loop/co.h"
#include "loop/task.h"

namespace rouse::listen {

/// Connections that are accepted in one turn before others get theirs.
inline constexpr int accept_budget = 64;

/// One attempt to open the door. False: the reason has been logged if it is news.
bool try_open(Engine& engine, Service& service);

/// Whether an attempt that failed may succeed later by itself (the port is taken, the address is not there
/// yet).
bool may_open_later(const Service& service);

/// Closes the door, removes the socket file that it made, and has rpcbind forget it.
void shut(Engine& engine, Service& service);

/// Whether cps has the door shut at this moment.
bool is_resting(const Engine& engine, const Service& service);

/// Serves the door until the task is cancelled.
loop::Task attend_door(Engine* engine, Admission* admission, std::shared_ptr<Service> service);

/// The same for a service that rouse answers itself: the attendant gets the door, and another one whenever
/// that does not listen any more.
loop::Task lend_door(Engine* engine, std::shared_ptr<Service> service);

/// The door is shut for cps WAIT seconds (reference/xinetd.md 4.6); attend_door opens it again. Without a
/// door the callers are refused for so long.
void pause(Engine& engine, Service& service);

/// Stream, wait = no: accept, admit, until the door is paused or broken.
loop::Co<void> serve_stream(Engine* engine, Admission* admission, std::shared_ptr<Service> service);
/// wait = yes, stream or dgram: one server at a time gets the door itself, until the door is paused or
/// broken.
loop::Co<void> serve_waiting(Engine* engine, Admission* admission, std::shared_ptr<Service> service);

}  // namespace rouse::listen
