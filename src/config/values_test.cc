#include "config/values.h"

#include <gtest/gtest.h>

namespace rouse::config {
namespace {

TEST(Values, NumbersMayHaveASign) {
  EXPECT_EQ(signed_number("+5"), 5);
  EXPECT_EQ(signed_number("-5"), -5);
  EXPECT_EQ(signed_number("007"), 7);
  for (std::string_view bad : {"", "-", "5x", "5 ", "0x5", "4294967376"})
    EXPECT_FALSE(signed_number(bad)) << bad;
}

TEST(Values, UnsignedNumbersWrapAroundAsStrtoullDoes) {
  EXPECT_EQ(unsigned_number("-1"), UINT64_MAX);
  EXPECT_FALSE(unsigned_number("18446744073709551616"));
}

TEST(Values, SizesKnowKAndMButNoG) {
  EXPECT_EQ(size_bytes("20"), 20U);
  EXPECT_EQ(size_bytes("8k"), 8192U);
  EXPECT_EQ(size_bytes("8K"), 8192U);
  EXPECT_EQ(size_bytes("2M"), 2'097'152U);
  for (std::string_view bad : {"1g", "k", "1kk", "", "18446744073709551615k"})
    EXPECT_FALSE(size_bytes(bad)) << bad;
}

TEST(Values, MasksAreOctal) {
  EXPECT_EQ(file_mask("022"), 022U);
  EXPECT_EQ(file_mask("777"), 0777U);
  for (std::string_view bad : {"1000", "8", "-1", "", "0x7"}) EXPECT_FALSE(file_mask(bad)) << bad;
}

TEST(Values, CountsMayBeUnlimited) {
  EXPECT_EQ(count_or_unlimited("unlimited"), std::optional<Limit>(Limit()));
  EXPECT_EQ(count_or_unlimited("0"), Limit(0));
  EXPECT_FALSE(count_or_unlimited("-1"));
  EXPECT_FALSE(count_or_unlimited("many"));
}

TEST(Values, SecondsMayHaveAFraction) {
  EXPECT_EQ(milliseconds("20", 60'000), 20'000U);
  EXPECT_EQ(milliseconds("0.05", 60'000), 50U);
  EXPECT_EQ(milliseconds("1.5", 60'000), 1500U);
  EXPECT_EQ(milliseconds("0.001", 60'000), 1U);
  EXPECT_EQ(milliseconds("60.000", 60'000), 60'000U);
  for (std::string_view bad : {"60.001", "61", "1.", ".5", "1.0005", "1.x", "-1", "", "1e3"})
    EXPECT_FALSE(milliseconds(bad, 60'000)) << bad;
}

TEST(Values, LoadsAreReadAsScanfReadsThem) {
  EXPECT_EQ(load_average("2.5"), 2.5);
  EXPECT_EQ(load_average("2.5x"), 2.5);
  for (std::string_view bad : {"x", "", "nan", "inf"}) EXPECT_FALSE(load_average(bad)) << bad;
}

TEST(Values, TimesAreHoursAndMinutes) {
  EXPECT_EQ(time_range("2:00-8:59"), (TimeRange{120, 539}));
  EXPECT_EQ(time_range("9:5-10:00"), (TimeRange{545, 600}));
  EXPECT_EQ(time_range("12:00-24:00"), (TimeRange{720, 1440}));
  EXPECT_EQ(time_range("22:00-6:00"), (TimeRange{1320, 360}));
  for (std::string_view bad :
       {"9-10", "9:00-25:00", "9:00-24:01", "24:00-9:00", "11:00-11:60", "9:00", "9:-10:00"})
    EXPECT_EQ(time_range(bad).error(), TimeFault::invalid) << bad;
  EXPECT_EQ(time_range("9:00-10:00x").error(), TimeFault::incorrect);
  EXPECT_EQ(time_range("9:00-9:00").error(), TimeFault::empty_range);
}

}  // namespace
}  // namespace rouse::config
