#include "tools/rc_record.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "fakes/script_tree.h"

namespace rouse::tools {
namespace {

TEST(RcRecord, WhatIsWrittenIsRead) {
  fakes::ScriptTree root;
  sysv::Tree tree(root.root());
  EXPECT_TRUE(read_record(tree).empty());
  for (const char* name : {"web", "db", "gone"}) root.script(name, "");
  root.link("S20web", "3");
  root.link("S10db", "35");
  auto entries = sysv::read_level(tree, 3);
  ASSERT_TRUE(entries);
  supervise::StartedScripts started;
  for (const sysv::RcEntry& entry : *entries)
    started.emplace(entry.link.name, supervise::StartedScript{entry, entry.link.name == "web"});
  ASSERT_TRUE(write_record(tree, 3, started));
  supervise::StartedScripts read = read_record(tree);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_TRUE(read.at("web").locked);
  EXPECT_FALSE(read.at("db").locked);
  EXPECT_EQ(read.at("db").entry.path, root.root() + "/etc/rc3.d/S10db");
  ASSERT_TRUE(write_record(tree, 3, {}));
  EXPECT_TRUE(read_record(tree).empty());
}

TEST(RcRecord, WhatIsNoLongerThereIsLeftOut) {
  fakes::ScriptTree root;
  root.write("/run/rouse/rc", "3 S10gone\n9 S10x\nnonsense\n");
  EXPECT_TRUE(read_record(sysv::Tree(root.root())).empty());
}

}  // namespace
}  // namespace rouse::tools
