// Every real init script must mean to rouse what chkconfig 1.3.49.5 made of it, alone on a machine.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "sysv/script_header.h"

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

TEST(InitCorpus, EveryHeaderMeansWhatChkconfigMadeOfIt) {
  std::optional<std::vector<Facts>> facts = read_facts(ROUSE_CORPUS);
  if (!facts) GTEST_SKIP() << "there is no corpus at " << ROUSE_CORPUS;
  ASSERT_GE(facts->size(), 493U);
  for (const Facts& each : *facts) {
    auto header = sysv::parse_header(content(std::string(ROUSE_CORPUS) + "/init/" + each.file));
    EXPECT_EQ(header.has_value(), each.managed) << each.file;
    if (!header || !each.managed) continue;
    EXPECT_EQ(list_of(*header), each.list) << each.file;
  }
}

}  // namespace
}  // namespace rouse::corpus
