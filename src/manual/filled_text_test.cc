#include "manual/filled_text.h"

#include <gtest/gtest.h>

#include <string>

#include "config/attribute_table.h"
#include "manual/command_page.h"
#include "manual/completion.h"

namespace rouse::manual {
namespace {

using tools::Command;
using tools::CommandOption;

constexpr CommandOption since{"--since", "-s", "TIME", "not before: 15m ago"};
constexpr std::array table = {Command{"show", "NAME [LEVEL]", "all about: one",
                                      "It's `rouse show`. That is all.\n", nullptr, std::span(&since, 1)},
                              Command{"list", "all", "everything", "", nullptr}};

TEST(CommandPage, HasTheSynopsisTheTextAndTheOptions) {
  EXPECT_EQ(command_list(table),
            ".Bl -tag -width Ds\n"
            ".It Cm show Ar NAME Oo Ar LEVEL Oc Oo Fl \\-since Ar TIME Oc\n"
            "All about: one.\n"
            "It's \\fBrouse show\\fR.\n"
            "That is all.\n"
            ".Pp\n.Bl -tag -width Ds -compact\n"
            ".It Fl s , Fl \\-since Ar TIME\n"
            "not before: 15m ago\n"
            ".El\n"
            ".It Cm list Cm all\n"
            "Everything.\n"
            ".El\n");
}

TEST(Completion, IsWhatBashAndZshReadAsElementsOfArrays) {
  EXPECT_EQ(completed_commands(table), "'show:all about\\: one'\n'list:everything'\n");
  EXPECT_EQ(completed_operands(table), "[show]='NAME LEVEL'\n[list]='all'\n");
  EXPECT_EQ(completed_options(table),
            "'show --since=:not before\\: 15m ago'\n'show -s=:not before\\: 15m ago'\n");
}

TEST(FilledText, KeepsEveryLineThatIsNoPlace) {
  EXPECT_EQ(filled("a\n\n@ is at@\nmail@example.org\n"), "a\n\n@ is at@\nmail@example.org\n");
}

TEST(FilledText, HasEveryAttributeInBothForms) {
  std::string page = filled("@attributes@\n").value_or(""),
              reference = filled("@attributes-in-markdown@\n").value_or("");
  for (const config::AttributeRow& row : config::attribute_table()) {
    EXPECT_TRUE(page.contains("\n.It Ic " + std::string(row.name) + "\n")) << row.name;
    EXPECT_TRUE(reference.contains("\n### " + std::string(row.name) + "\n")) << row.name;
  }
}

TEST(FilledText, NamesAPlaceThatNobodyFills) {
  auto out = filled("one\n@atributes@\n");
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error(), "nothing is made for @atributes@");
}

}  // namespace
}  // namespace rouse::manual
