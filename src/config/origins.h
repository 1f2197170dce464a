// Origins: where the values of a service stand that decide about its callers. An assignment costs 12 bytes;
// what it assigns is counted, so that each entry of a list has its line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rouse::config {

struct ServiceConfig;

/// The attributes whose places are kept.
enum class Sourced : std::uint8_t {
  cps,
  max_load,
  access_times,
  instances,
  per_source,
  flags,
  only_from,
  no_access
};

class Origins {
 public:
  /// Where an assignment stands: `file` 0 is the file of the entry, the others are those of `defaults`.
  struct Spot {
    std::uint32_t line = 0;
    std::uint32_t file = 0;
  };

  /// What the numbers behind 0 stand for; they may grow while files are read.
  void share_files(std::shared_ptr<const std::vector<std::string>> files) { files_ = std::move(files); }
  /// An assignment of `what`, behind those before it; of a list, as many `entries` at its end.
  void note(Sourced what, const Spot& at, std::size_t entries = 1);
  /// Nothing that was said of `what` counts any more.
  void forget(Sourced what);
  /// Entries went out of a list: those where `stays` is false, in the order of the list before.
  void thin(Sourced what, const std::vector<bool>& stays);
  /// What `defaults` say of `what`, in place of what is here.
  void inherit(Sourced what, const Origins& defaults);

  /// The last assignment, as "FILE:LINE"; `own_file` is the entry's. Empty: nobody assigned it.
  std::string text(Sourced what, const std::string& own_file) const;
  /// The same of one entry of a list.
  std::string text(Sourced what, std::size_t entry, const std::string& own_file) const;

  /// A value that has moved is the same value.
  bool operator==(const Origins&) const { return true; }

 private:
  struct Run {
    std::uint32_t line;
    std::uint32_t entries;
    std::uint32_t file : 24;
    Sourced what : 8;
  };
  std::string text(const Run& run, const std::string& own_file) const;

  std::vector<Run> runs_;
  std::shared_ptr<const std::vector<std::string>> files_;
};

/// "FILE:LINE" of the last assignment of `what`; empty: it is rouse's own value.
std::string origin_of(const ServiceConfig& service, Sourced what);
/// "FILE:LINE" of an entry of only_from or no_access, by its place in the list.
std::string origin_of(const ServiceConfig& service, Sourced list, std::size_t entry);

}  // namespace rouse::config
