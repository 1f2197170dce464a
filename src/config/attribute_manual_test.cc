#include "config/attribute_manual.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "config/attribute_table.h"

namespace rouse::config {
namespace {

TEST(AttributeManual, HasTheAttributesOfTheTableInItsOrderAndNoOthers) {
  ASSERT_EQ(attribute_manual().size(), attribute_table().size());
  for (std::size_t i = 0; i < attribute_table().size(); ++i)
    EXPECT_EQ(attribute_manual()[i].name, attribute_table()[i].name);
}

TEST(AttributeManual, LeavesNothingOutAndRefersToAttributesThatThereAre) {
  for (const ManualRow& row : attribute_manual()) {
    EXPECT_FALSE(row.values.empty() || row.otherwise.empty()) << row.name;
    EXPECT_TRUE(row.example.starts_with(std::string(row.name) + " ")) << row.name;
    std::string names(row.see_also);
    while (!names.empty()) {
      std::string name = names.substr(0, names.find(' '));
      EXPECT_NE(find_attribute(name), nullptr) << row.name << ": " << name;
      EXPECT_NE(name, row.name);
      names.erase(0, name.size() + 1);
    }
  }
}

}  // namespace
}  // namespace rouse::config
