// Entrance: the listening socket of a daemon's control, at a path that belongs to one daemon at a time.
//
// PATH.lock says whose the path is: its lock is held as long as the daemon lives. A socket that is left at
// the path without the lock being held is stale, and replaced; one that lives is never touched.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "sys/stamp.h"

namespace rouse::control {

class Entrance {
 public:
  /// Opens it for this process's user, and for the group `readers` if that user may give it to them. Makes
  /// the folder where it is missing (not those above it). EWOULDBLOCK: another daemon has it.
  static Result<Entrance> open(const std::string& path, std::optional<gid_t> readers);
  Entrance(Entrance&&) = default;
  Entrance& operator=(Entrance&&) = delete;
  /// Removes the socket, unless somebody has put another one in its place; the path is free then.
  ~Entrance();

  /// The listening socket (non-blocking), for whoever accepts; the path stays held.
  [[nodiscard]] Fd take_socket() { return std::move(socket_); }

 private:
  Entrance(std::string path, Fd lock, Fd socket)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        socket_(std::move(socket)),
        file_(sys::stamp_of(path_)) {}

  std::string path_;
  Fd lock_;
  Fd socket_;
  Result<sys::FileStamp> file_;  // what this daemon has put at the path
};

}  // namespace rouse::control
