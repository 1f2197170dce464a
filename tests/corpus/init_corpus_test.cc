// Every real init script must mean to rouse what chkconfig 1.3.49.5 made of it, alone on a machine.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "fakes/script_tree.h"
#include "sysv/fleet.h"
#include "sysv/listing.h"
#include "sysv/perform.h"

namespace rouse::corpus {
namespace {

/// One row of init-facts.tsv.
struct Facts {
  std::string file;
  bool managed = false;
  std::string list;   // "0:off 1:off 2:on ..."
  std::string links;  // "0:K15 1:K15 2:S85 ..."
};

std::optional<std::vector<Facts>> read_facts(const std::string& corpus) {
  std::ifstream record(corpus + "/init-facts.tsv");
  if (!record) return std::nullopt;
  std::vector<Facts> out;
  std::string row;
  std::getline(record, row);  // the heading
  while (std::getline(record, row)) {
    std::istringstream columns(row);
    Facts facts;
    std::string exit, says;
    std::getline(columns, facts.file, '\t');
    std::getline(columns, exit, '\t');
    std::getline(columns, says, '\t');
    std::getline(columns, facts.list, '\t');
    std::getline(columns, facts.links);
    facts.managed = exit == "0";
    out.push_back(std::move(facts));
  }
  return out;
}

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

std::string list_of(const sysv::Header& header) {
  std::string out;
  for (int level : sysv::every_level)
    out += fmt::format("{}{}:{}", level > 0 ? " " : "", level, header.levels.has(level) ? "on" : "off");
  return out;
}

/// What `--add` of the script makes on a machine with nothing else.
std::string links_of(const sysv::Header& header) {
  sysv::Script script{"sample", header, std::nullopt, std::nullopt};
  sysv::Inventory alone{{script}, {}, {}};
  sysv::Facilities none;
  std::string out;
  for (const sysv::LinkChange& change : sysv::Fleet(alone, none).added(script).links)
    out += fmt::format("{}{}:{}", change.level > 0 ? " " : "", change.level,
                       file_name(*change.make).substr(0, 3));
  return out;
}

class InitCorpus : public ::testing::Test {
 protected:
  void SetUp() override {
    std::optional<std::vector<Facts>> facts = read_facts(ROUSE_CORPUS);
    if (!facts) GTEST_SKIP() << "there is no corpus at " << ROUSE_CORPUS;
    facts_ = *std::move(facts);
    ASSERT_GE(facts_.size(), 493U);
  }
  static std::string text_of(const Facts& facts) {
    return content(std::string(ROUSE_CORPUS) + "/init/" + facts.file);
  }

  std::vector<Facts> facts_;
};

TEST_F(InitCorpus, EveryHeaderMeansWhatChkconfigMadeOfIt) {
  for (const Facts& each : facts_) {
    auto header = sysv::parse_header(text_of(each));
    EXPECT_EQ(header.has_value(), each.managed) << each.file;
    if (!header || !each.managed) continue;
    EXPECT_EQ(list_of(*header), each.list) << each.file;
    EXPECT_EQ(links_of(*header), each.links) << each.file;
  }
}

/// All on one machine: each is listed where it was put, and nothing is left to do.
TEST_F(InitCorpus, AllTogetherAreListed) {
  fakes::ScriptTree files;
  for (const Facts& each : facts_) files.write("/etc/init.d/" + each.file, text_of(each));
  sysv::Tree tree(files.root());
  sysv::Facilities none;
  std::string expected;
  sysv::Inventory inventory = sysv::read_inventory(tree).value();
  for (const sysv::Script& script : inventory.scripts) {
    sysv::Plan links = place(inventory.links, script.name, sysv::Levels::all(), script.header.levels,
                             {script.header.start.value_or(50), script.header.stop.value_or(50)});
    EXPECT_TRUE(sysv::perform(tree, links).empty());
    expected += sysv::script_line(script.name, script.header.levels, {});
  }
  EXPECT_EQ(inventory.scripts.size() + inventory.unmanaged.size(), facts_.size());
  EXPECT_EQ(sysv::script_list(sysv::read_inventory(tree).value(), {}), expected);
}

}  // namespace
}  // namespace rouse::corpus
