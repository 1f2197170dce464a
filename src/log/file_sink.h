// FileSink: a log file, appended to, with the soft and hard limit of log_type FILE.
//
//   writing --size > soft--> warned once --size > hard--> full: every line is lost until reopen()
//   writing --write failed (disk full)--> broken, noted once --write works--> writing, noted with the number
//   lost
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "log/sink.h"

namespace rouse::log {

/// Where a file log writes and how large it may become; 0: no limit.
struct FileTarget {
  std::string path;
  std::uint64_t soft_bytes = 0;
  std::uint64_t hard_bytes = 0;
  auto operator<=>(const FileTarget&) const = default;
};

class FileSink final : public Sink {
 public:
  /// Opens or creates the file, mode 0644. `name` is the ID of `Size of ID log exceeded hard limit`.
  static Result<std::unique_ptr<FileSink>> open(FileTarget target, std::string name, Identity identity,
                                                Format format);
  void write(const Line& line) override;
  bool ends_with(std::string_view text) const override;
  /// Opens the path anew and starts the limits afresh; when that fails, the old file stays and a note tells.
  void reopen() override;

 private:
  FileSink(FileTarget target, std::string name, Identity identity, Format format);
  void append(std::string line);
  void broken(int code);
  void working();
  void tell_loss();
  void check_size();

  FileTarget target_;
  std::string name_;
  Identity identity_;
  Format format_;
  Fd file_;
  std::uint64_t size_bytes_ = 0;
  bool warned_ = false;  // past the soft limit
  bool full_ = false;    // past the hard limit
  bool broken_ = false;
  bool torn_ = false;  // the last line ends in the middle
};

}  // namespace rouse::log
