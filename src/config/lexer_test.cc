#include "config/lexer.h"

#include <gtest/gtest.h>

#include <string>

namespace rouse::config {
namespace {

std::string spelt(std::string_view line) {
  auto assignment = read_assignment(line);
  if (!assignment)
    return assignment.error().fault == LineFault::bad_operator ? "bad operator" : "nothing after name";
  std::string out(assignment->name.text);
  out.append(" ").append(text(assignment->op));
  for (const Token& value : assignment->values) out.append(" [").append(value.text).append("]");
  return out + (assignment->blank_missing ? " glued" : "");
}

TEST(Lexer, SplitsAnAssignmentIntoNameOperatorAndValues) {
  EXPECT_EQ(spelt("\tserver_args = -a  b\tc"), "server_args = [-a] [b] [c]");
  EXPECT_EQ(spelt("log_on_failure += USERID"), "log_on_failure += [USERID]");
  EXPECT_EQ(spelt("log_on_failure -=USERID"), "log_on_failure -= [USERID]");
  EXPECT_EQ(spelt("only_from ="), "only_from =");
}

TEST(Lexer, NeedsNoBlankBehindTheOperator) { EXPECT_EQ(spelt("port =1"), "port = [1]"); }

TEST(Lexer, AHashInALineIsAValue) { EXPECT_EQ(spelt("server_args = -a # c"), "server_args = [-a] [#] [c]"); }

TEST(Lexer, TwoEqualsSignsAreAnOperatorAndAValue) { EXPECT_EQ(spelt("port == 7"), "port = [=] [7]"); }

TEST(Lexer, ThereIsNoQuoting) { EXPECT_EQ(spelt("env = A=\"b c\""), "env = [A=\"b] [c\"]"); }

TEST(Lexer, AMissingBlankBeforeTheOperatorIsSeen) {
  EXPECT_EQ(spelt("access_times= 9:00-18:00"), "access_times = [9:00-18:00] glued");
  EXPECT_EQ(spelt("port=1"), "port = [1] glued");
  EXPECT_EQ(spelt("only_from+=10.0.0.1"), "only_from += [10.0.0.1] glued");
  EXPECT_EQ(spelt("only_from-= 10.0.0.1"), "only_from -= [10.0.0.1] glued");
}

TEST(Lexer, NamesWhatIsNoAssignment) {
  EXPECT_EQ(spelt("port"), "nothing after name");
  EXPECT_EQ(spelt("port   "), "nothing after name");
  EXPECT_EQ(spelt("port 7"), "bad operator");
  EXPECT_EQ(spelt("port + = 7"), "bad operator");
  EXPECT_EQ(spelt("port -"), "bad operator");
  EXPECT_EQ(spelt("= 7"), "bad operator");
}

TEST(Lexer, ColumnsCountFromOne) {
  auto assignment = read_assignment("\tport = 99999");
  ASSERT_TRUE(assignment);
  EXPECT_EQ(assignment->name.column, 2);
  EXPECT_EQ(assignment->operator_column, 7);
  EXPECT_EQ(assignment->values.front().column, 9);
}

TEST(Lexer, ACommentIsAWholeLine) {
  EXPECT_TRUE(is_ignorable("  # port = 1"));
  EXPECT_TRUE(is_ignorable(" \t\r"));
  EXPECT_FALSE(is_ignorable("port # = 1"));
}

TEST(Lexer, ABraceStandsAlone) {
  EXPECT_TRUE(holds_only(" \t}\r", '}'));
  EXPECT_FALSE(holds_only("} # end", '}'));
  EXPECT_FALSE(holds_only("port = }", '}'));
  EXPECT_FALSE(holds_only("", '}'));
}

}  // namespace
}  // namespace rouse::config
