// The locks of the dynamic loader. A program may be parked while it holds them: in the constructor of a
// library that it loads, or in what it has called for each of them. They count their owner's locks, and know
// him by the number of his thread, which is another one in each child.
#pragma once

namespace rouse::park {

/// Finds out where they are, with libc's help: before the program's calls are watched.
void find_loader_locks();
/// Those that thread `from` of the parked process held are now held by `to`, its copy in this process.
void take_over_loader_locks(int from, int to);

}  // namespace rouse::park
