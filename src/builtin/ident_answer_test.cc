#include "builtin/ident_answer.h"

#include <gtest/gtest.h>

#include <string>

#include "builtin/ident.h"

namespace rouse::builtin {
namespace {

std::string read(std::string_view line) {
  auto user = read_ident_answer(line, 44472, 7);
  return std::string(user ? *user : ident_failure_text(user.error()));
}

// Each line was answered to Debian's xinetd 2.3.15.3, which logged what stands here behind "USERID: echo ".
TEST(IdentAnswer, OfAUserIsReadAsXinetdReadsIt) {
  EXPECT_EQ(read("44472, 7 : USERID : UNIX : alice"), "UNIX : alice");
  EXPECT_EQ(read("44472,7:USERID:UNIX:bob"), "UNIX:bob");
  EXPECT_EQ(read("44472 , 7 : USERID : UNIX,US-ASCII :  carol smith "), "UNIX,US-ASCII :  carol smith ");
  EXPECT_EQ(read("44472,7 : USERID : OTHER :"), "OTHER :");
  EXPECT_EQ(read("44472,7 : USERID : UNIX : a:b \x01\x1b[0mz"), "UNIX : a:b \x01\x1b[0mz");
  EXPECT_EQ(read("44472,7 : USERID : noname"), "noname");
  EXPECT_EQ(read(" 44472 , 7 :USERID:UNIX:\t tab"), "UNIX:\t tab");
}

// The same: each was a "bad response" to xinetd.
TEST(IdentAnswer, OfAnotherKindIsBadAsItIsForXinetd) {
  for (std::string_view line :
       {"44472 , 7 : ERROR : NO-USER", "7 , 44472 : USERID : UNIX : swapped", "garbage",
        "44472 , 7 : userid : UNIX : lower", "44472,7 : USERIDX : UNIX : y", "44472,7 : USERID : "}) {
    EXPECT_EQ(read(line), "bad response") << line;
  }
}

TEST(IdentAnswer, OfNothingMuchIsBad) {
  for (std::string_view line :
       {"", ",", ":", "44472", "44472,", "44472,7", "44472,7:", "44472,7:USERID",
        "44472,7:USERID:", ",7:USERID:x", "44472,:USERID:x", "-44472,7:USERID:x", "44472,65543:USERID:x"}) {
    EXPECT_EQ(read(line), "bad response") << line;
  }
}

// RFC 1413: an answer has up to 1000 characters, a user up to 512.
TEST(IdentAnswer, AsLongAsTheyMayBeAreRead) {
  std::string user = "UNIX : " + std::string(970, 'x');
  std::string line = "44472,7 : USERID : " + user;
  EXPECT_LE(line.size() + 2, ident_limit_bytes);
  EXPECT_EQ(read(line), user);
}

}  // namespace
}  // namespace rouse::builtin
