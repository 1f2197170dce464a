#include "daemon/access_tables.h"

#include <fmt/format.h>

#include "sys/file.h"
#include "sys/memory.h"

namespace rouse::daemon {

namespace {

using access::AccessTable;
using Answer = std::expected<sys::WrapWord, std::string>;

/// How often a question starts over because the files changed under it.
constexpr int attempts = 3;

void read_table(access::AccessFiles& files, AccessTable table, const std::string& path) {
  Result<std::string> text = sys::read_file(path, table_limit_bytes);
  if (text) return files.read(table, path, *text);
  if (text.error().code != ENOENT) files.block(text.error().text());
}

std::optional<sys::FileStamp> stamp(const std::string& path) {
  Result<sys::FileStamp> found = sys::stamp_of(path);
  return found ? std::optional(*found) : std::nullopt;
}

/// One that is not there holds nothing.
std::optional<std::string> unreadable(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    Result<void> readable = sys::readable(path);
    if (!readable && readable.error().code != ENOENT) return readable.error().text();
  }
  return std::nullopt;
}

std::optional<std::string> obstacle_for(const access::WrapSubject& subject,
                                        const access::AccessFiles& files) {
  std::optional<std::string> found = files.obstacle(subject);
  return found ? found : unreadable(files.pattern_files(subject));
}

Fd table_that_refuses_everybody() {
  Result<Fd> file = sys::memory_file("rouse-deny-all", 0);
  if (!file || !sys::write_all(file->raw(), "ALL: ALL\n")) return Fd();
  return std::move(*file);
}

}  // namespace

sys::WrapTables access_paths() { return {.allow = "/etc/hosts.allow", .deny = "/etc/hosts.deny"}; }

access::AccessFiles read_access_files(const sys::WrapTables& paths) {
  access::AccessFiles files;
  read_table(files, AccessTable::allow, paths.allow);
  read_table(files, AccessTable::deny, paths.deny);
  return files;
}

AccessTables::AccessTables(sys::WrapTables paths)
    : paths_(std::move(paths)), deny_all_(table_that_refuses_everybody()) {}

AccessTables::Stamps AccessTables::stamps() const { return {stamp(paths_.allow), stamp(paths_.deny)}; }

AccessTables::Files AccessTables::files_as_of(const Stamps& stamps) {
  std::lock_guard guard(lock_);
  if (!files_ || read_at_ != stamps) {
    files_ = std::make_shared<const access::AccessFiles>(read_access_files(paths_));
    if (!files_->is_blocked()) read_at_ = stamps;
  }
  return files_;
}

Answer AccessTables::ask(const sys::WrapFacts& facts, bool name_in_doubt) {
  for (int left = attempts; left > 0; --left) {
    std::optional<std::string> closed = unreadable({paths_.allow, paths_.deny});
    if (closed) return std::unexpected(std::move(*closed));
    Stamps before = stamps();
    Files files = files_as_of(before);
    std::optional<std::string> in_the_way = obstacle_for({facts.daemon, facts.local.port}, *files);
    if (in_the_way) return std::unexpected(std::move(*in_the_way));
    Answer word = ask_libwrap(facts, name_in_doubt, files->allow_only_grants());
    if (stamps() == before) return word;
  }
  return std::unexpected(fmt::format("{} and {} do not stop changing", paths_.allow, paths_.deny));
}

Answer AccessTables::ask_libwrap(const sys::WrapFacts& facts, bool name_in_doubt,
                                 bool allow_only_grants) const {
  sys::WrapTables tables = paths_;
  if (name_in_doubt) tables.deny = fmt::format("/proc/self/fd/{}", deny_all_.raw());
  Result<sys::WrapWord> word = sys::ask_wrappers(facts, tables);
  if (!word) return std::unexpected(word.error().text() + " (Debian: apt-get install libwrap0)");
  bool refused = *word == sys::WrapWord::denied || !allow_only_grants;
  if (name_in_doubt && refused)
    return std::unexpected("its name server is silent, and the rules turn on names");
  return *word;
}

}  // namespace rouse::daemon
