// Memory that a fork shares with its parent: what the server of one caller writes there, the servers of
// others find. None that has just been started has anything of another one's there.
#pragma once

namespace rouse::park {

/// The program has such memory, and may write into it.
bool shares_memory();

}  // namespace rouse::park
