// FolderReader: reads many files of one folder, each opened relative to it and into the same memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/fd.h"

namespace rouse::sys {

class FolderReader {
 public:
  static Result<FolderReader> open(const std::string& folder, std::size_t limit_bytes);

  /// The whole file, until the next call; otherwise as sys::read_file.
  Result<std::string_view> read(const std::string& name);

 private:
  FolderReader(Fd folder, std::size_t limit_bytes) : folder_(std::move(folder)), limit_bytes_(limit_bytes) {}

  Fd folder_;
  std::size_t limit_bytes_;
  std::string text_;
};

}  // namespace rouse::sys
