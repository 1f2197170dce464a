#include "manual/mdoc.h"

#include <gtest/gtest.h>

namespace rouse::manual {
namespace {

TEST(Mdoc, EverySentenceHasALineOfItsOwn) {
  EXPECT_EQ(mdoc_prose("One line. And\nanother  one, e.g. this.\n"),
            "One line.\nAnd another one, e.g. this.\n");
  EXPECT_EQ(mdoc_prose(""), "");
}

TEST(Mdoc, NothingInATextIsARequestToRoff) {
  EXPECT_EQ(mdoc_prose(".example.org is a domain"), "\\&.example.org is a domain\n");
  EXPECT_EQ(mdoc_prose("'tis"), "\\&'tis\n");
  EXPECT_EQ(mdoc_prose("a\\b"), "a\\eb\n");
}

TEST(Mdoc, WhatIsTypedKeepsItsHyphens) {
  EXPECT_EQ(mdoc_prose("with --json, on-demand"), "with \\-\\-json, on-demand\n");
  EXPECT_EQ(mdoc_prose("until `rouse-rc stop` ends"), "until \\fBrouse\\-rc stop\\fR ends\n");
  EXPECT_EQ(mdoc_literal("mode = on-demand"), "mode = on\\-demand");
}

TEST(Mdoc, ASummaryBecomesASentence) {
  EXPECT_EQ(as_sentence("one line for Nagios"), "One line for Nagios.");
  EXPECT_EQ(as_sentence("Done."), "Done.");
  EXPECT_EQ(as_sentence(""), "");
}

}  // namespace
}  // namespace rouse::manual
