#include "control/entrance.h"

#include <sys/socket.h>

#include "sys/file.h"
#include "sys/ownership.h"
#include "sys/socket.h"

namespace rouse::control {

namespace {

constexpr int backlog = 16;
constexpr mode_t folder_mode = 0755;
constexpr mode_t mode_for_readers = 0660;
constexpr mode_t mode_for_owner = 0600;

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

Result<Entrance> Entrance::open(const std::string& path, std::optional<gid_t> readers) {
  if (std::string folder = folder_of(path); !folder.empty()) {
    Result<void> made = sys::make_folder(folder, folder_mode);
    if (!made) return std::unexpected(made.error());
  }
  Result<Fd> lock = sys::lock_file(path + ".lock");
  if (!lock) return std::unexpected(lock.error());
  (void)sys::remove_dead_socket(path);  // whatever else is there, bind will tell
  Result<Fd> socket = sys::open_socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
  if (!socket) return std::unexpected(socket.error());
  Result<void> bound = sys::bind_unix(socket->raw(), path, mode_for_owner);
  if (!bound) return std::unexpected(bound.error());
  if (readers) (void)sys::share(path, *readers, mode_for_readers);  // not allowed to: it stays the owner's
  (void)sys::refuse_descriptors(socket->raw());  // who may only read could have the steward wait in close()
  Entrance entrance(path, std::move(*lock), std::move(*socket));
  Result<void> listening = sys::listen(entrance.socket_.raw(), backlog);
  if (!listening) return std::unexpected(listening.error());
  return entrance;
}

Entrance::~Entrance() {
  if (!lock_ || !file_) return;
  Result<sys::FileStamp> there = sys::stamp_of(path_);
  if (there && there->same_file(*file_)) (void)sys::unlink(path_);
}

}  // namespace rouse::control
