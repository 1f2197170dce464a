#include "log/json.h"

#include <gtest/gtest.h>

#include "log/utf8.h"

namespace rouse::log {
namespace {

TEST(Json, WritesMembersInOrder) {
  EXPECT_EQ(JsonObject().text(), "{}");
  JsonObject out;
  out.add("a", "x").add("n", std::int64_t{-7}).add("none", std::optional<std::int64_t>());
  out.add("some", std::optional<std::int64_t>(3));
  EXPECT_EQ(out.text(), R"({"a":"x","n":-7,"none":null,"some":3})");
}

TEST(Json, EscapesWhatMustBe) {
  EXPECT_EQ(json_string("a\"b\\c\nd\te\rf"), R"("a\"b\\c\nd\te\rf")");
  EXPECT_EQ(json_string(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
}

TEST(Json, KeepsCharactersAndReplacesOtherBytes) {
  EXPECT_EQ(json_string("é한😀"), "\"é한😀\"");
  EXPECT_EQ(json_string("a\xff"
                        "b"),
            "\"a\xef\xbf\xbd"
            "b\"");
  // Overlong, a surrogate, above U+10FFFF, cut short: every byte for itself.
  EXPECT_EQ(json_string("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(json_string("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(json_string("\xf4\x90\x80\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(json_string("\xe2\x82"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST(Utf8, KnowsTheBordersOfEveryLength) {
  EXPECT_EQ(character_bytes(""), 0U);
  EXPECT_EQ(character_bytes("\x7f"), 1U);
  EXPECT_EQ(character_bytes("\x80"), 0U);
  EXPECT_EQ(character_bytes("\xc2\x80"), 2U);
  EXPECT_EQ(character_bytes("\xdf\xbf"), 2U);
  EXPECT_EQ(character_bytes("\xe0\xa0\x80"), 3U);
  EXPECT_EQ(character_bytes("\xe0\x9f\xbf"), 0U);
  EXPECT_EQ(character_bytes("\xef\xbf\xbf"), 3U);
  EXPECT_EQ(character_bytes("\xf0\x90\x80\x80"), 4U);
  EXPECT_EQ(character_bytes("\xf0\x8f\xbf\xbf"), 0U);
  EXPECT_EQ(character_bytes("\xf4\x8f\xbf\xbf"), 4U);
  EXPECT_EQ(character_bytes("\xf5\x80\x80\x80"), 0U);
  EXPECT_EQ(character_bytes("\xe1\x80\x41"), 0U);
}

}  // namespace
}  // namespace rouse::log
