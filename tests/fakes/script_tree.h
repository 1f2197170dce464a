// ScriptTree: a root with init scripts and links of levels, as Debian lays them out, for one test.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "fakes/temporary_folder.h"

namespace rouse::fakes {

class ScriptTree {
 public:
  ScriptTree() {
    std::filesystem::create_directories(root() + "/etc/init.d");
    for (char level : std::string("0123456"))
      std::filesystem::create_directory(root() + "/etc/rc" + level + ".d");
  }

  std::string root() const { return folder_.path("root"); }
  /// Writes a file; `path` begins with /etc.
  void write(const std::string& path, const std::string& content) const {
    std::filesystem::create_directories(std::filesystem::path(root() + path).parent_path());
    std::ofstream(root() + path, std::ios::binary) << content;
  }
  void script(const std::string& name, const std::string& comments) const {
    write("/etc/init.d/" + name, "#!/bin/sh\n" + comments);
  }
  /// `link("S85httpd", "35")`
  void link(const std::string& name, const std::string& levels) const {
    for (char level : levels)
      std::filesystem::create_symlink("../init.d/" + name.substr(3), level_folder(level) + name);
  }
  /// "0:K15httpd 3:S85httpd": what stands in the folders of the levels, sorted.
  std::string links() const {
    std::string out;
    for (char level : std::string("0123456")) {
      std::vector<std::string> names;
      for (const auto& entry : std::filesystem::directory_iterator(level_folder(level)))
        names.push_back(entry.path().filename());
      std::ranges::sort(names);
      for (const std::string& name : names) out += (out.empty() ? "" : " ") + (level + (":" + name));
    }
    return out;
  }

 private:
  std::string level_folder(char level) const { return root() + "/etc/rc" + level + ".d/"; }

  TemporaryFolder folder_;
};

}  // namespace rouse::fakes
