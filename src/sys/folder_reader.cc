#include "sys/folder_reader.h"

#include <fcntl.h>

#include "sys/file.h"

namespace rouse::sys {

Result<FolderReader> FolderReader::open(const std::string& folder, std::size_t limit_bytes) {
  Fd fd(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return failed("open", folder);
  return FolderReader(std::move(fd), limit_bytes);
}

Result<std::string_view> FolderReader::read(const std::string& name) {
  Fd file(::openat(folder_.raw(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return failed("open", name);
  text_.clear();
  Result<void> done = read_rest(file.raw(), text_, limit_bytes_);
  if (!done) return failed(done.error().call, done.error().code, name);
  return text_;
}

}  // namespace rouse::sys
