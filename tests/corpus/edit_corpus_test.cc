// Every real xinetd file is switched off and on, and nothing in it but `disable` changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "config/edit.h"
#include "config/syntax.h"

namespace rouse::corpus {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

bool says_disable(std::string_view line) {
  auto assignment = config::read_assignment(line);
  return assignment && same_word(assignment->name.text, "disable");
}

/// All lines but those of `disable`, with their ends; a last line without one gets it.
std::vector<std::string> other_lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!says_disable(line)) out.push_back(line);
  return out;
}

bool has_service(const std::string& text) {
  config::SourceFile file({}, text);
  return std::ranges::any_of(config::read_entries(file), [](const config::Entry& entry) {
    return entry.kind == config::EntryKind::service && entry.fault == config::EntryFault::none;
  });
}

TEST(EditCorpus, OnlyDisableChanges) {
  std::filesystem::path folder = std::filesystem::path(ROUSE_CORPUS) / "xinetd";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << folder << " is missing";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().filename());
    std::string text = content(entry.path());
    if (!has_service(text)) {
      EXPECT_FALSE(config::switched(text, false).changed);
      continue;
    }
    ++files;
    for (bool on : {false, true, false}) {
      config::Edit edit = config::switched(text, on);
      EXPECT_EQ(config::is_on(edit.text), on);
      EXPECT_EQ(other_lines(edit.text), other_lines(text));
      EXPECT_FALSE(config::switched(edit.text, on).changed);
      text = edit.text;
    }
  }
  EXPECT_GT(files, 200);
}

}  // namespace
}  // namespace rouse::corpus
