#include "config/syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace rouse::config {
namespace {

/// "service:1-4(3)": kind, first and last line, how many lines of body; faults as a letter, '?' when not
/// closed.
std::string shape(const Entry& entry) {
  constexpr std::string_view kinds[] = {"service", "defaults", "include", "includedir", "unknown"};
  constexpr std::string_view faults[] = {"", "!name", "!brace", "!word"};
  return std::string(kinds[static_cast<int>(entry.kind)])
      .append(faults[static_cast<int>(entry.fault)])
      .append(":" + std::to_string(entry.line) + "-" + std::to_string(entry.end_line))
      .append("(" + std::to_string(entry.body.size()) + ")")
      .append(entry.closed ? "" : "?");
}

std::string shapes(std::string text) {
  SourceFile file("x", std::move(text));
  std::string out;
  for (const Entry& entry : read_entries(file)) out += (out.empty() ? "" : " ") + shape(entry);
  return out;
}

TEST(Syntax, EntriesKnowTheirLines) {
  EXPECT_EQ(shapes("# c\nservice a\n{\n\n wait = no\n # c\n}\ninclude f\nINCLUDEDIR d x y\nDefaults\n{\n}"),
            "service:2-7(1) include:8-8(0) includedir:9-9(0) defaults:10-12(0)");
}

TEST(Syntax, TheLastLineNeedsNoNewline) { EXPECT_EQ(shapes("service a\n{\n}"), "service:1-3(0)"); }

TEST(Syntax, TheBraceMayBeLinesAway) {
  EXPECT_EQ(shapes("service a\n\n# c\n {\t\n x\n }\n"), "service:1-6(1)");
}

TEST(Syntax, AClosingBraceBehindAValueIsAValue) {
  EXPECT_EQ(shapes("service a\n{\n x = }\n}\n"), "service:1-4(1)");
}

TEST(Syntax, ABraceOnTheKeywordsLineBeginsTheEntry) {
  EXPECT_EQ(shapes("service a {\n x = 1\n}\ndefaults {\n}\n"), "service:1-3(1) defaults:4-5(0)");
}

TEST(Syntax, ABraceOnTheKeywordsLineIsAnExtraWordWhenTheNextLineHasItToo) {
  SourceFile file("x", "service a {\n{\n x = 1\n}\n");
  std::vector<Entry> entries = read_entries(file);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_FALSE(entries[0].brace_on_keyword);
  EXPECT_EQ(entries[0].body.size(), 1U);
}

TEST(Syntax, AMissingBraceSkipsToTheNextLoneBrace) {
  EXPECT_EQ(shapes("service a\nservice b\n{\n x\n}\nservice c\n{\n}\n"),
            "service!brace:1-5(0) service:6-8(0)");
}

TEST(Syntax, AStrayBraceSwallowsTheNextEntryAsUnderXinetd) {
  EXPECT_EQ(shapes("}\nservice a\n{\n}\nservice b\n{\n}\n"), "unknown!word:1-4(0) service:5-7(0)");
}

TEST(Syntax, NamesAreMandatory) { EXPECT_EQ(shapes("service\n{\n}\n"), "service!name:1-3(0)"); }

TEST(Syntax, TheFileMayEndTooSoon) {
  EXPECT_EQ(shapes("service a\n{\n x = 1\n"), "service:1-3(1)?");
  EXPECT_EQ(shapes("service a"), "service!brace:1-1(0)?");
  EXPECT_EQ(shapes(""), "");
}

TEST(SourceFile, KeepsLinesAndSeesStrangeBytes) {
  SourceFile file("x", std::string("a\r\nb\0c\n\nlast", 12));
  ASSERT_EQ(file.size(), 4);
  EXPECT_EQ(file.line(1).text, "a");
  EXPECT_TRUE(file.line(1).carriage_return);
  EXPECT_TRUE(file.line(2).nul);
  EXPECT_EQ(file.line(4).text, "last");
  EXPECT_EQ(file.first_carriage_return(), 1);
}

}  // namespace
}  // namespace rouse::config
