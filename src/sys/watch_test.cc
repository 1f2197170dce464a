#include "sys/watch.h"

#include <gtest/gtest.h>

#include "fakes/temporary_folder.h"
#include "sys/file.h"

namespace rouse::sys {
namespace {

TEST(Watch, TellsOfFilesWhoseNameBeginsSo) {
  fakes::TemporaryFolder folder;
  Result<Fd> watch = watch_folder(folder.path("."));
  ASSERT_TRUE(watch);
  EXPECT_FALSE(take_changes(watch->raw(), "hosts."));
  ASSERT_TRUE(exclusive_create(folder.path("passwd"), "x"));
  EXPECT_FALSE(take_changes(watch->raw(), "hosts."));
  ASSERT_TRUE(exclusive_create(folder.path("hosts.deny"), "ALL: ALL"));
  EXPECT_TRUE(take_changes(watch->raw(), "hosts."));
  EXPECT_FALSE(take_changes(watch->raw(), "hosts."));
  ASSERT_TRUE(unlink(folder.path("hosts.deny")));
  EXPECT_TRUE(take_changes(watch->raw(), "hosts."));
}

TEST(Watch, AFolderThatIsNotThereIsAnError) { EXPECT_FALSE(watch_folder("/nonexistent/folder")); }

}  // namespace
}  // namespace rouse::sys
