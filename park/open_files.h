// What the program has opened before it was parked. A fork shares the position in a file with its parent, and
// a new process does not: each child keeps the file as it was opened for it, and the parked process opens it
// anew at the same position for the next. A pipe or a connection cannot be had once more, a
// socket or an epoll with which nothing has been done can.
#pragma once

namespace rouse::park {

/// Remembers the files that are open. False: something is open that children would share.
bool note_open_files();
/// Opens them anew, at the positions where they were noted. False: one cannot be had any more.
bool renew_open_files();

}  // namespace rouse::park
