#include "tools/system_service.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_tree.h"

namespace rouse::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* usual_place = "/usr/sbin/service";

class SystemService : public testing::Test {
 protected:
  std::string program(const std::string& path) {
    files.write(path, "#!/bin/sh\n");
    fs::permissions(files.root() + path, fs::perms::owner_all);
    return files.root() + path;
  }
  std::optional<std::string> find(const std::string& named = "", const std::string& own = "/proc/self/exe") {
    return find_system_service(sysv::Tree(files.root()), named, own);
  }

  fakes::ScriptTree files;
};

TEST_F(SystemService, ADiversionNamesWhereAFileWent) {
  constexpr std::string_view table = "/bin/x\n/bin/x.distrib\n:\n/usr/sbin/service\n/opt/service\nrouse\n";
  EXPECT_EQ(diverted_to(table, usual_place), "/opt/service");
  EXPECT_EQ(diverted_to(table, "/sbin/service"), std::nullopt);
  EXPECT_EQ(diverted_to(table, "/bin/x.distrib"), std::nullopt);
  EXPECT_EQ(diverted_to("/usr/sbin/service", usual_place), std::nullopt);
  EXPECT_EQ(diverted_to("", usual_place), std::nullopt);
}

TEST_F(SystemService, ThePlacesHaveAnOrder) {
  EXPECT_EQ(find(), std::nullopt);
  std::string beside = program(usual_place);
  EXPECT_EQ(find(), beside);
  std::string distrib = program("/usr/sbin/service.distrib");
  EXPECT_EQ(find(), distrib);
  files.write("/var/lib/dpkg/diversions", "/usr/sbin/service\n/opt/service\n:\n");
  EXPECT_EQ(find(), distrib);  // the diverted one is gone
  std::string diverted = program("/opt/service");
  EXPECT_EQ(find(), diverted);
  std::string named = program("/opt/named");
  EXPECT_EQ(find(named), named);
  EXPECT_EQ(find("/nowhere/named"), diverted);
}

TEST_F(SystemService, ItIsNeverTheProgramThatAsks) {
  std::string own = program("/opt/rouse/service");
  fs::create_directories(files.root() + "/usr/sbin");
  fs::create_symlink(own, files.root() + usual_place);
  EXPECT_EQ(find("", own), std::nullopt);
  EXPECT_EQ(find(own, own), std::nullopt);
}

}  // namespace
}  // namespace rouse::tools
