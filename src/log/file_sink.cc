#include "log/file_sink.h"

#include <fmt/format.h>
#include <unistd.h>

#include "log/format.h"
#include "sys/file.h"

namespace rouse::log {

FileSink::FileSink(FileTarget target, std::string name, Identity identity, Format format)
    : target_(std::move(target)), name_(std::move(name)), identity_(std::move(identity)), format_(format) {}

Result<std::unique_ptr<FileSink>> FileSink::open(FileTarget target, std::string name, Identity identity,
                                                 Format format) {
  Result<Fd> file = sys::open_append(target.path);
  if (!file) return std::unexpected(file.error());
  std::unique_ptr<FileSink> out(
      new FileSink(std::move(target), std::move(name), std::move(identity), format));
  out->file_ = std::move(*file);
  out->size_bytes_ = sys::file_size(out->file_.raw()).value_or(0);
  return out;
}

void FileSink::write(const Line& line) {
  if (full_) return count_loss();
  append(file_line(line, identity_, format_) + '\n');
}

void FileSink::append(std::string line) {
  if (torn_) line.insert(0, 1, '\n');
  ssize_t written = ::write(file_.raw(), line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) {
    torn_ = false;
    size_bytes_ += line.size();
    working();
    check_size();
    return;
  }
  int code = written < 0 ? errno : ENOSPC;
  if (written > 0) {
    torn_ = true;
    size_bytes_ += static_cast<std::size_t>(written);
  }
  broken(code);
}

bool FileSink::ends_with(std::string_view text) const {
  std::string wanted = fmt::format(" {}\n", text);
  Result<std::string> end = sys::read_end(target_.path, wanted.size());
  return end && *end == wanted;
}

void FileSink::broken(int code) {
  count_loss();
  if (broken_) return;
  broken_ = true;
  note(Level::error,
       fmt::format("Error in {} log: write {}: {}; entries are lost until it can be written again", name_,
                   target_.path, errno_text(code)));
}

void FileSink::working() {
  if (!broken_) return;
  broken_ = false;
  tell_loss();
}

void FileSink::tell_loss() {
  if (pending_loss() == 0) return;
  note(Level::warning, fmt::format("{} entries of {} log were lost", take_loss(), name_));
}

void FileSink::check_size() {
  if (target_.hard_bytes != 0 && size_bytes_ > target_.hard_bytes) {
    full_ = true;
    note(Level::error, fmt::format("Size of {} log exceeded hard limit", name_));
  } else if (target_.soft_bytes != 0 && size_bytes_ > target_.soft_bytes && !warned_) {
    warned_ = true;
    note(Level::warning, fmt::format("Size of {} log exceeded soft limit", name_));
  }
}

void FileSink::reopen() {
  Result<Fd> file = sys::open_append(target_.path);
  if (!file) {
    note(Level::error,
         fmt::format("creation of {} log failed: {}; the old file stays in use", name_, file.error().text()));
    return;
  }
  file_ = std::move(*file);
  size_bytes_ = sys::file_size(file_.raw()).value_or(0);
  warned_ = full_ = broken_ = torn_ = false;
  tell_loss();
  check_size();
}

}  // namespace rouse::log
