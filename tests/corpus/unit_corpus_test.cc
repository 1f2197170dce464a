// Every service of every real file becomes units that systemd accepts, or is refused with a reason.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/configuration.h"
#include "corpus/verdicts.h"
#include "fakes/one_file_world.h"
#include "fakes/temporary_folder.h"
#include "sys/process.h"
#include "sys/program.h"
#include "tools/unit_export.h"

namespace rouse::corpus {
namespace {

namespace fs = std::filesystem;
constexpr const char* judge = "/usr/bin/systemd-analyze";

/// Its services, the disabled ones too, under names of their own; their programs and users are this
/// machine's.
std::vector<config::ServiceConfig> services_of(const fs::path& path, std::size_t number) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  fakes::OneFileWorld world(with_all_enabled(text.str()), true);
  std::vector<config::ServiceConfig> out;
  for (const config::ServicePtr& service : config::load({.path = "main", .directory = {}}, world).services) {
    config::ServiceConfig here = *service;
    here.id = fmt::format("{}-{}-{}", number, out.size(), here.id);
    here.server = "/bin/true";
    if (here.user) here.user->name = "root";
    if (here.group) here.group->name = "root";
    out.push_back(std::move(here));
  }
  return out;
}

void write(const fs::path& folder, const tools::Unit& unit) {
  std::ofstream(folder / unit.name) << unit.text;
}

/// What `systemd-analyze verify` says of all units of a folder.
std::pair<int, std::string> judged(const fs::path& folder) {
  std::vector<std::string> words = {judge, "verify", "--man=no"};
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().string();
    std::size_t at = name.find("@.service");
    words.push_back(at == std::string::npos ? name : name.insert(at + 1, "1"));
  }
  std::string said = folder.string() + ".said";
  std::FILE* file = std::fopen(said.c_str(), "w+");
  auto program = sys::start_program({.argv = words,
                                     .environment = {"SYSTEMD_UNIT_PATH=" + folder.string() + ":"},
                                     .output = ::fileno(file),
                                     .errors = ::fileno(file)});
  std::fclose(file);
  if (!program) return {-1, program.error().text()};
  auto end = sys::reap(program->pid);
  std::ifstream in(said);
  std::ostringstream text;
  text << in.rdbuf();
  fs::remove(said);
  return {end ? end->wait_status : -1, text.str()};
}

TEST(UnitCorpus, EachServiceBecomesUnitsThatSystemdAccepts) {
  fs::path corpus = fs::path(ROUSE_CORPUS) / "xinetd";
  if (!fs::is_directory(corpus)) GTEST_SKIP() << corpus << " is missing";
  fakes::TemporaryFolder folder;
  fs::create_directory(folder.path("units"));
  std::size_t files = 0, exported = 0;
  for (const auto& entry : fs::directory_iterator(corpus)) {
    ++files;
    for (const config::ServiceConfig& service : services_of(entry.path(), files)) {
      SCOPED_TRACE(entry.path().filename());
      if (auto obstacle = tools::unit_obstacle(service)) {
        EXPECT_FALSE(obstacle->sentence.empty());
        continue;
      }
      ++exported;
      tools::UnitExport units = tools::export_units(service, config::DefaultFamily::dual, false);
      write(folder.path("units"), units.socket);
      write(folder.path("units"), units.service);
    }
  }
  std::cout << files << " files, " << exported << " services exported\n";
  EXPECT_GT(exported, files / 3);
  if (::access(judge, X_OK) != 0) GTEST_SKIP() << judge << " is missing: nobody judges the units";
  auto [status, said] = judged(folder.path("units"));
  EXPECT_EQ(status, 0);
  EXPECT_EQ(said, "");  // it also tells of lines that it leaves out, with status 0
}

}  // namespace
}  // namespace rouse::corpus
