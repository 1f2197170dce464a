#include "tools/ntsysv_options.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using Given = std::vector<std::string_view>;

std::string complaint(const Given& words) {
  auto options = read_ntsysv_options(words);
  return options ? "" : options.error().text + " " + std::to_string(options.error().status);
}

TEST(NtsysvOptions, WithoutAWordItIsAboutTheCurrentLevel) {
  NtsysvOptions options = read_ntsysv_options({}).value();
  EXPECT_FALSE(options.levels);
  EXPECT_FALSE(options.back);
  EXPECT_FALSE(options.hide);
}

TEST(NtsysvOptions, TheLastLevelsCount) {
  for (const Given& words :
       {Given{"--level", "35"}, Given{"--levels=35"}, Given{"--level", "2", "--levels", "35"}})
    EXPECT_EQ(read_ntsysv_options(words).value().levels, sysv::parse_levels("35"));
}

TEST(NtsysvOptions, OperandsMeanNothing) {
  EXPECT_TRUE(read_ntsysv_options({"httpd", "--back", "-"}).value().back);
  EXPECT_FALSE(read_ntsysv_options({"--", "--hide"}).value().hide);
}

TEST(NtsysvOptions, AComplaintHasItsStatus) {
  for (const char* levels : {"", "7", "3,5", "x"})
    EXPECT_EQ(complaint({"--level", levels}), "bad argument to --levels 2");
  EXPECT_EQ(complaint({"--level"}), "--level: missing argument 1");
  EXPECT_EQ(complaint({"--bogus"}), "--bogus: unknown option 1");
  EXPECT_EQ(complaint({"-x"}), "-x: unknown option 1");
  EXPECT_EQ(complaint({"--back=1"}), "--back=1: unknown option 1");
}

}  // namespace
}  // namespace rouse::tools
