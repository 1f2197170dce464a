// What a parked process (librouse-park.so in it) and the steward say to each other, over a pair of
// SOCK_SEQPACKET sockets. Plain structs: the library has no C++ runtime.
//
//   steward                              parked process                        its child
//      | <------------- Word{parked} --------- |
//      | -- Call{tag, ...} + the caller -----> | ---------- forks ------------------> |
//      | <------------------------------- Word{here, tag} --------------------------- |  serves the caller
//      | -- end of file ---------------------> | ends
//
// Neither believes the other more than it must: the steward takes the pid of a child from the kernel
// (SCM_CREDENTIALS), and a tag only if it has given it out.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rouse::park {

/// Another one whenever a struct means something else.
inline constexpr std::uint32_t version = 1;

/// The variable by which the library knows that roused has started the program: ROUSE_PARK=3 or, to park at
/// the first call on a standard descriptor, ROUSE_PARK=3,io.
inline constexpr char variable[] = "ROUSE_PARK";
/// Where its end of the pair is.
inline constexpr int socket_place = 3;

/// A caller for the parked process, in one message with his descriptor.
struct Call {
  static constexpr std::uint32_t limits_most = 7;

  struct Limit {
    std::int32_t resource;  // RLIMIT_*
    std::uint32_t padding;
    std::uint64_t soft, hard;
  };

  std::uint32_t version;
  std::uint32_t tag;  // the steward's name for him
  std::uint32_t sets_nice, sets_umask;
  std::int32_t nice;  // added to what it has
  std::uint32_t umask;
  std::uint32_t limit_count;
  std::uint32_t variable_count;  // NAME=VALUE, each with its zero, behind this struct
  Limit limits[limits_most];
};

/// A Call with its variables is not longer.
inline constexpr std::size_t call_bytes_most = 16384;

enum class Kind : std::uint32_t {
  parked = 1,  // it waits for callers
  unfit = 2,   // it cannot park and has ended without having served anybody; code: Reason
  here = 3,    // said by the child that serves the caller with this tag
  failed = 4,  // there is no child for the caller with this tag; code: errno
};

/// Why a program cannot be parked.
enum class Reason : std::uint32_t {
  has_threads = 1,     // a fork would leave them behind
  no_tid_address,      // the kernel does not say where libc keeps the number of the thread
  no_dispatch,         // kernel or processor cannot catch system calls (park = io)
  shares_descriptors,  // a pipe, a connection or the like is open, which its children would share
  shares_memory,       // memory is there that its children would share, and write into
};

struct Word {
  std::uint32_t version;
  std::uint32_t kind;
  std::uint32_t tag;
  std::uint32_t code;
};

}  // namespace rouse::park
