#include "daemon/access_watch.h"

#include "daemon/access_tables.h"
#include "sys/file.h"
#include "sys/watch.h"

namespace rouse::daemon {

void AccessWatch::start() {
  Result<Fd> watch = sys::watch_folder("/etc");
  if (watch) {
    watch_.emplace(loop_, std::move(*watch));
  } else {
    log_.warning("nobody tells when hosts.allow and hosts.deny change, so every caller costs a question: " +
                 watch.error().text());
  }
}

/// Rules that may come unseen, by a link to another folder too, are asked for by everybody.
access::AccessFiles AccessWatch::files() const {
  sys::WrapTables paths = access_paths();
  access::AccessFiles files = read_access_files(paths);
  if (!watch_ || sys::is_link(paths.allow) || sys::is_link(paths.deny)) files.may_change_unseen();
  return files;
}

loop::Co<void> AccessWatch::changed() {
  do {
    co_await watch_->readable();
  } while (!sys::take_changes(watch_->raw(), "hosts."));
}

}  // namespace rouse::daemon
