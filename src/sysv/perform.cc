#include "sysv/perform.h"

#include <cerrno>
#include <chrono>
#include <string>
#include <utility>

#include "sys/file.h"
#include "sys/file_lock.h"
#include "sys/replace.h"

namespace rouse::sysv {

namespace {

constexpr std::chrono::seconds patience(10);
constexpr int probed_level = 3;

Result<void> make(const std::string& folder, const Link& link) {
  std::string target = "../init.d/" + link.name;
  std::string path = folder + "/" + file_name(link);
  Result<void> made = sys::make_link(target, path);
  if (made || made.error().code != ENOENT) return made;
  if (Result<void> folders = sys::make_folders(folder); !folders) return folders;
  return sys::make_link(target, path);
}

}  // namespace

Result<Fd> lock_tree(const Tree& tree) {
  Result<Fd> lock = sys::lock_file(tree.path("/etc/.rouse.lock"), patience);
  bool is_not_ours = !lock && (lock.error().code == EACCES || lock.error().code == EROFS);
  return is_not_ours ? Fd() : std::move(lock);
}

Result<void> may_change(const Tree& tree) {
  const std::string& folder = tree.level(probed_level);
  Result<void> answer = sys::changeable(folder);
  if (answer || answer.error().code != ENOENT) return answer;
  return sys::changeable(folder.substr(0, folder.rfind('/')));
}

std::vector<Error> perform(const Tree& tree, const Plan& plan) {
  std::vector<Error> out;
  for (const LinkChange& change : plan) {
    const std::string& folder = tree.level(change.level);
    if (change.make) {
      if (Result<void> made = make(folder, *change.make); !made) {
        out.push_back(made.error());
        continue;
      }
    }
    for (const Link& link : change.remove)
      if (Result<void> gone = sys::unlink(folder + "/" + file_name(link));
          !gone && gone.error().code != ENOENT)
        out.push_back(gone.error());
  }
  return out;
}

}  // namespace rouse::sysv
